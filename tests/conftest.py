"""What every test gets without asking."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.db.backends.base.operations import BaseDatabaseOperations

from amends.services import directory, tokens

# Threads that wait for each other busily make a busy machine crawl; heard when numpy is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """Let no test see the places, posts and tokens of the test before."""
    directory.forget_directory()
    tokens._remembered.clear()
    yield
    directory.forget_directory()
    tokens._remembered.clear()


@pytest.fixture(autouse=True)
def _remembered_until_it_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read again what changed, never what is five seconds old: a busy machine takes longer over one page."""
    monkeypatch.setattr(directory, "DIRECTORY_SECONDS", 3600.0)
    monkeypatch.setattr(tokens, "REMEMBERED_SECONDS", 3600.0)


@pytest.fixture(scope="session", autouse=True)
def _tables_that_can_be_emptied() -> Iterator[None]:
    """
    Let Django empty the tables after a test with transactions of its own.

    The database refuses to forget events and words; its triggers rest while the tables are emptied, and are back before
    the next test begins.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", _flush_without_triggers)
        yield


def _flush_without_triggers(self: BaseDatabaseOperations, sql_list: list[str]) -> None:
    connection: Any = self.connection  # type: ignore[attr-defined]
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
            triggers = []
        else:
            triggers = cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        for sql in sql_list:
            cursor.execute(sql)
        for _name, sql in triggers:
            cursor.execute(sql)
