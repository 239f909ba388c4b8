"""
From counts and forecasts to one p value a period: a sudden rise, a rise that spread over two periods, a lasting shift.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from amends.engines.early_warning.calendar import PER_WEEK, Floats, Period
from amends.engines.early_warning.fitting import Forecast
from amends.engines.early_warning.tails import SMALLEST, mid_p

MEMORY = 0.6  # how much of the surprise of the period before counts
FORGIVEN = np.log(2)  # of it: a count at the median is no surprise
# Sums of so many periods, each with its share of the false alarms; what is left is for what is sudden. Short sums of
# days have little: alarms of long sums hang together, so that the same share of the days is fewer episodes.
WINDOWS = {
    Period.HOUR: {3: 0.1, 6: 0.1, 24: 0.1, 72: 0.1, 168: 0.1},
    Period.DAY: {4: 0.08, 10: 0.24, 20: 0.4, 42: 0.24},
    Period.WEEK: {8: 0.08},
}


class Scan(NamedTuple):
    """The judgement of each period, all (series, periods)."""

    p: Floats  # calibrated: 1 % of the periods of quiet series lie below 0.01
    window: Floats  # how many periods the most surprising sum has; 0 the two newest with memory


def scan(counts: Floats, forecast: Forecast, dispersion: Floats, period: Period, since: int) -> Scan:
    """
    Return the judgement of each period from index ``since`` on, from it and those before it.

    counts      NaN where nothing was seen
    forecast    of each, made before it was seen
    dispersion  ratio of variance to mean, known before
    """
    seen = ~np.isnan(counts)
    count, mean = np.where(seen, counts, 0.0), np.where(seen, forecast.mean, 0.0)
    variance, spread, slow = mean * dispersion, mean * np.sqrt(forecast.error), mean * np.sqrt(forecast.slow_error)
    newest = slice(max(since - 1, 0), None)  # the burst remembers one period
    sudden = tail(*(values[:, newest] for values in (count, mean, variance, spread)))
    best = burst(sudden)[:, since - newest.start :] / (1 - sum(WINDOWS[period].values()))
    window = np.zeros(best.shape)
    count, mean, variance, spread, slow = (np.cumsum(of, axis=1) for of in (count, mean, variance, spread, slow))
    for width, share in WINDOWS[period].items():
        wrong = spread if width < PER_WEEK[period] else slow
        sums = [np.maximum(rolling(of, width, since), 0.0) for of in (count, mean, variance, wrong)]
        found = tail(*sums, only_more=True) / share
        window = np.where(found < best, width, window)
        best = np.minimum(best, found)
    p = calibrated(best, period)
    # A missing period is no evidence, even where those before it were many.
    return Scan(np.where(seen[:, since:], p, 1.0), window)


def tail(count: Floats, mean: Floats, variance: Floats, spread: Floats, *, only_more: bool = False) -> Floats:
    """
    Return the mid-p value of sums; ``spread`` is the standard error of their mean.

    only_more   1 where no more came than expected: there, a sum is never the most surprising
    """
    found = np.ones(count.shape)
    asked = count > mean if only_more else mean > 0
    some = np.maximum(mean[asked], 1e-9)
    found[asked] = mid_p(count[asked], some, (variance[asked] + np.square(spread[asked])) / some)
    return found


def rolling(total: Floats, width: int, since: int) -> Floats:
    """Return sums of each period from ``since`` on and the ``width - 1`` before it, from the sums of all up to each."""
    sums = total[:, since:].copy()
    fewer = max(width - since, 0)  # of the first sums have fewer periods
    sums[:, fewer:] -= total[:, max(since - width, 0) : max(total.shape[1] - width, 0)]
    return sums


def burst(p: Floats) -> Floats:
    """
    Return p values that remember the period before: surprise = -ln p + 0.6 * max(0, -ln p of the one before - ln 2).

    The surprise of quiet periods is exponential, so that its tail is known:
    P(surprise > x) = exp(-x) / 2 + (exp(-x) - 0.6 exp(-x / 0.6)) / (2 * 0.4). Worked value: x = 0 gives 1.
    """
    now = -np.log(np.maximum(p, SMALLEST))
    surprise = now.copy()
    surprise[:, 1:] += MEMORY * np.maximum(now[:, :-1] - FORGIVEN, 0)
    exact = np.exp(-surprise) / 2 + (np.exp(-surprise) - MEMORY * np.exp(-surprise / MEMORY)) / (2 * (1 - MEMORY))
    return np.clip(exact, SMALLEST, 1.0)


# ln(p / least weighted p value), at these least values, from eight million quiet periods (Gaussian, independent).
LEAST = np.log([1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001])
CALIBRATION = {
    Period.HOUR: (0.0, -0.396, -0.283, -0.223, -0.180, -0.138, -0.116, -0.088, -0.050, -0.020),
    Period.DAY: (0.0, -0.528, -0.394, -0.322, -0.266, -0.213, -0.183, -0.160, -0.128, -0.106),
    Period.WEEK: (0.0, -0.069, -0.049, -0.037, -0.029, -0.020, -0.021, -0.018, -0.014, -0.020),
}


def calibrated(least: Floats, period: Period) -> Floats:
    """Return the p value of the least of several weighted p values that depend on each other."""
    told = np.clip(least, SMALLEST, 1.0)
    ratio = np.interp(-np.log(told), -LEAST, CALIBRATION[period])
    return told * np.exp(ratio)
