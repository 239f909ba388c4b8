"""
When two cases become one: which promises stand.

The rule, in one line: of each kind the date nearest to the customer stands, and no date is lost without a trace. What
the other case owes moves over; where both owe the same kind, the earlier date stays and the later one is set aside in
its favour. So a merge can bring a date nearer and never push it away, and a promise that was missed stays missed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Owed:
    """A promise still to be done, in time or late: its key, its kind, and the instant it falls or fell due."""

    id: int
    kind: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Settlement:
    """
    What becomes of the promises of both cases.

    carried    those of the other case that this case owes from now on
    set_aside  those of either case that an earlier date of the same kind replaces
    """

    carried: tuple[int, ...]
    set_aside: tuple[int, ...]


def settle(here: Iterable[Owed], other: Iterable[Owed]) -> Settlement:
    """
    Return what becomes of what both cases owe. Of two equal dates the one already here stays.

    Worked value: here a progress report by 18:00, in the other one by 15:00 and a first answer by 20:00: both of the
    other are carried, the one by 18:00 is set aside.
    """
    standing = {promise.kind: promise for promise in here}
    carried: list[int] = []
    set_aside: list[int] = []
    for promise in sorted(other, key=lambda one: (one.due_at, one.id)):
        present = standing.get(promise.kind)
        if present is not None and present.due_at <= promise.due_at:
            set_aside.append(promise.id)
            continue
        if present is not None:
            set_aside.append(present.id)
        carried.append(promise.id)
        standing[promise.kind] = promise
    return Settlement(tuple(carried), tuple(set_aside))
