"""Who is on call for a place: what comes in while it is closed goes to them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple


class Duty(NamedTuple):
    """A colleague is on call for a place and every place below it, from one instant until another."""

    person: int
    site: int
    starts_at: datetime
    ends_at: datetime

    def holds(self, now: datetime) -> bool:
        """Whether they are on call now; no more at the very instant it ends."""
        return self.starts_at <= now < self.ends_at


def on_call(sites: Sequence[int], duties: Iterable[Duty], *, among: Collection[int], now: datetime) -> Duty | None:
    """
    Return the duty that holds for a place now: the nearest place's first, then the one that began first.

    sites   from the root down to the place itself
    among   who is there and may own a case of the place

    Worked value: of duties at 1 and at 4, the one at 4 holds for the places 1, 4; with nobody there at 4, the one at 1.
    """
    held = [duty for duty in duties if duty.site in sites and duty.person in among and duty.holds(now)]
    return min(held, key=lambda duty: (-sites.index(duty.site), duty.starts_at, duty.person), default=None)
