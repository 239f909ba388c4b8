"""Tokens that programs act with: made and shown once, revoked for good."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.db.models import F
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amends.models import Token
from amends.rules.access import SCOPES
from amends.rules.money import Money, read_minor
from amends.rules.refusals import Conflict, Invalid, NotAllowed, NotFound, Refusal
from amends.services.authority import given_in_a_day
from amends.services.staff import require
from amends.services.tokens import create_token, limit_token, revoke_token
from amends.web.offer_facts import CURRENCIES, usual_currency
from amends.web.respond import done
from amends.web.settings_pages import ask_first, chosen_place, form_page, settings_page, tree_of_places
from amends.web.visitors import StaffRequest, staff_page
from amends.web.ways import amount

HERE = "/settings/tokens"
LIFETIMES = (30, 90, 365)
GIVES = "remedies:write"  # the scope without which a program gives nothing
SENT = "sent_token_forms"  # in the session: forms that have made their token


@staff_page
def tokens(request: StaffRequest) -> HttpResponseBase:
    """List the tokens, and make one."""

    def act() -> HttpResponse:
        _refuse_second(request)
        token, secret = _make(request)
        request.session[SENT] = [*request.session.get(SENT, []), _form_key(request)][-20:]
        # Answered at once instead of sending the browser on: the secret exists on this page and nowhere else.
        return _show(request, made=(token, secret))

    def show(refusal: Refusal | None) -> HttpResponse:
        return _show(request, refusal)

    return form_page(request, "token.create", show=show, act=act, url=HERE, said="added")


@staff_page
def revoke(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Ask whether a token shall be worthless, and make it so."""
    require(request.actor, "token.create")
    token = Token.objects.visible_to(request.actor).filter(pk=pk).select_related("site").first()
    if token is None:
        raise NotFound
    if request.method == "POST":
        revoke_token(token=token, by=request.actor, now=request.now)
        return done(HERE, "revoked")
    return ask_first(
        request,
        question=_("Revoke “%(name)s”?") % {"name": token.name},
        help_text=_(
            "Whatever program uses this token is refused from now on. It cannot be brought back, only replaced."
        ),
        yes=_("Revoke"),
        no=_("Keep it"),
        back=HERE,
    )


@staff_page
def limit(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Say how much a program may give in a day."""
    require(request.actor, "token.create")
    if request.method != "POST":
        return HttpResponseRedirect(HERE)
    token = Token.objects.visible_to(request.actor).filter(pk=pk).select_related("site").first()
    if token is None:
        raise NotFound
    try:
        limit_token(token=token, a_day=_a_day(request.POST), by=request.actor, now=request.now)
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _show(request, refusal, limiting=pk)
    return done(HERE, "saved")


def scope_words() -> dict[str, str]:
    """Return what a program with each scope may do."""
    return {
        "intakes:write": _("Report failures: open cases with what customers said"),
        "intakes:read": _("Read what customers said, word for word"),
        "cases:read": _("Read cases, promises and conversations"),
        "cases:write": _("Reply, note, judge, hand over and resolve"),
        "customers:read": _("Read who customers are and how to reach them"),
        "customers:write": _("Change names and identities of customers"),
        "sites:read": _("Read the places"),
        "sites:write": _("Add and change places"),
        "staff:read": _("Read who works here"),
        "staff:write": _("Add colleagues and change their roles"),
        "warnings:read": _("Read warnings and new topics"),
        "warnings:write": _("Say that somebody looks into a warning or topic, or that it is none"),
        "events:read": _("Read the history of what happened"),
        "imports:write": _("Import lists of complaints"),
        "remedies:read": _("Read offers, approvals and the ledger"),
        "remedies:write": _("Make offers as far as a supervisor may, note deliveries, and give colleagues that right"),
        "policies:write": _("Give colleagues the right to change policies, playbooks and absences"),
        "vouchers:redeem": _("Redeem vouchers"),
    }


def _show(
    request: StaffRequest,
    refusal: Refusal | None = None,
    made: tuple[Token, str] | None = None,
    *,
    limiting: int | None = None,
) -> HttpResponse:
    rows = list(
        Token.objects.visible_to(request.actor)
        .select_related("site", "created_by")
        .order_by(F("revoked_at").asc(nulls_first=True), "-pk")
    )
    chosen = request.POST.getlist("scopes") if refusal else []
    words = scope_words()
    context = {
        "live": [_row(row, request) for row in rows if row.revoked_at is None],
        "limiting": limiting,
        "currencies": [(code, code) for code in CURRENCIES],
        "currency": usual_currency(),
        "revoked": [row for row in rows if row.revoked_at is not None],
        "scopes": [(scope, words.get(scope, ""), scope in chosen) for scope in SCOPES],
        "places": tree_of_places(request),
        "may_everywhere": request.actor.places("token.create") is None,
        "lifetimes": [(days, _lifetime(days)) for days in LIFETIMES],
        "made": made,
        "form_key": secrets.token_urlsafe(12),
    }
    return settings_page(request, "staff/tokens.html", context, refusal)


def _lifetime(days: int) -> str:
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}


def _make(request: StaffRequest) -> tuple[Token, str]:
    form = request.POST
    scopes = form.getlist("scopes")
    if not form.get("name", "").strip():
        raise Invalid(_("Which program is it for? Name it, so that you know later what to revoke."), field="name")
    if not scopes:
        raise Invalid(_("What may the program do? Choose at least one."), field="scopes")
    site = chosen_place(request, form.get("site", ""))
    if form.get("site") and site is None:
        raise Invalid(_("There is no such place."), field="site")
    days = form.get("days", "")
    expires_at = request.now + timedelta(days=int(days)) if days in {str(days) for days in LIFETIMES} else None
    return create_token(
        name=form["name"], scopes=scopes, site=site, expires_at=expires_at, a_day=_a_day(form), by=request.actor,
        now=request.now,
    )  # fmt: skip


def _a_day(given: QueryDict) -> Money | None:
    """Return the most a program shall give in a day; None where nothing was written."""
    text, currency = given.get("day", "").strip(), given.get("currency", "")
    if not text:
        return None
    if currency not in CURRENCIES:
        raise Invalid(_("Choose a currency."), field="currency")
    return Money(read_minor(text, currency, field="day"), currency)


def _row(token: Token, request: StaffRequest) -> dict[str, Any]:
    """Return a token as the list shows it, with how much of its day is given."""
    shown: dict[str, Any] = {"token": token, "gives": GIVES in token.scopes}
    if token.day_minor is not None:
        given = given_in_a_day(token=token, now=request.now)
        shown |= {"given": amount(given, token.day_currency), "a_day": amount(token.day_minor, token.day_currency)}
    return shown


def _refuse_second(request: StaffRequest) -> None:
    """Refuse a form that has made its token: the page was reloaded, and the secret is not there to be shown again."""
    if _form_key(request) in request.session.get(SENT, []):
        raise Conflict(
            _("This token is made already, and its secret was shown once. If it is lost, revoke it and make another.")
        )


def _form_key(request: StaffRequest) -> str:
    return request.POST.get("form_key", "")[:40] or secrets.token_urlsafe(12)
