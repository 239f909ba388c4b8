"""The one door: whoever proved who they are comes in here, by whatever means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.contrib.auth import login
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils.crypto import constant_time_compare

from amends.models import Staff
from amends.rules.devices import device
from amends.services.second_factors import VOUCHED, has_second_factor
from amends.services.signing_in import begin_visit
from amends.web.pacing import caller_of
from amends.web.respond import done
from amends.web.visitors import SEEN, StaffRequest

P = ParamSpec("P")
PROVED = "proved_at"  # in the session: when they last proved who they are
HALF = "half"  # in the session: the password was right, the second factor is still to come
HALF_LASTS = timedelta(minutes=10)
PROOF_LASTS = timedelta(minutes=15)


def come_in(request: HttpRequest, person: Staff, wanted: str, *, means: str, now: datetime) -> HttpResponseBase:
    """Let in whoever needs no second proof; ask the others for it."""
    if not has_second_factor(person):
        enter(request, person, means=means, now=now)
        return done(wanted)
    # A new key, so that a session somebody planted before is not the one that goes on.
    request.session.cycle_key()
    request.session[HALF] = {
        "staff": person.pk,
        "hash": person.get_session_auth_hash(),
        "at": int(now.timestamp()),
        "wanted": wanted,
    }
    return HttpResponseRedirect("/sign-in/second")


def half_way(session: SessionBase, now: datetime) -> tuple[Staff, str] | None:
    """Return who gave the right password a moment ago, and where they want to go."""
    half: Mapping[str, Any] = session.get(HALF) or {}
    if not half or now.timestamp() - half["at"] > HALF_LASTS.total_seconds():
        return None
    person = Staff.objects.active().filter(pk=half["staff"]).first()
    if person is None or not constant_time_compare(half["hash"], person.get_session_auth_hash()):
        return None
    return person, half["wanted"]


def enter(request: HttpRequest, person: Staff, *, means: str, is_vouched_for: bool = False, now: datetime) -> None:
    """
    Sign a colleague in: a fresh session, noted in their list and in the history.

    ``is_vouched_for`` says that somebody else saw to the second proof, so that no role asks for one of ours.
    """
    before = request.session.session_key or ""
    request.session.pop(HALF, None)
    login(request, person)  # with a new session key, so that no planted one is let in
    request.session[PROVED] = request.session[SEEN] = int(now.timestamp())
    request.session[VOUCHED] = is_vouched_for
    request.session.save()  # gives it its key; no row of ours
    begin_visit(
        staff=person,
        session_key=request.session.session_key or "",
        before=before,
        device=device(request.headers.get("User-Agent", "")),
        address=caller_of(request),
        means=means,
        now=now,
    )


def prove(request: HttpRequest, *, now: datetime) -> None:
    """Remember that they just proved it again."""
    request.session[PROVED] = int(now.timestamp())


def freshly_proved(
    view: Callable[Concatenate[StaffRequest, P], HttpResponseBase],
) -> Callable[Concatenate[StaffRequest, P], HttpResponseBase]:
    """Open a page that changes how one signs in to those who proved it within the last quarter of an hour."""

    @wraps(view)
    def opened(request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        proved_at = request.session.get(PROVED, 0)
        if request.now.timestamp() - proved_at <= PROOF_LASTS.total_seconds():
            return view(request, *args, **kwargs)
        # A form that was sent is not sent again by itself; they come back to the page it stands on.
        back = request.get_full_path() if request.method == "GET" else request.POST.get("back", "/settings/security")
        return HttpResponseRedirect(f"/settings/security/confirm?{urlencode({'next': back})}")

    return opened
