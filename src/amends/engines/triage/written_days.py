"""Days written in figures alone, and the year of a day that has none."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from amends.engines.triage.stated import LIKELY, SURE, UNSURE

BEFORE, AFTER = timedelta(days=305), timedelta(days=60)  # a day without a year lies here, counted from the telling

Meant = tuple[list[date], float]  # the likeliest first, and how sure; none where it is no day
Reader = tuple[re.Pattern[str], Callable[[re.Match[str], date], Meant]]
NO_DAY: Meant = ([], 0)


def near(told_on: date, month: int, day: int, year: str | None = None) -> date:
    """
    Return the day of the year that is said, or of the one in which it lies nearest before, or shortly after.

    Raises ValueError for a day that does not exist. Worked values, told on 22 November 2026: 5 March is that of 2026,
    5 December that of 2026, 5 February of "26" that of 2026.
    """
    if year:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    years = [told_on.year + more for more in (1, 0, -1)]
    found = [date(one, month, day) for one in years if _exists(one, month, day)]
    some = [one for one in found if one - told_on <= AFTER]
    return some[0] if some else date(told_on.year, month, day)


def _exists(year: int, month: int, day: int) -> bool:
    try:
        return bool(date(year, month, day))
    except ValueError:
        return False


def _year_first(found: re.Match[str], _told_on: date) -> Meant:
    return [date(int(found["year"]), int(found["month"]), int(found["day"]))], SURE


def _slashed(found: re.Match[str], told_on: date) -> Meant:
    one, other, year = int(found["one"]), int(found["other"]), found["year"]
    pairs = {(month, day) for month, day in ((one, other), (other, one)) if _exists(2024, month, day)}
    days = {near(told_on, month, day, year) for month, day in pairs}
    # What lies behind comes before what lies ahead, the nearer first.
    order = sorted(days, key=lambda day: (day > told_on, abs(day - told_on)))
    return order, UNSURE if len(order) > 1 else LIKELY


READERS: tuple[Reader, ...] = (
    (
        re.compile(r"(?<![\d-])(?P<year>20\d\d)[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?![\d-])"),
        _year_first,
    ),
    (
        # Not 4/5 stars, 2/3 of them and 24/7.
        re.compile(
            r"(?<!rated )(?<!score )(?<!\bit )(?<![\d/.,-])"
            r"(?P<one>\d{1,2})/(?P<other>\d{1,2})(?:/(?P<year>20\d\d|\d\d))?"
            r"(?![\d/%]| of | ?stars?| ?[星分])(?<!24/7)(?<!\b\d/[2345])",
            re.IGNORECASE,
        ),
        _slashed,
    ),
)
