"""
A parent and its children: one web process, one worker, started, watched, restarted and stopped together.

Children are forked from a parent that has loaded the application already, so they share its memory and are there again
within milliseconds when one dies. They notice the parent's death by a pipe that only the parent keeps open.
"""

import gc
import os
import selectors
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field

from amends.cli.words import _, say

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PATIENCE_SECONDS = 8.0  # between asking a child to stop and making it
SLOWEST_RESTART_SECONDS = 30.0
STEADY_SECONDS = 60.0  # a child that lived this long is forgiven its earlier deaths


@dataclass
class Child:
    """One process of the family: what it runs and how it has been doing."""

    name: str
    run: Callable[[], None]
    pid: int = 0
    started_at: float = 0.0
    deaths: int = 0
    start_again_at: float | None = field(default=0.0)


class Family:
    """Runs its children until it is told to stop."""

    def __init__(self, children: list[Child]) -> None:
        """Start nothing yet."""
        self.children = children
        self.is_stopping = False
        self.selector = selectors.DefaultSelector()
        self.lifeline, self._parents_end = os.pipe()

    def run(self) -> None:
        """Start the children and look after them; return when all have ended after a signal to stop."""
        read_end, write_end = os.pipe()
        os.set_blocking(write_end, False)
        signal.set_wakeup_fd(write_end, warn_on_full_buffer=False)
        for number in (*STOP_SIGNALS, signal.SIGCHLD):
            signal.signal(number, lambda *_: None)  # the wake-up pipe tells which one came
        self.selector.register(read_end, selectors.EVENT_READ, self._hear)
        gc.freeze()  # what is loaded now stays shared with the children
        gc.enable()
        while not self.is_stopping:
            self._start_the_due()
            self._wait(self._seconds_to_next_start())
        self._stop()

    def when_readable(self, descriptor: int, act: Callable[[int], None]) -> None:
        """Call ``act`` when there is something to read, besides looking after the children."""
        self.selector.register(descriptor, selectors.EVENT_READ, act)

    def _wait(self, seconds: float | None) -> None:
        for key, _events in self.selector.select(seconds):
            key.data(key.fd)

    def _hear(self, descriptor: int) -> None:
        for number in os.read(descriptor, 64):
            if number in STOP_SIGNALS:
                self.is_stopping = True
        self._bury()

    def _bury(self) -> None:
        """Take note of the children that have ended."""
        for child in self.children:
            if not child.pid:
                continue
            pid, status = os.waitpid(child.pid, os.WNOHANG)
            if pid:
                child.pid = 0
                self._plan_restart(child, os.waitstatus_to_exitcode(status))

    def _plan_restart(self, child: Child, code: int) -> None:
        if self.is_stopping:
            return
        lived = time.monotonic() - child.started_at
        child.deaths = 1 if lived > STEADY_SECONDS else child.deaths + 1
        delay = 0.0 if child.deaths == 1 else min(0.5 * 2**child.deaths, SLOWEST_RESTART_SECONDS)
        child.start_again_at = time.monotonic() + delay
        how = signal.Signals(-code).name if code < 0 else str(code)
        say(
            _("The %(name)s process ended unexpectedly (%(how)s); starting it again in %(seconds).0f s.")
            % {"name": child.name, "how": how, "seconds": delay}
        )

    def _start_the_due(self) -> None:
        for child in self.children:
            if not child.pid and child.start_again_at is not None and child.start_again_at <= time.monotonic():
                self._start(child)

    def _seconds_to_next_start(self) -> float | None:
        starts = [child.start_again_at for child in self.children if not child.pid and child.start_again_at is not None]
        return max(0.0, min(starts) - time.monotonic()) if starts else None

    def _start(self, child: Child) -> None:
        child.started_at, child.start_again_at = time.monotonic(), None
        sys.stdout.flush()
        sys.stderr.flush()
        child.pid = os.fork()
        if child.pid == 0:
            self._be(child)

    def _be(self, child: Child) -> None:
        """Live the child's life; never returns."""
        code = 1
        try:
            # A group of its own: Ctrl-C reaches the parent alone, which then stops the children in order.
            os.setpgid(0, 0)
            signal.set_wakeup_fd(-1)
            for number in (*STOP_SIGNALS, signal.SIGCHLD):
                signal.signal(number, signal.SIG_DFL)
            self.selector.close()
            os.close(self._parents_end)
            threading.Thread(target=self._end_with_the_parent, daemon=True).start()
            child.run()
            code = 0
        except BaseException:  # noqa: BLE001 - the last frame of a process: whatever it was is told, then it is over
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def _end_with_the_parent(self) -> None:
        os.read(self.lifeline, 1)  # returns once nobody holds the other end
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(PATIENCE_SECONDS)
        os._exit(1)

    def _stop(self) -> None:
        """Ask every child to stop, and make those that do not."""
        for number, patience in ((signal.SIGTERM, PATIENCE_SECONDS), (signal.SIGKILL, 5.0)):
            for child in self.children:
                if child.pid:
                    os.kill(child.pid, number)
            give_up_at = time.monotonic() + patience
            while any(child.pid for child in self.children) and time.monotonic() < give_up_at:
                self._wait(give_up_at - time.monotonic())
