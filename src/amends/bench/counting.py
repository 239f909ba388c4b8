"""
What the application asks of the database, counted and kept from inside this process.

PostgreSQL's own statement statistics are not switched on by default, and SQLite has none, so statements are counted
where Django hands them over (``execute_wrapper``), and transactions where it commits them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from queue import SimpleQueue
from typing import Any

from django.db import connections

TRANSACTION_WORDS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")

Statement = tuple[str, tuple[Any, ...]]


class Count:
    """Statements (without BEGIN, COMMIT and their like) and transactions that wrote, of any number of threads."""

    def __init__(self) -> None:
        """Begin at zero."""
        self.statements: list[Statement] = []
        self.transactions = 0
        self._lock = threading.Lock()

    @contextmanager
    def of_this_thread(self) -> Iterator[None]:
        """Count what this thread's connection does within the block."""
        connection = connections["default"]
        commit = connection.commit
        # Django has hooks for statements, but none for a commit.
        vars(connection)["commit"] = lambda: self._commit(commit)
        try:
            with connection.execute_wrapper(self._execute):
                yield
        finally:
            del vars(connection)["commit"]

    def _commit(self, commit: Callable[[], None]) -> None:
        commit()
        with self._lock:
            self.transactions += 1

    def _execute(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - Django calls it so
        if not sql.startswith(TRANSACTION_WORDS):
            with self._lock:
                self.statements.append((sql, tuple(params or ())))
        return execute(sql, params, many, context)


def count(acts: Sequence[Callable[[], object]], *, threads: int = 1) -> Count:
    """Do all acts, shared out over threads with a database connection each, and return what was counted."""
    counted = Count()
    if threads == 1:
        with counted.of_this_thread():
            for only in acts:
                only()
        return counted
    waiting: SimpleQueue[Callable[[], object] | None] = SimpleQueue()
    for queued in (*acts, *[None] * threads):
        waiting.put(queued)

    def work() -> None:
        with counted.of_this_thread():
            while (act := waiting.get()) is not None:
                act()
        connections.close_all()

    with ThreadPoolExecutor(threads) as pool:
        for worker in [pool.submit(work) for _ in range(threads)]:
            worker.result()
    return counted
