"""The next dates one usually promises, at full quarters of an hour; any other can be typed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.utils.dateparse import parse_datetime
from django.utils.timezone import get_current_timezone, localtime
from django.utils.translation import gettext as _

from amends.rules.refusals import Invalid
from amends.web import moments

QUARTER = timedelta(minutes=15)
EVENING, NOON = 18, 12
USUAL = (timedelta(hours=1), timedelta(hours=4), timedelta(days=1), timedelta(days=3), timedelta(days=7))
DAY_LATER = timedelta(days=1)


def next_dates(now: datetime) -> list[tuple[int, str, bool]]:
    """Return (seconds since the epoch, words, is the default) of the dates to choose from, soonest first."""
    instants = {_next_quarter(now + span) for span in USUAL}
    evening = localtime(now).replace(hour=EVENING, minute=0, second=0, microsecond=0)
    if evening > now + timedelta(hours=1):
        instants.add(evening)
    instants.add((evening + DAY_LATER).replace(hour=NOON))
    # A quarter less than a day, so that the default is never later than what the house promises by itself.
    default = _next_quarter(now + DAY_LATER - QUARTER)
    instants = {instant for instant in instants if abs(instant - default) > QUARTER} | {default}
    return [(int(at.timestamp()), moments.by(at, now), at == default) for at in sorted(instants)]


def chosen_date(choice: str, own: str, *, field: str = "next_at") -> datetime | None:
    """Return the instant somebody chose or typed in their own time zone; None when they left it to the house."""
    if choice == "own":
        try:
            typed = parse_datetime(own)
        except ValueError:
            typed = None
        if typed is None:
            raise Invalid(_("This is not a date and time."), field=field)
        return typed.replace(tzinfo=get_current_timezone()) if typed.tzinfo is None else typed
    return datetime.fromtimestamp(int(choice), UTC) if choice.isdecimal() and len(choice) < 12 else None


def _next_quarter(instant: datetime) -> datetime:
    past = timedelta(minutes=instant.minute % 15, seconds=instant.second, microseconds=instant.microsecond)
    return instant if not past else instant - past + QUARTER
