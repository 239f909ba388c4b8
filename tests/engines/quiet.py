"""Counts in which nothing happens, for the tests of early warning."""

import numpy as np
from numpy.typing import NDArray


def quiet(
    series: int, periods: int, *, seed: int, mean: float = 4.0, dispersion: float = 1.5, year: float = 52
) -> NDArray[np.float64]:
    """Return counts with a year of so many periods in them, of this ratio of variance to mean."""
    rng = np.random.default_rng(seed)
    means = mean * np.exp(0.4 * np.cos(2 * np.pi * np.arange(periods) / year)) * np.ones((series, 1))
    return rng.poisson(rng.gamma(means / (dispersion - 1), dispersion - 1)).astype(np.float64)
