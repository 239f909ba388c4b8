"""How long customers wait for an answer: the middle of them, and nearly all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

FEW = 5  # under this many a percentile says nothing


@dataclass(frozen=True, slots=True)
class Wait:
    """A percentile of waiting; ``is_at_least`` when somebody who has waited no longer than that still waits."""

    length: timedelta
    is_at_least: bool


@dataclass(frozen=True, slots=True)
class ResponseTimes:
    """
    How long some customers waited.

    count    how many of them there are, answered or not
    waiting  how many still wait
    median   half of them waited no longer; None when there are too few to say
    p95      nineteen of twenty waited no longer; None when there are too few to say
    """

    count: int
    waiting: int
    median: Wait | None
    p95: Wait | None


def response_times(answered: Sequence[timedelta], waiting: Sequence[timedelta]) -> ResponseTimes:
    """
    Sum up waits: those of the answered, and how long the others have waited so far.

    Who still waits counts with the time so far, which can only grow: leaving them out would make slowness look quick.
    Percentiles are the nearest rank. Worked value: answered after 1, 2, 3 and 9 hours, one waiting for 4: the median is
    3 hours; nineteen of twenty waited at least 9.
    """
    waits = sorted([*answered, *waiting])
    is_enough = len(waits) >= FEW
    return ResponseTimes(
        count=len(waits),
        waiting=len(waiting),
        median=_percentile(waits, waiting, 50) if is_enough else None,
        p95=_percentile(waits, waiting, 95) if is_enough else None,
    )


def _percentile(waits: Sequence[timedelta], waiting: Sequence[timedelta], percent: int) -> Wait:
    length = waits[max(0, ceil(len(waits) * percent / 100) - 1)]
    return Wait(length, is_at_least=any(so_far <= length for so_far in waiting))
