"""
Many rows of several tables with as few statements as the engine allows.

The ORM writes one table at a time and costs more than the database itself where thousands of rows a second come in.
PostgreSQL takes all tables in one statement; SQLite runs inside this process and takes one statement a table.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.db import connection


@dataclass(slots=True)
class Rows:
    """Rows for one table: the columns, and a tuple of values a row."""

    table: str
    columns: tuple[str, ...]
    values: list[tuple[Any, ...]] = field(default_factory=list)
    wrap: Mapping[str, str] = field(default_factory=dict)  # column -> SQL around its placeholder, PostgreSQL only


def instant(value: datetime | None) -> Any:
    """Return an aware instant as the engine stores it: SQLite keeps UTC text, PostgreSQL its own type."""
    if value is None or connection.vendor != "sqlite":
        return value
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ")


def as_json(value: Any) -> str:
    """Return a value as JSON text, which both engines take for a JSON column."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def insert(tables: Sequence[Rows]) -> None:
    """Insert all rows, parents before children; nothing is returned, so keys must be known (``reserve_ids``)."""
    filled = [rows for rows in tables if rows.values]
    if not filled:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for rows in filled:
                cursor.execute(_insert_sql(rows.table, rows.columns, len(rows.values), ()), _flat(rows))
            return
        parts = [_insert_sql(rows.table, rows.columns, len(rows.values), tuple(rows.wrap.items())) for rows in filled]
        # Foreign keys are checked at commit, so the order inside one statement does not matter.
        steps = ", ".join(f"written_{number} AS ({part})" for number, part in enumerate(parts[:-1]))
        sql = f"WITH {steps} {parts[-1]}" if steps else parts[-1]
        cursor.execute(sql, [value for rows in filled for value in _flat(rows)])


def reserve_sql(tables: Sequence[str]) -> str:
    """
    Return a SELECT of rows (table, first free id, '', '') that can be joined to other reads by UNION ALL.

    SQLite: the writer holds the database, so counting on from the sequence is safe inside a write transaction.
    PostgreSQL: ids come in blocks, see ``reserve_ids``.
    """
    names = ", ".join(f"'{table}'" for table in tables)
    return f"SELECT name, seq + 1, '', '' FROM sqlite_sequence WHERE name IN ({names})"  # noqa: S608 - our tables


def reserve_ids_sql(tables: Mapping[str, int]) -> str:
    """Return a SELECT of rows (table, id, '', '') with as many new ids of each table as asked for (PostgreSQL)."""
    return " UNION ALL ".join(
        f"SELECT '{table}', nextval('{table}_id_seq'), '', '' FROM generate_series(1, {int(count)})"  # noqa: S608
        for table, count in tables.items()
        if count
    )


def _flat(rows: Rows) -> list[Any]:
    return [value for row in rows.values for value in row]


@lru_cache(maxsize=512)
def _insert_sql(table: str, columns: tuple[str, ...], count: int, wrap: tuple[tuple[str, str], ...]) -> str:
    around = dict(wrap)
    row = "(" + ", ".join(around.get(column, "%s") for column in columns) + ")"
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES " + ", ".join([row] * count)  # noqa: S608 - our tables
