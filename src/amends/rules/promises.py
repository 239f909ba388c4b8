"""When a promise falls due, and how late it was kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from amends.rules.promise_kinds import KINDS

# kind: how long we allow ourselves from the start of the clock, where no policy says otherwise
ALLOWANCES: Mapping[str, timedelta] = MappingProxyType(
    {key: length for key, kind in KINDS.items() if kind.always and (length := kind.allowance().length)}
)


@dataclass(frozen=True, slots=True)
class Pause:
    """A span in which the clock stood still (we wait for the customer); both ends are aware instants."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError("a pause ends after it begins")


def due_at(started_at: datetime, allowance: timedelta, pauses: tuple[Pause, ...] = ()) -> datetime:
    """
    Return the instant the promise falls due, each pause moving it later.

    ``pauses`` are closed, sorted and do not overlap; one that ended before the clock started, or begins after it has
    run out, changes nothing. Worked value: started 09:00, two hours, paused 10:00 to 13:00, gives 14:00.
    """
    due = started_at + allowance
    for pause in pauses:
        if pause.start >= due:
            break
        if pause.end > started_at:
            due += pause.end - max(pause.start, started_at)
    return due


def lateness(due_at: datetime, done_at: datetime) -> timedelta:
    """Return how late it was, zero when on time; a 30-minute promise kept after 30:00 exactly is on time."""
    return max(done_at - due_at, timedelta(0))
