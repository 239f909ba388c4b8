"""
Past outbreaks weigh less, so that an old surge does not hide a new one.

A week's weight falls with the larger Anscombe residual of the two pairs of weeks it is part of. Taking large counts out
pulls mean and dispersion down even where nothing happened; `lost` says by how much, so that it can be put back.
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from amends.engines.early_warning.calendar import Floats

TOLERATED = 2.2  # residual from which on a week weighs less: weight (2.2 / residual) ** 4
SPARSE = 2 / 7  # a smaller mean of a pair counts as this, lest every single case look like an outbreak
MEANS = np.arange(-6.0, 10.0)  # log2 of the means of a week that are tabled
DISPERSIONS = np.linspace(0.0, 3.5, 8)  # log2 of the ratios of variance to mean


class Lost(NamedTuple):
    """What weights do to counts where nothing ever happened, by log2 dispersion (rows) and log2 mean (columns)."""

    shift: Floats  # E[weight * (count - mean)] / sqrt(dispersion * mean), of a week
    square: Floats  # E[weight * sum of (count - mean) ** 2] / (dispersion * mean), the sum over the periods of a week


def weights(count: Floats, mean: Floats, dispersion: Floats) -> Floats:
    """
    Return a weight from 0 to 1 for each week.

    count, mean   (series, weeks), zero where nothing was seen
    dispersion    (series, 1), ratio of variance to mean
    """
    sums, means = count.copy(), mean.copy()
    sums[:, 1:] += count[:, :-1]
    means[:, 1:] += mean[:, :-1]
    np.maximum(means, SPARSE, out=means)
    # The Anscombe residual never exceeds Pearson's, which costs less.
    more = np.maximum(sums - means, 0.0)
    large = np.nonzero(more * more > TOLERATED**2 * dispersion * means)
    root = np.cbrt(means[large])
    found = 1.5 * (np.cbrt(np.square(sums[large])) - root * root) / np.sqrt(root * dispersion[large[0], 0])
    worst = np.full(count.shape, TOLERATED)
    worst[large] = np.maximum(found, TOLERATED)
    np.maximum(worst[:, :-1], worst[:, 1:], out=worst[:, :-1])
    ratio = np.square(TOLERATED / worst)
    weight: Floats = ratio * ratio
    return weight


def lost(mean: Floats, dispersion: Floats, per_week: int) -> Lost:
    """Return what the weights of weeks of this ``mean`` (series, weeks) and ``dispersion`` (series, 1) take away."""
    row = np.clip(np.log2(dispersion) / (DISPERSIONS[1] - DISPERSIONS[0]), 0, len(DISPERSIONS) - 1.001)
    above = row.astype(np.intp)
    part = row - above
    column = np.log2(np.clip(mean, 2.0 ** MEANS[0], 2.0 ** (MEANS[-1] - 0.001))) - MEANS[0]
    left = column.astype(np.intp)
    column -= left
    left += np.arange(len(mean))[:, None] * len(MEANS)
    found = []
    for table in tabled(per_week):
        of_series = table[above[:, 0]] * (1 - part) + table[above[:, 0] + 1] * part
        step = np.diff(of_series, axis=1, append=0.0)
        found.append(of_series.ravel()[left] + step.ravel()[left] * column)
    return Lost(*found)


@lru_cache(maxsize=3)
def tabled(per_week: int) -> Lost:
    """Return the table for weeks of so many periods; `simulated` made it, from 300,000 draws a cell."""
    told = tomllib.loads(Path(__file__).with_name("weighing.toml").read_text("utf-8"))
    return Lost(np.array(told["shift"]), np.array(told[f"square_{per_week}"]))


def simulated(per_week: int, *, draws: int, seed: int) -> Lost:
    """Return the table for weeks of so many periods, from quiet counts."""
    rng = np.random.default_rng(seed)
    ratios = 2.0 ** np.repeat(DISPERSIONS, len(MEANS))[:, None]
    means = np.tile(2.0**MEANS, len(DISPERSIONS))[:, None]
    over = np.maximum(ratios - 1, 1e-4)
    counts = rng.poisson(rng.gamma(means / over, over, (len(means), draws))).astype(np.float64)
    weight = weights(counts, np.broadcast_to(means, counts.shape), ratios)
    residual = counts - means
    # How a count falls on the periods of its week is Dirichlet multinomial, so that their squares need no more draws.
    uneven = (1 - 1 / per_week) * counts * (counts + means / over) / (1 + means / over)
    squares = uneven + np.square(residual) / per_week
    # Dividing by what the very same draws give without weights takes most of their own chance out.
    shift = ((weight - 1) * residual).mean(1) / np.sqrt(ratios * means)[:, 0]
    square = (weight * squares).mean(1) / squares.mean(1)
    shape = (len(DISPERSIONS), len(MEANS))
    return Lost(shift.reshape(shape), square.reshape(shape))
