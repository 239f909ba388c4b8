"""A month of a calendar: which days are open, which are not, and why."""

from __future__ import annotations

import re
from calendar import Calendar as Weeks
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from amends.rules.calendars import Calendar, DayKind
from amends.rules.opening_hours import written_blocks
from amends.web import moments

EARLIEST, LATEST = 2000, 2100


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day of the month; None stands for one of the neighbouring months."""

    number: int
    kind: str
    name: str
    hours: str
    is_today: bool


@dataclass(frozen=True, slots=True)
class Month:
    """A month in weeks from Monday on, and the ways to its neighbours."""

    name: str
    weekdays: list[str]
    weeks: list[list[MonthDay | None]]
    before: str
    after: str


def month_of(calendar: Calendar, asked: str, now: datetime, address: str) -> Month:
    """Return the month somebody asked for, "2026-11"; the present one for anything else."""
    today = calendar.day_of(now)
    found = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", asked, re.ASCII)
    first = (
        date(int(found[1]), int(found[2]), 1) if found and EARLIEST <= int(found[1]) <= LATEST else today.replace(day=1)
    )
    weeks = Weeks().monthdatescalendar(first.year, first.month)
    return Month(
        _("%(month)s %(year)d") % {"month": moments.month(first.month), "year": first.year},
        [moments.weekday(number) for number in range(7)],
        [[_day(calendar, day, today) if day.month == first.month else None for day in week] for week in weeks],
        f"{address}?month={first - timedelta(days=1):%Y-%m}#month",
        f"{address}?month={first + timedelta(days=31):%Y-%m}#month",
    )


def _day(calendar: Calendar, day: date, today: date) -> MonthDay:
    kind = calendar.kind_of(day)
    hours = written_blocks(calendar.blocks_of(day)) if kind in {DayKind.WORKING, DayKind.MAKE_UP} else ""
    return MonthDay(day.day, kind.value.replace("_", "-"), calendar.name_of(day), hours, day == today)
