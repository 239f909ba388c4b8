"""How often something may be done: counted in windows of fixed length, the same for every process that looks."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``most`` times within ``every``; ``most`` 0 is no limit."""

    most: int
    every: timedelta


def window_start(now: datetime, every: timedelta) -> datetime:
    """
    Return the instant the present window began; windows lie end to end from 1970 on.

    Worked value: 10:42 with windows of an hour gives 10:00; 11:00:00 exactly begins a new one.
    """
    return EPOCH + (now - EPOCH) // every * every


def free_again_at(count: int, limit: Limit, now: datetime) -> datetime | None:
    """
    Return when it may be done again, or None while it still may; ``count`` includes the one being asked for.

    Worked value: the 4th of at most 3 an hour, at 10:42, is free again at 11:00; the 3rd still goes.
    """
    if not limit.most or count <= limit.most:
        return None
    return window_start(now, limit.every) + limit.every
