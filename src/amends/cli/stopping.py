"""Ctrl-C during long work: what has begun is finished, then it ends."""

import signal
from types import FrameType


class Stop:
    """Whether somebody pressed Ctrl-C: the first time the work ends where it can, the second time at once."""

    def __init__(self) -> None:
        """Nobody has yet."""
        self.is_asked = False

    def __enter__(self) -> "Stop":
        """Listen for it."""
        self._before = {number: signal.signal(number, self._ask) for number in (signal.SIGINT, signal.SIGTERM)}
        return self

    def __exit__(self, *_error: object) -> None:
        """Leave it to others again."""
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _ask(self, number: int, _frame: FrameType | None) -> None:
        self.is_asked = True
        signal.signal(number, self._before[signal.Signals(number)])
