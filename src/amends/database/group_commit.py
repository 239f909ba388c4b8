"""
Group commit: those who wait to write share one transaction.

A durable commit waits for the disk, whether it carries one case or thirty. While one thread commits, the others queue
here; the next to get the seat writes for all who wait, in one transaction, and each is answered with its own result.
Nobody is answered before the commit that carries its words has returned.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

A_MOMENT_SECONDS = 0.00005

Item = TypeVar("Item")
Result = TypeVar("Result")


class _Ticket(Generic[Item, Result]):
    __slots__ = ("done", "error", "item", "result", "wake")

    def __init__(self, item: Item) -> None:
        self.item = item
        self.done = False
        self.result: Result | None = None
        self.error: BaseException | None = None
        self.wake = threading.Lock()  # held until the ticket is settled, or its thread is to write for all
        self.wake.acquire()


class GroupCommit(Generic[Item, Result]):
    """
    Write items handed in by many threads, as many per transaction as happen to wait.

    write_all   writes a list of items in one transaction and returns their results in the same order; all or nothing
    most        the largest number of items in one transaction
    was_undone  whether after this error surely nothing was written, so that each item may be tried by itself
    """

    def __init__(
        self,
        write_all: Callable[[Sequence[Item]], Sequence[Result]],
        *,
        most: int = 64,
        was_undone: Callable[[Exception], bool] = lambda _: True,
    ) -> None:
        self._write_all = write_all
        self._most = most
        self._was_undone = was_undone
        self._waiting: list[_Ticket[Item, Result]] = []
        self._list = threading.Lock()
        self._is_writing = False
        self._crowd = 1  # how many wrote together last time

    def write(self, item: Item) -> Result:
        """Write one item; return its result once it is committed, or raise what refused it."""
        ticket: _Ticket[Item, Result] = _Ticket(item)
        with self._list:
            self._waiting.append(ticket)
            is_first, self._is_writing = not self._is_writing, True
        if not is_first:
            ticket.wake.acquire()
        if not ticket.done:
            self._write_for_all()
        if ticket.error is not None:
            raise ticket.error
        return ticket.result  # type: ignore[return-value]

    def _write_for_all(self) -> None:
        """Write what waits, which begins with this thread's own ticket; then wake the others, and one to write next."""
        self._let_the_others_come()
        with self._list:
            batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
        self._crowd = len(batch)
        self._settle(batch)
        with self._list:
            self._is_writing = bool(self._waiting)
            following = self._waiting[:1]
        for ticket in batch[1:] + following:
            ticket.wake.release()

    def _let_the_others_come(self) -> None:
        """
        Where there was a crowd a moment ago there is one again: wait while somebody still comes.

        Those who were answered together come again together. Without this the first of them would write alone and the
        rest after it, which is twice the commits. Whoever comes alone does not wait.
        """
        seen = 0
        while self._crowd > 1 and len(self._waiting) > seen:
            seen = len(self._waiting)
            time.sleep(A_MOMENT_SECONDS)

    def _settle(self, batch: list[_Ticket[Item, Result]]) -> None:
        try:
            settled = list(zip(batch, self._write_all([ticket.item for ticket in batch]), strict=True))
        except BaseException as error:  # noqa: BLE001 - whatever it was, it belongs to the ticket that caused it
            if len(batch) > 1 and isinstance(error, Exception) and self._was_undone(error):
                # One bad item must not refuse its neighbours: each gets a transaction of its own.
                for ticket in batch:
                    self._settle([ticket])
                return
            for ticket in batch:
                ticket.error = error
                ticket.done = True
            return
        for ticket, result in settled:
            ticket.result = result
            ticket.done = True
