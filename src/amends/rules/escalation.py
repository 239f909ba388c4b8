"""Who is told, and when, that a promise comes near its end or is broken: the steps of a clock, and the line above."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple


class Step(StrEnum):
    """What happens on the way of one promise; each happens once."""

    HALF = "half"  # half of its time is over: the owner is told
    NEAR = "near"  # four fifths are over: the owner is asked for the answer, or for a new date
    AT_RISK = "at_risk"  # nobody gave either: the customer is told before the promise breaks, and never after
    BROKEN = "broken"  # its time is over: the owner and whoever leads the place are told
    ESCALATED = "escalated"  # half as long again, and still owed: the level above is told


# What the house keeps by itself: nobody has to be hurried, but somebody has to know when it failed.
KEPT_BY_THE_HOUSE = frozenset({"follow_up", "last_word", "choice"})
LONGEST_MARGIN = timedelta(hours=2)


class Due(NamedTuple):
    """A step, and the instant it is due."""

    at: datetime
    step: Step


def steps(kind: str, made_at: datetime, due_at: datetime) -> tuple[Due, ...]:
    """
    Return the steps of a promise in their order.

    The customer hears of a risk a tenth of the time before the end, two hours at most. Worked value: ten hours from
    08:00 give half at 13:00, near at 16:00, at risk at 17:00, broken at 18:00, escalated at 23:00.
    """
    span = due_at - made_at
    ends = (Due(due_at, Step.BROKEN), Due(due_at + span / 2, Step.ESCALATED))
    if kind in KEPT_BY_THE_HOUSE:
        return ends
    return (
        Due(made_at + span / 2, Step.HALF),
        Due(made_at + span * 4 / 5, Step.NEAR),
        Due(due_at - min(span / 10, LONGEST_MARGIN), Step.AT_RISK),
        *ends,
    )


def next_step_at(kind: str, made_at: datetime, due_at: datetime, *, since: datetime) -> datetime | None:
    """Return the instant of the first step at or after ``since``, or None when all are over."""
    return next((due.at for due in steps(kind, made_at, due_at) if due.at >= since), None)


def reached(kind: str, made_at: datetime, due_at: datetime, *, since: datetime, now: datetime) -> frozenset[Step]:
    """
    Return the steps to be taken now, of those due from ``since`` on and before ``now``.

    After a standstill nobody is told twice of one clock: a later step stands for the earlier ones, and nobody is told
    that something may break which has. Only the level above is told beside the owner.
    """
    due = [one.step for one in steps(kind, made_at, due_at) if since <= one.at < now]
    if Step.ESCALATED in due or Step.BROKEN in due:
        return frozenset(due) & {Step.BROKEN, Step.ESCALATED}
    return frozenset(due) - {Step.HALF} if Step.NEAR in due else frozenset(due)


def levels_above(
    path: Sequence[int], leaders: Mapping[int, frozenset[int]], *, owner: int
) -> tuple[frozenset[int], ...]:
    """
    Return who is above an owner, the nearest level first; each person once, and never the owner.

    path     places from the root down to the case's own
    leaders  place -> who leads it

    Worked value: on the path 1, 4 with 1 led by {7} and 4 led by {8, 9}, the owner 9 has ({8}, {7}) above.
    """
    told = {owner}
    levels = []
    for place in reversed(path):
        level = leaders.get(place, frozenset()) - told
        if level:
            told |= level
            levels.append(frozenset(level))
    return tuple(levels)


def told_at(step: Step, levels: Sequence[frozenset[int]]) -> frozenset[int]:
    """Return who above the owner is told at a step; where there is one level only, it is told both times."""
    if not levels or step not in {Step.BROKEN, Step.ESCALATED}:
        return frozenset()
    return levels[0] if step is Step.BROKEN else levels[min(1, len(levels) - 1)]
