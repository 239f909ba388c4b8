"""
The same rows written without the application: what the database alone can do on this machine.

Taken down are the very INSERTs the application sends for one case (recorded one case at a time), and sent again to a
fresh copy of the same migrated database, in one durable transaction a case, with everything else done beforehand.
SQLite: one connection. PostgreSQL: one prepared statement a case on eight connections.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from amends.bench.installation import Installation

CONNECTIONS = 8
# As the application has it, see settings.sqlite_database; Django's backend turns the foreign keys on.
PRAGMAS = ("foreign_keys=ON", "synchronous=FULL", "temp_store=MEMORY")


@dataclass(frozen=True, slots=True)
class Case:
    """
    The INSERTs of one case with their values.

    customer  cases of one customer follow each other on one connection: the first brings the customer's row
    """

    customer: int
    inserts: list[tuple[str, tuple[Any, ...]]]


def write_bare(cases: Sequence[Case], *, into: Installation) -> float:
    """Write the cases and return the seconds it took."""
    return _write_postgres(cases, into) if into.url else _write_sqlite(cases, into)


def _write_sqlite(cases: Sequence[Case], into: Installation) -> float:
    prepared = [[(sql.replace("%s", "?"), values) for sql, values in case.inserts] for case in cases]
    with closing(sqlite3.connect(into.sqlite_file, timeout=20, isolation_level=None)) as connection:
        for setting in PRAGMAS:
            connection.execute(f"PRAGMA {setting}")
        execute = connection.execute
        started = time.perf_counter()
        for case in prepared:
            execute("BEGIN IMMEDIATE")
            for sql, values in case:
                execute(sql, values)
            execute("COMMIT")
        return time.perf_counter() - started


def _write_postgres(cases: Sequence[Case], into: Installation) -> float:
    # psycopg is heavy, and needed on PostgreSQL alone.
    import psycopg  # noqa: PLC0415

    shares: list[list[Case]] = [[] for _ in range(CONNECTIONS)]
    for case in cases:
        shares[case.customer % CONNECTIONS].append(case)
    connections = [psycopg.connect(into.url, autocommit=True) for _ in shares]
    for connection in connections:
        connection.prepare_threshold = 0

    def write(connection: Any, share: list[Case]) -> None:
        for case in share:
            for sql, values in case.inserts:
                connection.execute(sql, values)

    threads = [threading.Thread(target=write, args=pair) for pair in zip(connections, shares, strict=True)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - started
    for connection in connections:
        connection.close()
    return seconds
