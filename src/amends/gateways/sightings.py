"""How often a key was met before, for more keys than memory should hold: counted in a file that nobody else sees."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from hashlib import blake2b

KIB_IN_MEMORY = 16 * 1024


class Sightings:
    """Counts keys. Nothing is kept when the process ends."""

    def __init__(self) -> None:
        """Open an unnamed database, which SQLite keeps in memory until it outgrows its cache, and then on disk."""
        # Whoever reads the list ahead may be another thread than the one that ends it; never both at once.
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._database.execute(f"PRAGMA cache_size=-{KIB_IN_MEMORY}")
        self._database.execute("PRAGMA journal_mode=OFF")
        self._database.execute("CREATE TABLE seen (key BLOB PRIMARY KEY, times INTEGER NOT NULL) WITHOUT ROWID")

    def meet(self, keys: Iterable[str]) -> list[int]:
        """Return how often each key was met before, also in this very call. Worked value: a, b, a gives 0, 0, 1."""
        sql = "INSERT INTO seen VALUES (?, 0) ON CONFLICT (key) DO UPDATE SET times = times + 1 RETURNING times"
        meet = self._database.execute
        return [
            int(meet(sql, (blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).digest(),)).fetchone()[0])
            for key in keys
        ]

    def close(self) -> None:
        """Forget everything."""
        self._database.close()
