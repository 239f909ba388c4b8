"""
Past outbreaks weigh less, so that an old surge does not hide a new one.

A period's weight falls with the largest Anscombe residual among sums of periods it is part of. Taking large counts out
pulls mean and dispersion down even where nothing happened; `expected` says by how much, so that it can be put back.
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from amends.engines.early_warning.calendar import Floats, Period

TOGETHER = {Period.HOUR: 24, Period.DAY: 7, Period.WEEK: 2}  # periods summed to see an outbreak
TOLERATED = 2.2  # residual from which on a period weighs less: weight (2.2 / residual) ** 4
SPARSE = 1 / 7  # a smaller mean of a period counts as this, lest every single case look like an outbreak
MEANS = np.arange(-6.0, 10.0)  # log2 of the means that are tabled
DISPERSIONS = np.linspace(0.0, 3.5, 8)  # log2 of the ratios of variance to mean


class Expected(NamedTuple):
    """What weights do to counts where nothing ever happened, by log2 dispersion (rows) and log2 mean (columns)."""

    shift: Floats  # E[weight * (count - mean)] / sqrt(dispersion * mean)
    square: Floats  # E[weight * (count - mean) ** 2] / (dispersion * mean)


def weights(count: Floats, mean: Floats, seen: Floats, dispersion: Floats, together: int) -> Floats:
    """
    Return a weight from 0 to 1 for each period; 0 where nothing was seen.

    count, mean, seen   (series, periods), zero where nothing was seen; ``seen`` is 1 or 0
    dispersion          (series, 1), ratio of variance to mean
    """
    sums, means = rolling(count, together), rolling(mean * seen, together)
    root = np.cbrt(np.maximum(means, SPARSE * together))
    residual = 1.5 * (np.cbrt(sums * sums) - root * root) / np.sqrt(root * dispersion)
    reach = {0, together // 2, together - 1}
    worst = residual.copy()
    for ahead in reach - {0}:
        np.maximum(worst[:, :-ahead], residual[:, ahead:], out=worst[:, :-ahead])
    ratio = np.square(TOLERATED / np.maximum(worst, TOLERATED))
    weight: Floats = seen * ratio * ratio
    return weight


def rolling(values: Floats, width: int) -> Floats:
    """Return sums of each period and the ``width - 1`` before it, shorter at the beginning."""
    if width <= 2:
        sums = values.copy()
        if width == 2:
            sums[:, 1:] += values[:, :-1]
        return sums
    total = np.cumsum(values, axis=1)
    sums = total.copy()
    sums[:, width:] -= total[:, :-width]
    return sums


@lru_cache(maxsize=3)
def expected(together: int) -> Expected:
    """Return the table for sums of this many periods; `simulated` made it, from 300,000 draws a cell."""
    period = next(period for period, width in TOGETHER.items() if width == together)
    told = tomllib.loads(Path(__file__).with_name("weighing.toml").read_text("utf-8"))[period.value]
    return Expected(np.array(told["shift"]), np.array(told["square"]))


def simulated(together: int, *, draws: int, seed: int) -> Expected:
    """Return the table for sums of this many periods from quiet counts."""
    rng = np.random.default_rng(seed)
    ratios = 2.0 ** np.repeat(DISPERSIONS, len(MEANS))[:, None]
    means = np.tile(2.0**MEANS, len(DISPERSIONS))[:, None]
    rates = rng.gamma(means / np.maximum(ratios - 1, 1e-4), np.maximum(ratios - 1, 1e-4), (len(means), draws))
    counts = rng.poisson(rates).astype(np.float64)
    mean = np.broadcast_to(means, counts.shape)
    weight = weights(counts, mean, np.ones_like(counts), ratios, together)
    residual = (counts - means) / np.sqrt(ratios * means)
    # Dividing by what the very same draws give without weights takes most of their own chance out.
    shift = (weight * residual).mean(1) - residual.mean(1)
    square = (weight * residual**2).mean(1) / (residual**2).mean(1)
    shape = (len(DISPERSIONS), len(MEANS))
    return Expected(shift.reshape(shape), square.reshape(shape))


def looked_up(table: Floats, log_mean: Floats, dispersion: Floats) -> Floats:
    """Return the tabled value for each period: ``log_mean`` (series, periods) natural, ``dispersion`` (series, 1)."""
    row = np.clip(np.log2(dispersion) / (DISPERSIONS[1] - DISPERSIONS[0]), 0, len(DISPERSIONS) - 1.001)
    above = row.astype(np.intp)
    of_series = table[above[:, 0]] * (1 - (row - above)) + table[above[:, 0] + 1] * (row - above)
    column = np.clip(log_mean / np.log(2) - MEANS[0], 0, len(MEANS) - 1.001)
    left = column.astype(np.intp)
    low = np.take_along_axis(of_series, left, 1)
    found: Floats = low + (np.take_along_axis(of_series, left + 1, 1) - low) * (column - left)
    return found
