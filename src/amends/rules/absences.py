"""Who stands in for whom: nobody who is away owns what comes in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple


class Away(NamedTuple):
    """A colleague is away from one instant until another, and somebody stands in."""

    person: int
    cover: int
    starts_at: datetime
    ends_at: datetime

    def holds(self, now: datetime) -> bool:
        """Whether they are away now; back at the very instant it ends."""
        return self.starts_at <= now < self.ends_at


def present(person: int, absences: Sequence[Away], now: datetime) -> int:
    """
    Return who is there for ``person``: the colleague, or whoever stands in, in turn; all away, the colleague.

    Worked value: 7 is away with cover 8, and 8 with cover 9: what would be 7's is 9's.
    """
    here, asked = person, {person}
    while (cover := next((one.cover for one in absences if one.person == here and one.holds(now)), None)) is not None:
        if cover in asked:
            return person
        asked.add(cover)
        here = cover
    return here
