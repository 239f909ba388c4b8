"""
Weekly counts with known outbreaks, for measuring early warning.

The shape is the published one (Noufaily et al. 2013): log-linear growth and season, negative binomial counts, outbreaks
whose size is a multiple of the standard deviation and whose cases fall log-normally after their start.
"""

from __future__ import annotations

from pathlib import Path
from runpy import run_path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from amends.engines.early_warning.calendar import Floats

WEEKS, FIRST_OLD, FIRST_NEW = 624, 312, 575
LEVELS = (0.2, 1.0, 4.0, 15.0, 60.0)  # counts a week
DISPERSIONS = (1.2, 3.0)
Whole = NDArray[np.int64]


class Simulated(NamedTuple):
    """Series with and without outbreaks."""

    clean: Floats
    full: Floats
    start: Whole  # of the outbreak in the last 49 weeks
    end: Whole
    scenario: Whole
    source: str


def simulated(series: int, *, seed: int, generator: Path | None = None) -> Simulated:
    """Return about so many series: of the generator in that folder (`ew_data.py`), or of our own."""
    if generator is None:
        return _own(series, seed)
    file = generator / "ew_data.py"
    made = run_path(str(file))["gen_weekly"](max(1, round(series / 42)), seed)
    clean, full = (made[name].astype(np.float64) for name in ("clean", "full"))
    return Simulated(clean, full, made["start"], made["end"], made["scen"], f"{file} weekly")


def _own(series: int, seed: int) -> Simulated:
    rng = np.random.default_rng(seed)
    scenario = np.arange(series) % (len(LEVELS) * len(DISPERSIONS) * 4)
    level = np.array(LEVELS)[scenario % len(LEVELS)][:, None]
    ratio = np.array(DISPERSIONS)[scenario // len(LEVELS) % len(DISPERSIONS)][:, None]
    grows, swings = (scenario // 10 % 2)[:, None], (scenario // 20 % 2)[:, None]
    week = np.arange(WEEKS)
    mean = level * np.exp(0.002 * grows * week + 0.5 * swings * np.cos(2 * np.pi * week / 52))
    clean = rng.poisson(rng.gamma(mean / (ratio - 1), ratio - 1)).astype(np.float64)
    full = clean.copy()
    start, end = np.zeros(series, np.int64), np.zeros(series, np.int64)
    for at in range(series):
        deviation = np.sqrt(ratio[at, 0] * mean[at])
        for begun in rng.integers(FIRST_OLD, FIRST_NEW, 4):
            full[at] += _outbreak(rng, int(begun), rng.choice([2, 3, 5, 10]) * deviation[begun], FIRST_NEW)
        start[at] = rng.integers(FIRST_NEW, WEEKS)
        new = _outbreak(rng, int(start[at]), rng.integers(1, 11) * deviation[start[at]], WEEKS)
        full[at] += new
        end[at] = np.flatnonzero(new)[-1]
    return Simulated(clean, full, start, end, scenario, "own")


def _outbreak(rng: np.random.Generator, start: int, size: float, before: int) -> Whole:
    cases = max(2, rng.poisson(size))
    weeks = np.minimum(start + np.floor(rng.lognormal(0, 0.5, cases)).astype(np.int64), before - 1)
    return np.bincount(weeks, minlength=WEEKS)
