"""One open page that wants to know when something changes: a stream of short lines, bounded by construction."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Condition

QUIET_SECONDS = 15.0  # proxies cut a line on which nothing was said for longer
LONGEST_SECONDS = 1200.0  # a page that was left open somewhere begins anew, and one that is gone is let go
SIGNED_OUT = "signed-out"
STREAM = "text/event-stream"


@dataclass(frozen=True, slots=True)
class Wish:
    """Who follows what: one case, or the queue; and the session that gave the right to."""

    staff_id: int
    session_key: str
    session_hash: str
    case_id: int | None = None
    is_queue: bool = False


@dataclass(eq=False)
class Follower:
    """
    An iterator for the server to send: what changed, as ``event: topic`` with the number of the last event of it.

    What was not sent yet is kept once per topic, so a slow reader misses no topic and fills no memory.
    """

    wish: Wish
    join: Callable[[Follower], None]
    leave: Callable[[Follower], None]
    waiting: dict[str, int] = field(default_factory=dict)
    is_over: bool = False
    has_begun: bool = False
    queue_told_at: float = 0.0
    queue_changed: int = 0
    unread: int = -1
    news: Condition = field(default_factory=Condition)
    ends_at: float = 0.0

    def tell(self, topic: str, number: int) -> None:
        """Note that something changed; sent at once."""
        with self.news:
            self.waiting[topic] = number
            self.news.notify()

    def end(self) -> None:
        """Send what is still waiting, and then no more."""
        with self.news:
            self.is_over = True
            self.news.notify()

    def close(self) -> None:
        """Let go: the server calls it when the reader has gone or the stream is over."""
        self.end()
        self.leave(self)

    def __iter__(self) -> Iterator[bytes]:
        """Return itself, as the server asks."""
        return self

    def __next__(self) -> bytes:
        """Wait for the next change, for a quarter of a minute at most."""
        if not self.has_begun:
            return self._begin()
        with self.news:
            if not self.waiting and not self.is_over:
                self.news.wait(QUIET_SECONDS)
            told, self.waiting = self.waiting, {}
            if not told and (self.is_over or time.monotonic() > self.ends_at):
                raise StopIteration
        lines = "".join(f"event: {topic}\ndata: {number}\n\n" for topic, number in told.items())
        return lines.encode() or b": still here\n\n"

    def _begin(self) -> bytes:
        self.has_begun = True
        self.ends_at = time.monotonic() + LONGEST_SECONDS * random.uniform(0.8, 1.2)  # noqa: S311 - spreads them, no secret
        self.join(self)
        # After a restart they do not all come back in the same moment.
        return f"retry: {random.randint(1000, 4000)}\n: here\n\n".encode()  # noqa: S311 - as above
