"""How to complain at a place: by which ways, what happens then and by when; and the poster for its door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _

from amends.models import Site
from amends.rules.allowances import Basis
from amends.rules.policies import chosen
from amends.rules.promises import ALLOWANCES
from amends.rules.refusals import NotFound
from amends.services.directory import directory
from amends.services.terms import situation_at
from amends.web import moments
from amends.web.allowing import allowance_words
from amends.web.codes import code_to_scan
from amends.web.respond import page
from amends.web.visitors import PublicRequest, public_page


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens after somebody told us: until when, and what."""

    ring: str
    when: str
    what: str


@public_page
def how(request: PublicRequest, pk: int) -> HttpResponse:
    """Say how to complain here and what comes of it."""
    return page(request, "complaining/how.html", {**_of(pk), "steps": steps(pk)})


@public_page
def poster(request: PublicRequest, pk: int) -> HttpResponse:
    """Show what hangs on the door: one question, a code to scan, a promise."""
    return page(request, "complaining/poster.html", {**_of(pk), "first": _allowed("first_reply", pk)})


def steps(site_id: int) -> list[Step]:
    """Return what happens after somebody told us, with the promises a place makes to everybody."""
    return [
        Step("kept", _("At once"), _("You get a reference and the name of whoever owns it.")),
        Step(
            "running",
            _("Within %(length)s") % {"length": _allowed("first_reply", site_id)},
            _("The owner answers you."),
        ),
        Step(
            "running",
            _("Every %(length)s") % {"length": _allowed("progress", site_id)},
            _("You hear where things stand, even if nothing has changed."),
        ),
        Step("to-come", _("In the end"), _("You say whether it is solved. Nobody else can close it as solved.")),
        Step(
            "to-come",
            _("%(length)s later") % {"length": _allowed("follow_up", site_id)},
            _("We ask once more whether it holds."),
        ),
    ]


def _allowed(kind: str, site_id: int) -> str:
    """Return how long a promise takes for a case of which nothing is known yet but where it happened."""
    if policy := chosen(directory().policies, kind, situation_at(site_id)):
        words = allowance_words(policy.written)
        is_by_hours = policy.allowance.basis is Basis.BUSINESS
        return _("%(length)s of opening time") % {"length": words} if is_by_hours else words
    span = ALLOWANCES[kind]
    if span < timedelta(days=3):
        return _("%(hours)d h") % {"hours": span // timedelta(hours=1)}
    return moments.length(span)


def _of(pk: int) -> dict[str, Any]:
    """Return what both pages say of a place; a closed one says nothing any more."""
    site = Site.objects.in_use().filter(pk=pk).first()
    if site is None:
        raise NotFound
    line = {one.pk: one for one in Site.objects.filter(pk__in=site.path.strip("/").split("/"))}
    upwards = [line[int(key)] for key in reversed(site.path.strip("/").split("/"))]
    address = f"{settings.PUBLIC_URL}/?site={site.pk}" if site.parent_id else f"{settings.PUBLIC_URL}/"
    return {
        "site": site,
        "tell": f"/?site={site.pk}" if site.parent_id else "/",
        "phone": next((one.phone for one in upwards if one.phone), ""),
        "email": next((one.email for one in upwards if one.email), ""),
        "code": code_to_scan(address, _("Code to scan, leads to %(address)s") % {"address": address}),
        "short_address": settings.PUBLIC_URL.partition("://")[2],
    }
