"""Passkeys: the question for the browser, and what its answer opens."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.http import require_POST

from amends.models import Passkey
from amends.rules.refusals import NotFound, Refusal
from amends.services import passkeys
from amends.web.entering import enter, freshly_proved, half_way, prove
from amends.web.errors import in_words
from amends.web.respond import done, own_path
from amends.web.security_page import HERE, show
from amends.web.signing_in import ask_with_problem
from amends.web.visitors import PublicRequest, StaffRequest, public_page, signed_in, staff_page

ASKED = "passkey_question"  # in the session: what the browser was asked, until it answers once


def _question(request: HttpRequest, question: tuple[dict[str, Any], dict[str, Any]]) -> JsonResponse:
    options, state = question
    request.session[ASKED] = state
    return JsonResponse({"publicKey": options})


def _asked(request: HttpRequest) -> dict[str, Any]:
    """Return what was asked, for the one answer it is good for."""
    return request.session.pop(ASKED, None) or {}


@require_POST
@public_page
def ask_who(request: PublicRequest) -> HttpResponseBase:
    """Ask the browser for a passkey: of whoever gave a password just now or is signed in, else of anybody."""
    half, known = half_way(request.session, request.now), signed_in(request)
    return _question(request, passkeys.ask_who(staff=half[0] if half else known[0] if known else None))


@require_POST
@public_page
def sign_in_with(request: PublicRequest) -> HttpResponseBase:
    """Let in whoever a passkey proves; for somebody who is in already it is a fresh proof."""
    half, known = half_way(request.session, request.now), signed_in(request)
    wanted = half[1] if half else own_path(request.POST.get("next", ""), "/today")
    expected = half[0] if half else known[0] if known else None
    try:
        person = passkeys.prove_by_passkey(
            state=_asked(request), answer=request.POST.get("answer", ""), staff=expected, now=request.now
        )
    except Refusal as refusal:
        return ask_with_problem(request, wanted, in_words(refusal), is_half=bool(half))
    if known:
        prove(request, now=request.now)
    else:
        enter(request, person, means="passkey", now=request.now)
    return done(wanted)


@staff_page
@require_POST
@freshly_proved
def ask_new(request: StaffRequest) -> HttpResponseBase:
    """Ask the browser for a new passkey."""
    return _question(request, passkeys.ask_new(staff=request.person))


@staff_page
@require_POST
@freshly_proved
def add(request: StaffRequest) -> HttpResponseBase:
    """Keep the passkey that the browser made."""
    try:
        codes = passkeys.add_passkey(
            staff=request.person,
            state=_asked(request),
            answer=request.POST.get("answer", ""),
            name=request.POST.get("name", ""),
            by=request.actor,
            now=request.now,
        )
    except Refusal as refusal:
        return show(request, refusal)
    return show(request, codes=codes) if codes else done(HERE, "added")


@staff_page
@require_POST
@freshly_proved
def remove(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Take one of one's own passkeys away."""
    passkey = Passkey.objects.select_related("staff").filter(pk=pk, staff=request.person).first()
    if passkey is None:
        raise NotFound
    passkeys.remove_passkey(passkey=passkey, by=request.actor, now=request.now)
    return done(HERE, "removed")
