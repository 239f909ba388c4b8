"""Told to stop: Ctrl-C during long work, SIGTERM for a server; what has begun is finished, then it ends."""

import signal
from queue import Empty, SimpleQueue
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


class StopSignal:
    """
    Whether a signal has told this process to stop; its threads look, or wait for it.

    ``threading.Event`` would not do: a signal that comes while the main thread is entering ``wait`` makes ``set`` ask
    for the lock that ``wait`` is holding, in the same thread, and the process never ends. A ``SimpleQueue`` may be
    added to at any moment, in the middle of its own waiting too.
    """

    def __init__(self) -> None:
        """Nobody has yet."""
        self._told: SimpleQueue[None] = SimpleQueue()

    def set(self) -> None:
        """Tell them all, from a signal handler or from a thread."""
        self._told.put(None)

    def is_set(self) -> bool:
        """Say whether they have been told."""
        return not self._told.empty()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait to be told, for some seconds or for as long as it takes; say whether that was so."""
        try:
            self._told.get(timeout=seconds)
        except Empty:
            return False
        self._told.put(None)  # for those who look after this one
        return True
