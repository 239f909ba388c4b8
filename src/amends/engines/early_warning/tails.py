"""How surprising a count is: exact upper tails of the Poisson and the negative binomial distribution."""

from __future__ import annotations

import numpy as np
from scipy import special

from amends.engines.early_warning.calendar import Floats

POISSON = 1.001  # below this ratio of variance to mean the two cannot be told apart
SMALLEST = 1e-300


def at_least(count: Floats, mean: Floats, dispersion: Floats) -> Floats:
    """
    Return P(Y >= count) for Y with this mean and variance ``dispersion * mean``.

    Worked values: Poisson, mean 1, count 1: 1 - 1/e = 0.632; dispersion 2, mean 1 (geometric), count 1: 0.5.
    """
    spread = np.maximum(dispersion, POISSON) - 1
    some = np.maximum(count, 1.0)
    binomial = special.betainc(some, np.maximum(mean, 1e-9) / spread, spread / (1 + spread))
    exact = np.where(dispersion > POISSON, binomial, special.gammainc(some, np.maximum(mean, 1e-9)))
    tail: Floats = np.where(count < 1, 1.0, exact)
    return tail


def mid_p(count: Floats, mean: Floats, dispersion: Floats) -> Floats:
    """
    Return P(Y > count) + P(Y = count) / 2: a p value that small counts do not push towards one.

    Worked value: Poisson, mean 1, count 0: 1 - exp(-1) / 2 = 0.816.
    """
    two = at_least(count, mean, dispersion) + at_least(count + 1, mean, dispersion)
    return np.maximum(two / 2, SMALLEST)
