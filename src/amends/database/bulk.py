"""Settings of a connection for the time in which very many rows come in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

# More of the indexes stays in memory, and the log is moved into the file less often, in larger pieces.
SQLITE = {"cache_size": -65_536, "wal_autocheckpoint": 8_000}


@contextmanager
def many_rows() -> Iterator[None]:
    """Make room for many rows on this thread's connection, and put everything back; outside any transaction."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        before = {}
        for name, value in SQLITE.items():
            before[name] = cursor.execute(f"PRAGMA {name}").fetchone()[0]
            cursor.execute(f"PRAGMA {name}={value}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for name, value in before.items():
                cursor.execute(f"PRAGMA {name}={value}")
