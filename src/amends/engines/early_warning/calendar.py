"""What is expected of a period because of when it is: level, growth, season, day of the week, hour of the day."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.intp]


class Period(StrEnum):
    """How long one count was collected."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"


# A year of 52 weeks, as in Farrington's method: over ten years it drifts by less than two weeks.
PER_YEAR = {Period.HOUR: 24 * 365.25, Period.DAY: 365.25, Period.WEEK: 52.0}
PER_WEEK = {Period.HOUR: 168, Period.DAY: 7, Period.WEEK: 1}
WIDE = 3.0  # prior sd of the level, around the mean that was seen
GROWTH = 0.2  # prior sd of growth, log units a year
SEASON = 0.5  # prior sd of a harmonic of the year


@dataclass(frozen=True, slots=True)
class Calendar:
    """
    The periods one after the other, in weeks that begin on Monday.

    The terms of the log mean change slowly: one row a period or a week, one column a term.
    """

    terms: Floats  # (periods, terms)
    weekly: Floats  # (weeks, terms), of the middle of each
    precision: Floats  # (terms,), 1 / prior variance
    per_week: int  # periods
    first: int  # number of the first period
    cycles: tuple[Places, ...] = ()  # (per_week,) each: the day of the week; for hours that of the day too
    special: tuple[Places, ...] = ()  # indices of the holidays; of the periods after them

    @property
    def place(self) -> int:
        """Return where in its week the first period lies."""
        return self.first % self.per_week

    def place_of(self, index: int) -> int:
        """Return where in its week a period lies."""
        return (self.first + index) % self.per_week

    def week_of(self, index: int) -> int:
        """Return the number of the week a period lies in."""
        return (self.first + index) // self.per_week


def calendar(period: Period, first: int, count: int, holidays: NDArray[np.bool_] | None = None) -> Calendar:
    """
    Return the calendar of ``count`` periods from number ``first`` on.

    Periods are numbered from an origin that never moves (hours and days since Monday 1 January 1900, weeks since then),
    so that a longer history has the same rows. ``holidays`` sets them and the period after each apart.
    """
    number = np.arange(first, first + count, dtype=np.float64)
    per_week, place = PER_WEEK[period], first % PER_WEEK[period]
    middles = np.arange(first - place, first + count, per_week, dtype=np.float64) + (per_week - 1) / 2
    special: tuple[Places, ...] = ()
    if holidays is not None and holidays.any():
        after = np.r_[False, holidays[:-1]] & ~holidays
        special = (np.flatnonzero(holidays), np.flatnonzero(after))
    terms, weekly = (_slow(at, first, PER_YEAR[period]) for at in (number, middles))
    precision = 1 / np.square([WIDE, GROWTH, *[SEASON] * 4])
    return Calendar(terms, weekly, precision, per_week, first, _cycles(period), special)


def _slow(number: Floats, first: int, per_year: float) -> Floats:
    angle = 2 * np.pi * number / per_year
    waves = [wave(harmonic * angle) for harmonic in (1, 2) for wave in (np.cos, np.sin)]
    return np.column_stack([np.ones(len(number)), (number - first) / per_year, *waves])


def _cycles(period: Period) -> tuple[Places, ...]:
    at = np.arange(PER_WEEK[period])
    return {Period.HOUR: (at // 24, at % 24), Period.DAY: (at,), Period.WEEK: ()}[period]
