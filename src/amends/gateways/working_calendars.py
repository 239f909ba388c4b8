"""A country's calendar as the law reads it: its own clock, Monday to Friday, its holidays and make-up workdays."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import ZoneInfo

from amends.gateways.public_holidays import public_holidays, zone_of
from amends.rules.calendars import OFFICE_WEEK, Calendar

YEARS_AHEAD = 4


@lru_cache(maxsize=256)
def working_calendar(country: str, year: int) -> Calendar:
    """Return the calendar of a country ("cn", "uk", "de", "none") around a year; raise Invalid for an unknown one."""
    known = public_holidays(country, range(year - 1, year + YEARS_AHEAD))
    return Calendar(ZoneInfo(zone_of(country)), OFFICE_WEEK, known.days_off, known.make_up)
