"""
Three years of daily counts of sites and types, with surges in the third, and the same without; also made otherwise.

A cell has a level, and the season, weekdays and growth of its site and type; counts are negative binomial. A variant is
made in a way that the engine does not assume; what changes in it has changed before the third year.
"""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from runpy import run_path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from amends.engines.early_warning.calendar import Floats

Whole = NDArray[np.int64]
SITES, TYPES, DAYS, JUDGED = 40, 50, 1_096, 365
SINCE = DAYS - JUDGED
HOLIDAYS = (0, 94, 97, 121, 128, 142, 237, 304, 358, 359)  # days of a year
SURGES = 300  # of one cell
LONG = {"cell": (2, 75), "type": (10, 24), "site": (10, 24)}  # days, least and most
WIDE = {"type": 10, "site": 8}
WEEKDAYS = np.array(
    [
        [1.25, 1.1, 1.05, 1.0, 1.0, 0.8, 0.7],
        [0.85, 0.85, 0.9, 0.95, 1.15, 1.3, 1.1],
        [1.3, 1.2, 1.1, 1.1, 1.1, 0.35, 0.25],
    ]
)


class Variant(StrEnum):
    """What is made in another way than the engine thinks."""

    NONE = "as_thought"
    LEVELS = "levels_shift"  # a fifth of the cells steps up by 43 % or down by 30 %
    LAW = "other_law"  # the variance grows with the square of the mean
    WEEKDAYS = "sites_own_weekdays"
    PRACTICE = "practice_changes"  # at a third of the sites what comes at a weekend is booked on Monday from a day on


class Surge(NamedTuple):
    """A surge of one cell, or of a whole type or site."""

    level: str  # cell, type or site
    unit: int
    start: int
    end: int


class Tables(NamedTuple):
    """Counts (cells, days), NaN where nothing was seen, with surges and without."""

    surging: Floats
    quiet: Floats
    surges: list[Surge]

    def levels(self, counts: Floats) -> dict[str, Floats]:
        """Return the cells and the totals of types and of sites."""
        by_site = counts.reshape(SITES, TYPES, DAYS)
        return {"cell": counts, "type": np.nansum(by_site, 0), "site": by_site.sum(1)}


NAMES = {
    "cell": [f"s{site}/t{kind}" for site in range(SITES) for kind in range(TYPES)],
    "type": [f"*/t{kind}" for kind in range(TYPES)],
    "site": [f"s{site}/*" for site in range(SITES)],
}


def tables(*, seed: int, generator: Path | None = None) -> Tables:
    """Return the tables of the generator in that folder (`ew_data.py`), or of our own."""
    if generator is None:
        return own(seed=seed)
    made = run_path(str(generator / "ew_data.py"))["gen_hier"](seed=seed)
    unseen = made["y"] < 0
    surging = np.where(unseen, np.nan, made["y"])
    surges = [Surge(one["level"], one["unit"], one["start"], one["end"]) for one in json.loads(str(made["events"]))]
    return Tables(surging, surging - made["extra"], surges)


def own(*, seed: int, variant: Variant = Variant.NONE) -> Tables:
    """Return tables of our own."""
    rng = np.random.default_rng(seed)
    mean, ratio = _means(rng, variant)
    counts = _counts(rng, mean, ratio, variant)
    extra, surges = _surges(rng, mean, ratio)
    missing = np.repeat(_missing(rng), TYPES, axis=0)
    quiet = np.where(missing, np.nan, counts.reshape(-1, DAYS))
    return Tables(quiet + extra.reshape(-1, DAYS), quiet, surges)


def is_holiday(day: Whole) -> NDArray[np.bool_]:
    """Return whether these days are holidays."""
    return np.isin(day % 365, HOLIDAYS)


