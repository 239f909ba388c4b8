"""Is the database itself whole, and are the triggers there that make it refuse?"""

from __future__ import annotations

from typing import Any

from django.db import connection

TRIGGERS = frozenset(
    {
        "amends_event_no_update",
        "amends_event_no_delete",
        "amends_seal_no_update",
        "amends_seal_no_delete",
        "amends_intake_no_update",
        "amends_intake_no_delete",
        "amends_policyversion_no_update",
        "amends_policyversion_no_delete",
        "amends_sitecalendar_no_update",
        "amends_ledgerentry_no_update",
        "amends_ledgerentry_no_delete",
    }
)


def missing_triggers() -> set[str]:
    """Return the names of the triggers that should refuse changes and are gone or switched off."""
    if connection.vendor == "sqlite":
        sql = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        sql = "SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A')"
    return set(TRIGGERS) - {str(row[0]) for row in _rows(sql)}


def broken_pages() -> list[str]:
    """Return what the engine itself finds wrong with its file: damaged pages, indexes that do not fit, constraints."""
    if connection.vendor != "sqlite":
        return []  # PostgreSQL notices damage as it reads
    return [str(row[0]) for row in _rows("PRAGMA integrity_check") if row[0] != "ok"]


def broken_references() -> list[tuple[str, int, str]]:
    """Return (table, row, table referred to) where the row referred to is not there."""
    if connection.vendor != "sqlite":
        return []  # PostgreSQL lets nobody past its foreign keys
    return [(str(table), int(row or 0), str(to)) for table, row, to, _key in _rows("PRAGMA foreign_key_check")]


def last_number(table: str) -> int:
    """Return the last primary key that a table gave out, also when its row is gone."""
    if connection.vendor == "sqlite":
        given = _rows(f"SELECT seq FROM sqlite_sequence WHERE name = '{table}'")  # noqa: S608 - one of our tables
    else:
        given = _rows(f"SELECT last_value FROM {table}_id_seq")  # noqa: S608
    return int(given[0][0]) if given else 0


def _rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
