"""What is expected of a period because of when it is: level, growth, season, day of the week, hour of the day."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Period(StrEnum):
    """How long one count was collected."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"


# A year of 52 weeks, as in Farrington's method: over ten years it drifts by less than two weeks.
PER_YEAR = {Period.HOUR: 24 * 365.25, Period.DAY: 365.25, Period.WEEK: 52.0}
WIDE = 3.0  # prior sd of the level, around the mean that was seen
GROWTH = 0.2  # prior sd of growth, log units a year
SEASON = 0.5  # prior sd of a harmonic of the year
SLOW = 6  # the first terms: level, growth and the harmonics of the year
RHYTHM = 0.7  # prior sd of a day of the week or a harmonic of the day


@dataclass(frozen=True, slots=True)
class Calendar:
    """Terms of the log mean: one row a period, one column a term, and how far each may lie from zero."""

    terms: Floats  # (periods, terms)
    precision: Floats  # (terms,), 1 / prior variance

    @property
    def size(self) -> int:
        """Return how many terms there are."""
        return len(self.precision)


def calendar(period: Period, first: int, count: int, holidays: NDArray[np.bool_] | None = None) -> Calendar:
    """
    Return the terms of ``count`` periods from number ``first`` on.

    Periods are numbered from an origin that never moves (hours and days since Monday 1 January 1900, weeks since then),
    so that a longer history has the same rows. ``holidays`` adds a term for them and one for the period after.
    """
    number = np.arange(first, first + count, dtype=np.float64)
    columns = [np.ones(count), (number - first) / PER_YEAR[period]]
    spread = [WIDE, GROWTH]
    for harmonic in (1, 2):
        angle = 2 * np.pi * harmonic * number / PER_YEAR[period]
        columns += [np.cos(angle), np.sin(angle)]
        spread += [SEASON, SEASON]
    rhythm = _rhythm(period, number)
    columns += rhythm
    spread += [RHYTHM] * len(rhythm)
    if holidays is not None and holidays.any():
        after = np.r_[False, holidays[:-1]] & ~holidays
        columns += [holidays.astype(np.float64), after.astype(np.float64)]
        spread += [1.0, 0.5]
    return Calendar(np.column_stack(columns), 1 / np.square(spread))


def _rhythm(period: Period, number: Floats) -> list[Floats]:
    """Return contrasts for the days of the week, and harmonics of the day for hours."""
    if period is Period.WEEK:
        return []
    days = number if period is Period.DAY else number // 24
    columns = [(days % 7 == day) - 1 / 7 for day in range(1, 7)]
    if period is Period.HOUR:
        for harmonic in (1, 2, 3):
            angle = 2 * np.pi * harmonic * number / 24
            columns += [np.cos(angle), np.sin(angle)]
    return columns
