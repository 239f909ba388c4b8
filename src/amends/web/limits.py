"""Slow down those who try again and again: counted in this process, forgotten when it restarts."""

from __future__ import annotations

import time
from collections import deque
from threading import Lock


class Limit:
    """At most ``most`` times in ``seconds`` for each who asks."""

    MOST_KEYS = 10_000

    def __init__(self, *, most: int, seconds: int) -> None:
        self.most, self.seconds = most, seconds
        self._times: dict[str, deque[float]] = {}
        self._lock = Lock()

    def is_over(self, key: str) -> bool:
        """Return whether ``key`` has used up its tries for now."""
        with self._lock:
            return len(self._recent(key)) >= self.most

    def count(self, key: str) -> None:
        """Count one try."""
        with self._lock:
            self._recent(key).append(time.monotonic())

    def forgive(self, key: str) -> None:
        """Forget the tries of ``key``."""
        with self._lock:
            self._times.pop(key, None)

    def _recent(self, key: str) -> deque[float]:
        if len(self._times) > self.MOST_KEYS:
            self._times.clear()  # a flood of made-up keys must not fill the memory
        times = self._times.setdefault(key, deque(maxlen=self.most))
        while times and times[0] < time.monotonic() - self.seconds:
            times.popleft()
        return times
