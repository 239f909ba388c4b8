"""Which judgements become warnings, and what a person is told of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from amends.engines.early_warning.calendar import Floats
from amends.engines.early_warning.tails import at_least
from amends.engines.early_warning.watching import Watch

RAREST = 0.01  # a warning also needs a p value below this: few series leave little to discover falsely
LOOK_BACK = 42  # periods, for the beginning of a surge


@dataclass(frozen=True, slots=True)
class Alarm:
    """A period of a series in which more came in than should."""

    series: int
    period: int  # counted from the first that was judged
    observed: float
    expected: float
    low: float  # 95 of 100 quiet periods lie from low to high
    high: float
    p: float
    q: float
    window: int  # periods whose sum was most surprising; 0 the newest two, the newest most
    start: int  # the period the surge began, counted as above; negative before the first


def q_values(p: Floats) -> Floats:
    """
    Return Benjamini and Hochberg's q values down each column; NaN stays NaN and is not counted.

    Worked value: p of 0.01, 0.02, 0.9 gives 0.03, 0.03, 0.9.
    Source: Y. Benjamini, Y. Hochberg (1995), J. R. Stat. Soc. B 57(1), 289-300.
    """
    order = np.argsort(p, axis=0, kind="stable")
    ranked = np.take_along_axis(p, order, 0)
    rank = np.arange(1, len(p) + 1)[:, None]
    q = ranked * (~np.isnan(p)).sum(0) / rank
    q = np.fmin.accumulate(q[::-1], axis=0)[::-1]
    found = np.empty_like(q)
    np.put_along_axis(found, order, q, 0)
    return np.where(np.isnan(p), np.nan, found)


def raised(counts: Floats, seen: Watch, *, fdr: float, rarest: float = RAREST) -> list[Alarm]:
    """
    Return the alarms, oldest first, among them the most surprising first.

    counts  (series, periods) up to the last that was judged, NaN where nothing was seen
    fdr     share of alarms of one period that may be false, on average; 1: no matter
    rarest  p value an alarm must not exceed
    """
    since = counts.shape[1] - seen.p.shape[1]
    q = q_values(np.where(np.isnan(counts[:, since:]), np.nan, seen.p))
    hits = np.argwhere((q <= fdr) & (seen.p <= rarest))
    order = sorted(hits.tolist(), key=lambda at: (at[1], seen.p[at[0], at[1]], at[0]))
    return [_alarm(counts[series, since:], seen, float(q[series, at]), series, at) for series, at in order]


def _alarm(counts: Floats, seen: Watch, q: float, series: int, at: int) -> Alarm:
    mean, dispersion = float(seen.mean[series, at]), float(seen.dispersion[series, at])
    low, high = interval(mean, dispersion)
    start = beginning(counts[: at + 1], seen.mean[series, : at + 1])
    p, window = float(seen.p[series, at]), int(seen.window[series, at])
    return Alarm(series, at, float(counts[at]), mean, low, high, p, q, window, start)


def beginning(counts: Floats, means: Floats) -> int:
    """
    Return the index from which on the counts up to the last fit a surge best, by the Poisson likelihood ratio.

    Worked value: counts 1, 1, 5, 6 where 1 was expected each time began at index 2.
    """
    observed = np.cumsum(np.where(np.isnan(counts), 0, counts)[::-1])[:LOOK_BACK]
    mean = np.cumsum(np.where(np.isnan(counts), 0, means)[::-1])[:LOOK_BACK]
    some = np.maximum(observed, 1e-9)
    ratio = np.where(observed > mean, some * np.log(some / np.maximum(mean, 1e-9)) - (observed - mean), 0)
    return len(counts) - 1 - int(np.argmax(ratio))


def interval(mean: float, dispersion: float) -> tuple[float, float]:
    """Return the counts between which 95 of 100 lie."""
    reach = int(mean + 10 * np.sqrt(mean * dispersion) + 20)
    count = np.unique(np.linspace(0, reach, min(reach, 4000) + 1).astype(np.int64)).astype(np.float64)
    above: NDArray[np.float64] = at_least(count + 1, np.full_like(count, mean), np.full_like(count, dispersion))
    return float(count[np.argmax(above < 0.975)]), float(count[np.argmax(above <= 0.025)])
