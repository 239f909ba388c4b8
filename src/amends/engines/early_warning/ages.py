"""Series of different ages: each is judged over its own history, and not before there is enough of it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from amends.engines.early_warning.calendar import Floats, Period
from amends.engines.early_warning.hierarchy import watch_named
from amends.engines.early_warning.levels import Levels
from amends.engines.early_warning.watching import Watch

LEAST_DAYS = 28  # of history before a series is judged
STEP = 0.85  # from one age to the next: so much of its history is used at least


def watch_levels(levels: Levels, *, first: int, since: int) -> Watch:
    """
    Judge the days from index ``since`` on; p is NaN where a series was not there or has too little history.

    ``first`` is the number of the first day, see `calendar.calendar`.
    """
    days = levels.counts.shape[1]
    shape = (len(levels.keys), days - since)
    whole = Watch(np.full(shape, np.nan), np.zeros(shape), np.zeros(shape), np.ones(shape))
    for age, rows in _by_age(levels.counts):
        counts = levels.counts[rows, days - age :]
        begin = max(1, age - (days - since))
        names = [levels.names[row] for row in rows]
        seen = watch_named(counts, names, Period.DAY, first=first + days - age, since=begin)
        known = slice(shape[1] - (age - begin), None)
        for all_of, found in zip(whole, seen, strict=True):
            all_of[rows, known] = found
        whole.p[rows, : shape[1] - (age - max(begin, LEAST_DAYS))] = np.nan
    return whole


def _by_age(counts: Floats) -> Iterator[tuple[int, list[int]]]:
    """Yield ages in days with the series that are at least as old, and not as old as the next."""
    ages = (~np.isnan(counts)).sum(1)
    age, left = counts.shape[1], np.ones(len(counts), np.bool_)
    while age > LEAST_DAYS:
        rows = np.flatnonzero(left & (ages >= age))
        if rows.size:
            yield age, rows.tolist()
        left[rows] = False
        age = int(age * STEP)
