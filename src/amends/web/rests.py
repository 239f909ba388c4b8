"""The instants until which one usually lets a case rest; any other can be typed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.timezone import localtime

from amends.web import moments

MORNING = 9
SUNDAY = 6
A_WHILE = timedelta(hours=3)


def rests(now: datetime) -> list[tuple[int, str]]:
    """Return (seconds since the epoch, words) of the instants to choose from, soonest first."""
    here = localtime(now)
    morning = here.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    monday = morning + timedelta(days=7 - here.weekday())
    tomorrow = morning + timedelta(days=1)
    instants = {_full_hour(here + A_WHILE), tomorrow, tomorrow + timedelta(days=1), monday, monday + timedelta(days=7)}
    return [(int(at.timestamp()), moments.stamp(at, now)) for at in sorted(instants)]


def _full_hour(instant: datetime) -> datetime:
    return instant.replace(minute=0, second=0, microsecond=0)
