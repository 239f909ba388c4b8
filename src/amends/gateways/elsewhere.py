"""
Let another process make things, on another core, while this one uses them.

Python runs one thread at a time, so a thread would not help. The other process ends when this one does, however that
happens: it writes into a pipe that nobody reads any more.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection, Pipe
from typing import NoReturn, TypeVar

Item = TypeVar("Item")
MADE, FAILED, DONE = range(3)


class MakerGone(RuntimeError):
    """The other process was ended from outside."""


def made_elsewhere(make: Callable[[], Iterator[Item]]) -> Generator[Item, None, None]:
    """
    Yield what ``make()`` yields, always one ahead; raise what it raises.

    What is made must be picklable, and making it must not use anything this process has open, least of all the
    database. To be begun before this process has other threads.
    """
    here, there = Pipe(duplex=False)
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        _make(make, there)
    there.close()
    try:
        while True:
            try:
                what, item = here.recv()
            except EOFError:
                raise MakerGone("the process that reads the list was ended") from None
            if what == DONE:
                return
            if what == FAILED:
                raise item
            yield item
    finally:
        here.close()
        os.waitpid(child, 0)


def _make(make: Callable[[], Iterator[Item]], there: Connection) -> NoReturn:
    """Live the other process's life."""
    code = 1
    try:
        # Ctrl-C reaches both; this one decides. It ends when nobody listens any more.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        _let_go_of_all_but(there.fileno())
        for item in make():
            there.send((MADE, item))
        there.send((DONE, None))
        code = 0
    except BrokenPipeError:
        pass
    except BaseException as error:  # noqa: BLE001 - told to the one who waits for it
        with suppress(OSError):
            there.send((FAILED, error))
    finally:
        os._exit(code)


def _let_go_of_all_but(kept: int) -> None:
    """Close what was inherited: locks and connections belong to the other process, and must end with it."""
    os.closerange(3, kept)
    os.closerange(kept + 1, os.sysconf("SC_OPEN_MAX"))
