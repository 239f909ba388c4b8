"""
So many false warnings a series and year were asked for: below which p value, own history and the theory say together.

Warnings of a series less than a fortnight apart are one episode. History has real surges too; most reach far beyond the
p value in question, so only episodes whose least p lies within a tenth of it are taken for false ones and counted.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from amends.engines.early_warning.calendar import PER_YEAR, Floats, Period

APART = {Period.HOUR: 336, Period.DAY: 14, Period.WEEK: 2}  # periods from which on two warnings are two episodes
BEYOND = 10.0  # an episode that goes so much further is taken for a real surge
STEPS = 200  # tried from the rarest p value to the commonest
THEORY = 20.0  # episodes: what the theory says weighs like so many
# Episodes a year of quiet series, mean of 0.3 and 2 a period, variance 1.5 times that, at or below these p values.
LEVELS = np.log([1e-2, 3e-3, 1e-3, 3e-4, 1e-4, 1e-5])
EPISODES = {
    Period.HOUR: np.log([11.1, 7.7, 3.5, 1.2, 0.35, 0.017]),
    Period.DAY: np.log([0.61, 0.22, 0.083, 0.030, 0.0112, 0.0016]),
    Period.WEEK: np.log([0.42, 0.139, 0.052, 0.0168, 0.0067, 0.0009]),
}


def p_for(history: Floats, period: Period, *, a_year: float) -> float:
    """
    Return the p value at or below which quiet series would warn ``a_year`` times a series and year, at most 0.01.

    history  p of periods that are past, (series, periods), each judged with what was known before it; NaN: not judged
    """
    years = np.count_nonzero(~np.isnan(history)) / PER_YEAR[period]
    candidates = np.geomspace(10.0 ** np.floor(np.log10(min(a_year, 1.0)) - 4), 1e-2, STEPS)
    rates = [_rate(history, float(p), period, years) for p in candidates]
    allowed = np.flatnonzero(np.array(rates) <= a_year)
    return float(candidates[allowed[-1]]) if allowed.size else float(candidates[0])


def past(first: int, period: Period) -> int:
    """Return the index from which on to judge the past of index ``first``: half a year of it, half of it at most."""
    return max(1, first - int(PER_YEAR[period] / 2), first // 2)


def in_theory(p: float, period: Period) -> float:
    """Return the episodes a series and year of quiet counts at or below p; worked value: days, 0.001: 0.083."""
    told, levels = EPISODES[period], LEVELS
    if np.log(p) < levels[-1]:
        return float(np.exp(told[-1]) * p / np.exp(levels[-1]))
    return float(np.exp(np.interp(-np.log(p), -levels, told)))


def _rate(history: Floats, p: float, period: Period, years: float) -> float:
    peaks = episodes(history, p, period)
    seen = int((peaks > p / BEYOND).sum())
    whole = in_theory(p, period)
    usual = years * (whole - in_theory(p / BEYOND, period))
    return whole * (seen + THEORY) / (usual + THEORY)


def episodes(found: Floats, p: float, period: Period) -> NDArray[np.float64]:
    """
    Return the least p value of each episode at or below ``p``, series after series.

    Worked value: days of 1, 0.001, 1, 0.004 and at most 0.01 are one episode of 0.001.
    """
    series, at = np.nonzero(found <= p)
    if not series.size:
        return np.empty(0)
    is_new = np.r_[True, (np.diff(series) != 0) | (np.diff(at) >= APART[period])]
    least: NDArray[np.float64] = np.minimum.reduceat(found[series, at], np.flatnonzero(is_new))
    return least
