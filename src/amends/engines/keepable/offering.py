"""The smallest promise one may give: simulated weeks keep it, and history does not refute it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil, inf, isinf

from amends.engines.keepable.history import smallest_allowed
from amends.engines.keepable.weeks import Simulated

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Offer:
    """
    What may be promised, in hours.

    hours       the promise, rounded up to what people say; inf when none can be kept
    by_weeks    the smallest that 95 % of simulated weeks keep
    by_history  the smallest that history does not refute; 0 without any
    is_proven   whether there is history enough to say so with 95 % confidence
    """

    hours: float
    by_weeks: float
    by_history: float
    is_proven: bool


def offer(simulated: Simulated, answered: Sequence[timedelta] = (), waiting: Sequence[timedelta] = ()) -> Offer:
    """
    Return the smallest promise that both allow.

    ``answered`` are durations from hearing to answer, ``waiting`` how long the others have waited so far: nobody knows
    how long it will be, so a bound counts them as endless. With fewer than 59 in all nothing is proven, and nothing
    below the longest wait is offered.
    """
    bound = smallest_allowed([*answered, *(timedelta.max for _one in waiting)])
    floor = bound if bound is not None else max([*answered, *waiting], default=timedelta(0))
    by_history = inf if floor == timedelta.max else floor / HOUR
    by_weeks = simulated.smallest()
    return Offer(rounded_up(max(by_weeks, by_history)), by_weeks, by_history, bound is not None)


def rounded_up(hours: float) -> float:
    """
    Return the next length people promise: quarter hours up to 4 h, whole hours up to 48 h, whole days from there.

    Worked values: 0.3 gives 0.5, 17.46 gives 18, 49 gives 72; 0 gives 0.25, since nobody promises at once.
    """
    if isinf(hours):
        return inf
    step = 0.25 if hours <= 4 else 1 if hours <= 48 else 24
    return max(ceil(hours / step - 1e-9) * step, 0.25)
