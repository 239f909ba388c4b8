"""What a running promise's clock shows: which state its ring has, how much of the arc is left, and what is counted."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

State = Literal["running", "soon", "broken"]
Counted = Literal["minutes", "hours", "instant"]

SOON = 0.2  # share of the clock left from which a promise is due soon: four fifths are used
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def share_left(made_at: datetime, due_at: datetime, now: datetime) -> float:
    """
    Return the share of the clock that is left, between 0 and 1; a clock without length has nothing left once it began.

    Worked value: made 09:00, due 13:00, at 12:00 gives 0.25.
    """
    whole = max(due_at - made_at, timedelta(seconds=1))
    return min(max((due_at - now) / whole, 0.0), 1.0)


def state(made_at: datetime, due_at: datetime, now: datetime) -> State:
    """Return the state of a clock nobody stopped yet; at the very instant it is due it is not broken."""
    if now > due_at:
        return "broken"
    return "soon" if share_left(made_at, due_at, now) <= SOON else "running"


def counted_in(span: timedelta) -> Counted:
    """
    Return what a badge counts down: minutes within the hour, hours and minutes within the day, then the instant itself.

    Worked values: 59:59 minutes give "minutes", 1:00:00 gives "hours", 24:00:00 gives "instant".
    """
    if span < HOUR:
        return "minutes"
    return "hours" if span < DAY else "instant"
