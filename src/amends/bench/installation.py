"""
An installation for the length of a bench: its own folder and database, gone afterwards. Nobody's data is touched.

The bench's own process speaks to the original through Django; servers under test get copies, made while nobody writes.
"""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from amends.bench.cluster import temporary_cluster

REHEARSAL = 1_000  # with fewer cases a bench only shows that it works; nobody quotes its figures
Database = Literal["sqlite", "postgres"]
PLACES = ("North", "South", "East", "West", "Harbour", "Airport", "虹桥", "徐汇", "浦东", "静安")


@dataclass(frozen=True, slots=True)
class Installation:
    """
    One installation: where its files lie and how its database is reached.

    url          address of the PostgreSQL database, "" for SQLite
    empty_bytes  how large the database was before there was a case
    """

    folder: Path
    url: str
    settings: dict[str, str] = field(default_factory=dict)
    empty_bytes: int = 0

    @property
    def database(self) -> Database:
        """Which engine it is on."""
        return "postgres" if self.url else "sqlite"

    @property
    def sqlite_file(self) -> Path:
        """The embedded database."""
        return self.folder / "amends.sqlite3"

    def environment(self) -> dict[str, str]:
        """Return the environment of a process that works on this installation."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("AMENDS_") and name != "PORT"}
        own = {"AMENDS_DATA": str(self.folder), "AMENDS_DATABASE_URL": self.url}
        return {**kept, **own, **self.settings}

    def copy(self, name: str) -> Installation:
        """Return a copy with a database of its own; nobody may be connected to the original."""
        folder = self.folder.parent / name
        folder.mkdir()
        if not self.url:
            checkpoint(self.sqlite_file)
            shutil.copy(self.sqlite_file, folder)
            return replace(self, folder=folder)
        server, _, original = self.url.rpartition("/")
        # psycopg is heavy, and needed on PostgreSQL alone.
        import psycopg  # noqa: PLC0415

        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {original}".encode())
        return replace(self, folder=folder, url=f"{server}/{name}")

    def stored_bytes(self) -> int:
        """Return what the database grew by, indexes and search words included."""
        return self._size() - self.empty_bytes

    def _size(self) -> int:
        if not self.url:
            checkpoint(self.sqlite_file)
            return self.sqlite_file.stat().st_size
        import psycopg  # as above  # noqa: PLC0415

        with psycopg.connect(self.url) as connection:
            row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
            return int(row[0]) if row else 0


def checkpoint(file: Path) -> None:
    """Move what the write-ahead log holds into the database file."""
    with closing(sqlite3.connect(file, timeout=20)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def temporary_installation(database: Database, *, durability: str = "default") -> Iterator[Installation]:
    """
    Make an installation with an empty database, point this process's Django at it, and remove it afterwards.

    Once a process: Django can be set up only once.
    """
    with tempfile.TemporaryDirectory(prefix="amends-bench-", ignore_cleanup_errors=True) as folder:
        if database == "postgres":
            with temporary_cluster() as url:
                yield _begin(Path(folder), url, durability)
        else:
            yield _begin(Path(folder), "", durability)


def _begin(parent: Path, url: str, durability: str) -> Installation:
    settings = {"AMENDS_SECRET_KEY": secrets.token_urlsafe(32), "AMENDS_DURABILITY": durability}
    installation = Installation(parent / "original", url, settings)
    installation.folder.mkdir()
    own = installation.environment()
    for name in [name for name in os.environ if name not in own]:
        del os.environ[name]
    os.environ.update(own, DJANGO_SETTINGS_MODULE="amends.settings")
    # Only now does Django know which database is meant.
    import django  # noqa: PLC0415

    from amends.database import creating  # noqa: PLC0415

    django.setup()
    creating.create_database()
    return replace(installation, empty_bytes=installation.stored_bytes())
