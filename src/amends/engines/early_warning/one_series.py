"""
One series of days judged, for whoever asks about it alone.

Also a program of its own, for processes that do not keep numpy: `python -m amends.engines.early_warning.one_series`
reads the arguments of `judge` as one JSON object and writes the days.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from amends.engines.early_warning.ages import LEAST_DAYS
from amends.engines.early_warning.alarms import beginning, interval
from amends.engines.early_warning.calendar import Floats, Period
from amends.engines.early_warning.watching import watch
from amends.rules.watches import FALSE_ALARMS, Day, p_asked

ASKED_AT_MOST = p_asked(max(FALSE_ALARMS))
Expected = tuple[float, int, int]


@dataclass(frozen=True, slots=True)
class Judged:
    """The days from the first that was asked for on, and what was expected of each: 0 where nothing can be."""

    days: list[Day]
    mean: Floats
    dispersion: Floats

    def span(self, start: int, until: int) -> Expected:
        """Return how many were expected from one day to another, and the bounds of 95 of 100 quiet spans as long."""
        mean = self.mean[start : until + 1]
        expected = float(mean.sum())
        if not expected:
            return 0.0, 0, 0
        low, high = interval(expected, float((mean * self.dispersion[start : until + 1]).sum()) / expected)
        return expected, int(low), int(high)


def judge(counts: Sequence[int], *, first: int, begun: int, since: int) -> Judged:
    """
    Judge the days from index ``since`` on, each with what came in before it.

    counts  a day each, without a gap; ``first`` is the number of the first, see `calendar.calendar`
    begun   index of the day from which on any could come in: before, it was not quiet, there was nothing
    """
    days, known = [Day(count) for count in counts[since:]], max(begun + LEAST_DAYS, since)
    mean, dispersion = np.zeros(len(days)), np.ones(len(days))
    if known >= len(counts):
        return Judged(days, mean, dispersion)
    series = np.asarray([counts[begun:]], np.float64)
    seen = watch(series, Period.DAY, first=first + begun, since=known - begun)
    shown = series[0, known - begun :]
    mean[known - since :], dispersion[known - since :] = seen.mean[0], seen.dispersion[0]
    for at, (count, p) in enumerate(zip(shown.tolist(), seen.p[0].tolist(), strict=True)):
        told = p <= ASKED_AT_MOST and count > seen.mean[0, at]
        start = known - since + (beginning(shown[: at + 1], seen.mean[0, : at + 1]) if told else at)
        days[known - since + at] = Day(int(count), p, float(seen.mean[0, at]), start)
    return Judged(days, mean, dispersion)


def main() -> None:
    """Answer one question, see above."""
    json.dump([asdict(day) for day in judge(**json.load(sys.stdin)).days], sys.stdout)


if __name__ == "__main__":
    main()
