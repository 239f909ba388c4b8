"""Who is at the door: a colleague who signed in, or a customer who needs no account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare

from amends.models import Membership, Staff
from amends.rules.actors import Actor
from amends.rules.refusals import Refusal
from amends.services.directory import Directory, NotStarted, directory
from amends.services.second_factors import VOUCHED, owes_second_factor
from amends.services.signing_in import SEEN_EVERY, see_visit
from amends.services.staff import actor_of
from amends.web.errors import refused
from amends.web.live_follower import SIGNED_OUT, STREAM

P = ParamSpec("P")
SEEN = "seen_at"  # in the session: when this browser was last noted
OPEN_WITHOUT_SECOND_FACTOR = "/settings/security"
NO_REFERRER = "no-referrer"  # a tracking link is a key: it must not leak to where a link on the page leads


class PublicRequest(HttpRequest):
    """A request by anybody. ``now`` is the one instant the whole answer speaks of."""

    now: datetime


class StaffRequest(PublicRequest):
    """A request by a colleague who signed in."""

    person: Staff
    actor: Actor


_people: tuple[Directory | None, dict[int, tuple[Staff, Actor]]] = (None, {})


def person_with(staff_id: int) -> tuple[Staff, Actor] | None:
    """
    Return a colleague and what they may do, remembered as long as the directory is: at most five seconds.

    Every page asks for it, and roles change a few times a year.
    """
    global _people  # noqa: PLW0603 - lives and dies with the directory
    known = directory()
    if _people[0] is not known:
        _people = (known, {})
    if staff_id not in _people[1]:
        memberships = Prefetch("memberships", Membership.objects.select_related("site"))
        people = Staff.objects.active().with_second_factor().prefetch_related(memberships)
        staff = people.filter(pk=staff_id).first()
        if staff is None:
            return None
        _people[1][staff_id] = (staff, actor_of(staff))
    return _people[1][staff_id]


def signed_in(request: HttpRequest) -> tuple[Staff, Actor] | None:
    """Return who signed in, or None; a session made with an earlier password is nobody's."""
    staff_id = request.session.get(SESSION_KEY)
    if not staff_id:
        return None
    given = request.session.get(HASH_SESSION_KEY, "")
    # Twice: what is remembered may be older than a password that was just changed.
    for _attempt in range(2):
        known = person_with(int(staff_id))
        if known and constant_time_compare(given, known[0].get_session_auth_hash()):
            return known
        _people[1].pop(int(staff_id), None)
    return None


def staff_page(
    view: Callable[Concatenate[StaffRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Open a page to colleagues only, in their language and time zone; others are asked to sign in and come back."""

    @wraps(view)
    def opened(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            known = signed_in(request)
        except NotStarted:
            return HttpResponseRedirect("/start")
        if known is None:
            return ask_to_sign_in(request)
        inside = cast("StaffRequest", request)
        inside.person, inside.actor = known
        inside.now = timezone.now()
        is_let_on = request.session.get(VOUCHED) or request.path.startswith(OPEN_WITHOUT_SECOND_FACTOR)
        if owes_second_factor(inside.person) and not is_let_on:
            return lead_to(request, OPEN_WITHOUT_SECOND_FACTOR)
        _note_visit(inside)
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) or inside.person.language
        zone = ZoneInfo(inside.person.timezone or directory().organisation.timezone)
        with translation.override(known_language(chosen)), timezone.override(zone):
            response = answer(inside, lambda: view(inside, *args, **kwargs))
            response.headers.setdefault("Content-Language", translation.get_language() or "en")
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return opened


def _note_visit(request: StaffRequest) -> None:
    """Note every few minutes that this browser was here, for the list of sessions; it lengthens the session too."""
    seen = request.session.get(SEEN)
    if seen is not None and request.now.timestamp() - seen >= SEEN_EVERY.total_seconds():
        request.session[SEEN] = int(request.now.timestamp())
        see_visit(session_key=request.session.session_key or "", now=request.now)


def public_page(
    view: Callable[Concatenate[PublicRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Open a page to everybody, in the language they read and the organisation's time zone."""

    @wraps(view)
    def opened(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        visitor = cast("PublicRequest", request)
        visitor.now = timezone.now()
        try:
            zone = ZoneInfo(directory().organisation.timezone)
        except NotStarted:
            return HttpResponseRedirect("/start")
        with timezone.override(zone):
            response = answer(visitor, lambda: view(visitor, *args, **kwargs))
        response.headers.setdefault("Referrer-Policy", NO_REFERRER)
        return response

    return opened


def answer(request: HttpRequest, view: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Return the view's answer; a refusal that it did not show beside its field becomes a page of its own."""
    try:
        return view()
    except Refusal as refusal:
        return refused(request, refusal)


def ask_to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Send a visitor to sign in and back to where they were."""
    here = request.get_full_path()
    return lead_to(request, f"/sign-in?{urlencode({'next': here})}" if here != "/today" else "/sign-in")


def lead_to(request: HttpRequest, address: str) -> HttpResponseBase:
    """Send a visitor elsewhere; an open page that only follows what happens is told that it may not any longer."""
    if request.headers.get("Accept") == STREAM:
        told = f"event: {SIGNED_OUT}\ndata: 0\n\n"
        return HttpResponse(told, content_type=STREAM, headers={"Cache-Control": "no-store"})
    return HttpResponseRedirect(address)


def known_language(code: str) -> str:
    """Return one of our two languages for whatever a browser, a cookie or a row says."""
    return "zh-hans" if code.lower().startswith("zh") else "en"