def _means(rng: np.random.Generator, variant: Variant) -> tuple[Floats, Floats]:
    """Return the means (sites, types, days) and the ratios of variance to mean (types,)."""
    day = np.arange(DAYS)
    spread = rng.normal(0, 0.7, (SITES, 1)) + rng.normal(0, 1, TYPES) + rng.normal(0, 0.5, (SITES, TYPES))
    level = np.log(0.25) + spread
    angle = 2 * np.pi * day / 365.25 + rng.uniform(0, 2 * np.pi, (TYPES, 1))
    of_type = rng.uniform(0, 0.5, (TYPES, 1)) * np.cos(angle) + rng.uniform(0, 0.15, (TYPES, 1)) * np.cos(2 * angle)
    of_type += rng.normal(0, 0.1, (TYPES, 1)) * day / 365.25
    of_type += np.log(WEEKDAYS[rng.integers(0, len(WEEKDAYS), TYPES)])[:, day % 7]
    holiday = is_holiday(day)
    after = np.r_[False, holiday[:-1]] & ~holiday
    of_type += np.log(0.45) * holiday + np.log(1.25) * after
    of_site = rng.normal(0.05, 0.1, (SITES, 1)) * day / 365.25 + rng.normal(0, 0.05, (SITES, DAYS))
    log_mean = level[:, :, None] + of_type + of_site[:, None]
    if variant is Variant.WEEKDAYS:
        log_mean += rng.normal(0, 0.15, (SITES, 1, 7))[:, :, day % 7]
    if variant is Variant.LEVELS:
        step = rng.choice([0.0, 0.36, -0.36], (SITES, TYPES, 1), p=[0.8, 0.1, 0.1])
        log_mean += step * (day >= rng.integers(100, SINCE - 60, (SITES, TYPES, 1)))
    return np.exp(log_mean), 1 + rng.gamma(1.5, 0.4, TYPES)


def _counts(rng: np.random.Generator, mean: Floats, ratio: Floats, variant: Variant) -> Floats:
    over = np.broadcast_to(ratio[:, None] - 1, mean.shape)
    if variant is Variant.LAW:
        over = 0.3 * over + 0.4 * mean
    counts = rng.poisson(rng.gamma(mean / over, over)).astype(np.float64)
    if variant is Variant.PRACTICE:
        changed = np.flatnonzero(rng.random(SITES) < 1 / 3)
        for site, begun in zip(changed, rng.integers(100, SINCE - 60, len(changed)), strict=True):
            sundays = np.arange(begun - begun % 7 + 6, DAYS - 1, 7)
            counts[site][:, sundays + 1] += counts[site][:, sundays] + counts[site][:, sundays - 1]
            counts[site][:, sundays] = counts[site][:, sundays - 1] = 0
    return counts


def _surges(rng: np.random.Generator, mean: Floats, ratio: Floats) -> tuple[Floats, list[Surge]]:
    """Return what comes in besides, 3 to 10 standard deviations of the whole surge, and where."""
    extra, surges = np.zeros(mean.shape), []
    for level, units, many in (
        ("cell", SITES * TYPES, SURGES),
        ("type", TYPES, WIDE["type"]),
        ("site", SITES, WIDE["site"]),
    ):
        for unit in rng.choice(units, many, replace=False).tolist():
            least, most = LONG[level]
            days = int(np.exp(rng.uniform(np.log(least), np.log(most + 1))))
            start = int(rng.integers(SINCE + 10, DAYS - days))
            place: dict[str, tuple[slice, slice]] = {
                "cell": (slice(unit // TYPES, unit // TYPES + 1), slice(unit % TYPES, unit % TYPES + 1)),
                "type": (slice(None), slice(unit, unit + 1)),
                "site": (slice(unit, unit + 1), slice(None)),
            }
            here = (*place[level], slice(start, start + days))
            usual = mean[here]
            variance = float((usual * ratio[place[level][1], None]).sum())
            size = max(rng.uniform(3, 10) * np.sqrt(variance), 3.0)
            came = rng.poisson(size * usual / usual.sum())
            if came.sum() == 0:
                came[0, 0, 0] = 3
            extra[here] += came
            first = start + int(np.flatnonzero(came.sum((0, 1)))[0])
            surges.append(Surge(level, unit, first, start + days - 1))
    return extra, surges


def _missing(rng: np.random.Generator) -> NDArray[np.bool_]:
    """Return where a site sent nothing, (sites, days): single days, and ten on end at every twentieth site."""
    missing = rng.random((SITES, DAYS)) < 0.005
    for site in rng.choice(SITES, SITES // 20, replace=False):
        begun = int(rng.integers(0, DAYS - 10))
        missing[site, begun : begun + 10] = True
    return missing


def episodes(alarm: NDArray[np.bool_], *, apart: int = 14) -> int:
    """Return how many episodes these alarms (series, days) are; days less than ``apart`` apart are one."""
    return sum(1 + int((np.diff(days) >= apart).sum()) for days in map(np.flatnonzero, alarm) if days.size)


def threshold(quiet: Floats, *, a_year: float) -> float:
    """Return the largest p with at most so many episodes a series and year in what was quiet (series, days)."""
    allowed = a_year * quiet.size / 365
    found = np.sort(quiet[quiet < 0.05])
    low, high = 0, len(found)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if episodes(quiet <= found[middle - 1]) <= allowed else (low, middle - 1)
    return float(found[low - 1]) if low else 0.0
