"""Days of a form, and days in words."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils.dateparse import parse_date
from django.utils.timezone import make_aware

from amends.web import moments

NOON = time(12)


def day_in(text: str) -> date | None:
    """Return the day a field of a form names, or None."""
    try:
        return parse_date(text)
    except ValueError:
        return None


def day_words(day: date, now: datetime) -> str:
    """Return a day in words, with the year when it is another one."""
    return moments.date(make_aware(datetime.combine(day, NOON)), now)
