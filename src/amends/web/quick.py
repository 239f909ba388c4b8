"""The quick action: the front line's page of half a minute, and what it asks and tells the server."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _

from amends.models import Case
from amends.rules.quick import Gift, QuickAction, heard_at
from amends.rules.refusals import Conflict, Invalid, NotAllowed, Refusal
from amends.services.quick import take_quick_action
from amends.web.errors import in_words, status_of
from amends.web.guests import guest_card
from amends.web.navigation import first_place
from amends.web.numbers import number_in
from amends.web.quick_app import grounds
from amends.web.quick_choices import kinds, places
from amends.web.quick_gifts import became_of, gestures_at
from amends.web.quick_words import page_words
from amends.web.references import spoken
from amends.web.respond import page
from amends.web.security import PERMISSIONS
from amends.web.visitors import StaffRequest, staff_page

ITS_CAMERA = PERMISSIONS.replace("camera=()", "camera=(self)")  # to scan a code; no other page may look
LONGEST_NUMBER = 10**15  # milliseconds and keys beyond it are nobody's


@staff_page
def quick(request: StaffRequest) -> HttpResponseBase:
    """Show the page. It names nobody, so that a device may keep it; who signed in is told by ``data``."""
    _require_use(request)
    response = page(request, "quick/page.html", {**page_words(), "grounds": grounds()})
    response.headers["Permissions-Policy"] = ITS_CAMERA
    return response


@staff_page
def data(request: StaffRequest) -> HttpResponseBase:
    """Tell who signed in and what the tiles offer: what the page needs to work without a network."""
    _require_use(request)
    return JsonResponse(
        {
            "person": request.person.pk,
            "name": request.person.given_name,
            "token": get_token(request),
            "own_place": first_place(request.person),
            "places": places(request),
            "failures": kinds(),
        }
    )


@staff_page
def guest(request: StaffRequest) -> HttpResponseBase:
    """Tell what is known of the guest whose code was scanned or typed; nothing when nobody here may see it."""
    _require_use(request)
    return JsonResponse(guest_card(request.GET.get("who", "")[:120], request))


@staff_page
def gestures_here(request: StaffRequest) -> HttpResponseBase:
    """Tell what this colleague may give a guest at a place now; {} for a place that is not theirs."""
    _require_use(request)
    site_id = number_in(request.GET.get("site")) or 0
    return JsonResponse(gestures_at(site_id, request) if request.actor.may("case.triage", site_id) else {})


@staff_page
def entries(request: StaffRequest) -> HttpResponseBase:
    """Take one entry; the same key again is the same entry."""
    if request.method != "POST":
        return JsonResponse({}, status=405)
    try:
        return JsonResponse(_take(request))
    except Refusal as refusal:
        return JsonResponse({"field": refusal.field, "words": in_words(refusal)}, status=status_of(refusal))


def _require_use(request: StaffRequest) -> None:
    if not request.actor.may("case.triage"):
        raise NotAllowed(_("The quick action is for those who answer guests. Write down what you hear as a new case."))


def _take(request: StaffRequest) -> dict[str, Any]:
    form = _Form(request.body)
    if form.number("person") != request.person.pk:
        # Signed in as somebody else meanwhile: it stays on the device until its writer is back.
        raise Conflict(_("A colleague wrote this. It is sent when they sign in again."), field="person")
    receipt = take_quick_action(action=_action(form, request.now), by=request.actor, now=request.now)
    case = Case.objects.only("pk", "secret").get(pk=receipt.case_id)
    return {
        "reference": spoken(case.pk),
        "case": f"/cases/{spoken(case.pk)}",
        "track": f"/t/{spoken(case.pk)}/{case.secret}",
        "is_new": receipt.is_new,
        **(became_of(receipt.case_id) if form.words("currency") else {}),
    }


def _action(form: _Form, now: datetime) -> QuickAction:
    heard = heard_at(now, timedelta(milliseconds=form.number("waited_ms") or 0))
    next_in = form.number("next_in_ms")
    return QuickAction(
        key=form.words("key"),
        site_id=form.number("site") or 0,
        heard_at=heard,
        text=form.words("text"),
        severity=form.number("severity") or 0,
        deed=form.words("deed"),
        said=form.words("said"),
        who=form.words("who"),
        failure_type_id=form.number("failure"),
        next_at=_next_at(heard, next_in) if next_in else None,
        to_id=form.number("to"),
        remember=form.words("remember"),
        gift=_gift(form),
    )


def _gift(form: _Form) -> Gift | None:
    """Return what is given with it; sums in minor units, and no currency where nothing is."""
    if not form.words("currency"):
        return None
    return Gift(
        currency=form.words("currency"),
        remedy=form.words("gives"),
        amount_minor=max(form.number("gives_minor") or 0, 0),
        owed_minor=max(form.number("owed_minor") or 0, 0),
    )


def _next_at(heard: datetime, next_in_ms: int) -> datetime:
    try:
        return heard + timedelta(milliseconds=next_in_ms)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)  # refused by the service with the bounds it knows


class _Form:
    """A JSON object whose values may be anything; what is of another kind counts as not given."""

    def __init__(self, body: bytes) -> None:
        try:
            read = json.loads(body)
        except ValueError:
            read = None
        if not isinstance(read, dict):
            raise Invalid(_("We could not read what was sent"))
        self._read: dict[str, Any] = read

    def words(self, name: str) -> str:
        value = self._read.get(name)
        return value if isinstance(value, str) else ""

    def number(self, name: str) -> int | None:
        value = self._read.get(name)
        is_one = isinstance(value, int) and not isinstance(value, bool) and abs(value) < LONGEST_NUMBER
        return value if is_one else None
