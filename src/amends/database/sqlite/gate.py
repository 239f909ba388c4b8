"""The gate that write transactions queue at: a thread lock, and a file lock between processes."""

from __future__ import annotations

import os
import threading
from pathlib import Path

try:
    import fcntl
except ImportError:  # Not POSIX: the thread lock alone orders the writers of one process.
    fcntl = None  # type: ignore[assignment]


class Gate:
    """One writer at a time: among the threads of this process, then among processes."""

    def __init__(self, lock_file: Path | None) -> None:
        self._threads = threading.Lock()
        self._lock_file = lock_file
        self._descriptor: int | None = None

    def enter(self) -> None:
        self._threads.acquire()
        if self._lock_file is None or fcntl is None:
            return
        try:
            if self._descriptor is None:
                self._descriptor = os.open(self._lock_file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        except BaseException:
            self._threads.release()
            raise

    def leave(self) -> None:
        try:
            if self._descriptor is not None and fcntl is not None:
                fcntl.flock(self._descriptor, fcntl.LOCK_UN)
        finally:
            self._threads.release()


_gates: dict[str, Gate] = {}
_registry = threading.Lock()


def gate_for(database: str) -> Gate:
    """Return the gate of a database file, the same one for all threads of this process."""
    with _registry:
        if database not in _gates:
            in_memory = ":memory:" in database or "mode=memory" in database
            _gates[database] = Gate(None if in_memory else Path(f"{database}-gate"))
        return _gates[database]


def _forget_gates() -> None:
    """A forked child shares its parent's open lock file, and so its lock: it must open its own."""
    _gates.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_gates)
