"""When somebody guessed too often, and until when the door stays shut."""

from dataclasses import dataclass
from datetime import datetime, timedelta

MOST_FAILURES = 5
WINDOW = timedelta(minutes=15)
SHUT_FOR = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Count:
    """How many failures there were since when, and until when the door is shut."""

    failures: int = 0
    first_at: datetime | None = None
    until: datetime | None = None


def after_failure(count: Count, now: datetime) -> Count:
    """
    Return the count after one more failure; the fifth within a quarter of an hour shuts the door for as long.

    Failures that lie further back than that are forgotten, and so is a door that opened again.
    """
    is_old = (
        count.first_at is None or now - count.first_at >= WINDOW or (count.until is not None and count.until <= now)
    )
    failures, first_at = (1, now) if is_old else (count.failures + 1, count.first_at)
    return Count(failures, first_at, now + SHUT_FOR if failures >= MOST_FAILURES else None)


def is_shut(until: datetime | None, now: datetime) -> bool:
    """Return whether the door is shut; at the very instant named it is open again."""
    return until is not None and now < until
