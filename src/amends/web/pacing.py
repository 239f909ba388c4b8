"""Hold strangers to what is reasonable: so and so often an address, a place, a reference. No riddles to solve."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from amends.rules.addresses import caller, household
from amends.rules.limits import Limit
from amends.rules.references import number_of
from amends.rules.refusals import TooMany
from amends.services.limits import use_up, used_up
from amends.web import moments
from amends.web.visitors import PublicRequest

HOUR = timedelta(hours=1)
WORDS_AN_HOUR = Limit(120, HOUR)  # in one case
WRONG_KEYS = Limit(30, timedelta(minutes=15))  # from one address
WRONG_SIGN_INS = Limit(50, timedelta(minutes=15))  # from one address, on top of five for each person
WRONG_KEYS_TO_ONE = Limit(20, HOUR)  # to one reference, from wherever


def caller_of(request: HttpRequest) -> str:
    """Return whom we count a request to: an IPv4 address, or the network of an IPv6 subscriber."""
    meta = request.META
    address = caller(meta.get("REMOTE_ADDR", ""), meta.get("HTTP_X_FORWARDED_FOR", ""), settings.PROXIES)
    return household(address)


def pace_sign_in(request: PublicRequest) -> None:
    """Refuse who tried the doors of many people from one connection, whatever names were given."""
    if until := used_up(what="sign-in", who=caller_of(request), limit=WRONG_SIGN_INS, now=request.now):
        message = _("Too many tries to sign in came from your network. Try again at %(time)s.")
        raise TooMany(message, seconds=_seconds(until, request.now), params={"time": moments.clock(until)})


def count_wrong_sign_in(request: PublicRequest) -> None:
    """Remember that somebody did not prove who they are."""
    use_up(what="sign-in", who=caller_of(request), limit=WRONG_SIGN_INS, now=request.now)


def pace_telling(request: PublicRequest, place: str) -> None:
    """Refuse who told us far more in this hour than one place or one connection has to tell."""
    callers = Limit(settings.TELLS_AN_HOUR, HOUR)
    places = Limit(settings.TELLS_AN_HOUR_AT_A_PLACE, HOUR)
    until = use_up(what="tell", who=caller_of(request), limit=callers, now=request.now)
    until = until or use_up(what="tell-place", who=place, limit=places, now=request.now)
    if until:
        raise _too_many(until, request.now)


def pace_words(request: PublicRequest, case_id: int) -> None:
    """Refuse further words to a case that took more than anybody reads."""
    if until := use_up(what="words", who=str(case_id), limit=WORDS_AN_HOUR, now=request.now):
        raise _too_many(until, request.now)


def pace_keys(request: PublicRequest, spoken: str) -> None:
    """Refuse who tried too many secrets, before looking whether this one is right."""
    for what, who, limit in _tries(request, spoken):
        if until := used_up(what=what, who=who, limit=limit, now=request.now):
            message = _("These did not match too often. Try again at %(time)s, or open the link you were given.")
            raise TooMany(message, seconds=_seconds(until, request.now), params={"time": moments.clock(until)})


def count_wrong_key(request: PublicRequest, spoken: str) -> None:
    """Remember that somebody tried a secret that is none."""
    for what, who, limit in _tries(request, spoken):
        use_up(what=what, who=who, limit=limit, now=request.now)


def _tries(request: PublicRequest, spoken: str) -> tuple[tuple[str, str, Limit], ...]:
    number = str(number_of(spoken) or 0)
    return ("wrong-key", caller_of(request), WRONG_KEYS), ("wrong-key-to", number, WRONG_KEYS_TO_ONE)


def _too_many(until: datetime, now: datetime) -> TooMany:
    message = _(
        "A lot was sent from here within an hour, so we pause until %(time)s. Your words are kept. "
        "Send them then, or tell any of our people: they write it down for you."
    )
    return TooMany(message, seconds=_seconds(until, now), params={"time": moments.clock(until)})


def _seconds(until: datetime, now: datetime) -> int:
    return max(int((until - now).total_seconds()), 1)
