"""Tokens that programs act with: made and shown once, revoked for good."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from amends.models import Site, Token
from amends.rules.access import SCOPES
from amends.rules.refusals import Invalid, NotFound, Refusal
from amends.services.staff import create_token, require, revoke_token
from amends.web.respond import done
from amends.web.settings_pages import settings_page
from amends.web.visitors import StaffRequest, staff_page

HERE = "/settings/tokens"
LIFETIMES = (30, 90, 365)


@staff_page
def tokens(request: StaffRequest) -> HttpResponseBase:
    """List the tokens, and make one."""
    require(request.actor, "token.create")
    if request.method != "POST":
        return _show(request)
    try:
        token, secret = _make(request)
    except Refusal as refusal:
        return _show(request, refusal=refusal)
    # Answered at once instead of sending the browser on: the secret exists on this page and nowhere else.
    return _show(request, made=(token, secret))


@staff_page
def revoke(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Make a token worthless."""
    require(request.actor, "token.create")
    token = Token.objects.filter(pk=pk).first()
    if token is None or request.method != "POST":
        raise NotFound
    revoke_token(token=token, by=request.actor, now=request.now)
    return done(HERE, "revoked")


def _show(request: StaffRequest, refusal: Refusal | None = None, made: tuple[Token, str] | None = None) -> HttpResponse:
    rows = Token.objects.select_related("site", "created_by").order_by("revoked_at", "-pk")
    context = {
        "rows": rows,
        "scopes": list(SCOPES),
        "places": [(site.pk, site.name) for site in Site.objects.visible_to(request.actor).in_use().order_by("path")],
        "lifetimes": [(str(days), _("%(days)d days") % {"days": days}) for days in LIFETIMES],
        "made": made,
        "chosen": request.POST.getlist("scopes") if refusal else [],
    }
    return settings_page(request, "staff/tokens.html", context, refusal)


def _make(request: StaffRequest) -> tuple[Token, str]:
    form = request.POST
    scopes = form.getlist("scopes")
    if not scopes:
        raise Invalid(_("What may the program do? Choose at least one."), field="scopes")
    place, days = form.get("site", ""), form.get("days", "")
    site = Site.objects.visible_to(request.actor).filter(pk=int(place)).first() if place.isdecimal() else None
    expires_at = request.now + timedelta(days=int(days)) if days in {str(days) for days in LIFETIMES} else None
    return create_token(
        name=form.get("name", ""), scopes=scopes, site=site, expires_at=expires_at, by=request.actor, now=request.now
    )
