"""
Waiting while somebody is there: how many are answered in time by a number of people who work at once.

Erlang C: nobody gives up. Erlang A: those who wait lose patience and leave. Both take work that arrives by chance and
durations that scatter as chance does (Poisson, exponential), and say what holds once a day has settled.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, exp, log

MOST_STAFF = 5_000


@dataclass(frozen=True, slots=True)
class Load:
    """
    What comes in and how long each takes.

    per_hour  arrivals an hour
    minutes   mean minutes of work on one
    """

    per_hour: float
    minutes: float

    @property
    def erlangs(self) -> float:
        """How many people it keeps busy: 30 an hour at 12 minutes are 6."""
        return self.per_hour * self.minutes / 60


def waits_at_all(load: Load, staff: int) -> float:
    """
    Return the probability that a newcomer waits at all, by Erlang C; 1 when the staff cannot keep up.

    Source: A. K. Erlang (1917); the recursion of B in n is stable. Worked value: 30 an hour, 12 minutes, 8 people:
    0.3570.
    """
    busy = load.erlangs
    if staff <= busy:
        return 1.0
    blocked = 1.0
    for n in range(1, staff + 1):
        blocked = busy * blocked / (n + busy * blocked)
    return staff * blocked / (staff - busy * (1 - blocked))


def answered_within(load: Load, staff: int, minutes: float) -> float:
    """
    Return the share of newcomers who wait no longer than this, by Erlang C.

    Worked values: 100 in 30 minutes, 3 minutes each, within 20 seconds: 13 people .7956, 14 people .8884.
    """
    busy = load.erlangs
    if staff <= busy:
        return 0.0
    return 1 - waits_at_all(load, staff) * exp(-(staff - busy) * minutes / load.minutes)


def staff_needed(load: Load, minutes: float, *, share: float, shrinkage: float = 0.0) -> tuple[int, int]:
    """
    Return how many must be at work for this share to be answered in time, and how many that is on the roll.

    shrinkage  share of paid time lost to leave, breaks and meetings, 0 to below 1
    Worked value: 100 in 30 minutes, 3 minutes each, 80 % within 20 seconds, 30 % shrinkage: 14 and 20.
    """
    staff = int(load.erlangs) + 1
    while answered_within(load, staff, minutes) < share and staff < MOST_STAFF:
        staff += 1
    return staff, on_the_roll(staff, shrinkage)


def on_the_roll(staff: int, shrinkage: float) -> int:
    """Return how many must be employed for so many at work: 14 at 30 % shrinkage give 20."""
    return ceil(staff / (1 - shrinkage) - 1e-9)


@dataclass(frozen=True, slots=True)
class Impatience:
    """
    What comes of a line in which people give up.

    waits  probability that a newcomer waits at all
    leaves share of newcomers who leave without an answer
    """

    waits: float
    leaves: float


def with_impatience(load: Load, staff: int, patience_minutes: float) -> Impatience:
    """
    Return what becomes of those who come when patience has this mean, by the birth–death chain of Erlang A (M/M/n+M).

    Source: C. Palm (1946); A. Mandelbaum and S. Zeltyn (2007), "Service engineering in action".
    Worked values: 30 an hour, 12 minutes, patience 10: 7 people .380 and .101, 6 people .535 and .168.
    """
    arrival, service, leaving = load.per_hour / 60, 1 / load.minutes, 1 / patience_minutes
    # Weights of the states relative to an empty house, in logarithms, since they span hundreds of orders.
    logs = [0.0]
    for present in range(1, staff + ceil(50 + 20 * arrival * patience_minutes) + 1):
        gone = min(present, staff) * service + max(present - staff, 0) * leaving
        logs.append(logs[-1] + log(arrival / gone))
    top = max(logs)
    weights = [exp(one - top) for one in logs]
    total = sum(weights)
    waiting = sum((present - staff) * weight for present, weight in enumerate(weights) if present > staff)
    return Impatience(sum(weights[staff:]) / total, leaving * waiting / total / arrival)
