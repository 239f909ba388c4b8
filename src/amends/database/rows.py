"""
Many rows of several tables with as few statements as the engine allows.

The ORM writes one table at a time and costs more than the database itself where thousands of rows a second come in.
SQLite runs inside this process and takes one statement a table. PostgreSQL takes all tables in one statement, each with
its rows as one JSON text: the statement is always the same however many rows there are, so the server plans it once,
and packing the rows costs this process half of what single values do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from json import JSONEncoder
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper


@dataclass(slots=True)
class Rows:
    """Rows for one table: the columns, and a tuple of values a row; instants are aware, JSON values plain Python."""

    table: str
    columns: tuple[str, ...]
    values: list[tuple[Any, ...]] = field(default_factory=list)


def instant(value: datetime | None) -> Any:
    """Return an aware instant as the engine stores it: SQLite keeps UTC text, PostgreSQL its own type."""
    if value is None or connection.vendor != "sqlite":
        return value
    return _utc_text(value)


def _utc_text(value: datetime) -> str:
    if value.tzinfo is not UTC:
        value = value.astimezone(UTC)
    return value.isoformat(" ")[:-6]  # without "+00:00"


def insert(tables: Sequence[Rows]) -> None:
    """Insert all rows, parents before children; nothing is returned, so keys must be known (``numbers_sql``)."""
    filled = [rows for rows in tables if rows.values]
    if not filled:
        return
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for rows in filled:
                cursor.execute(_values_sql(rows.table, rows.columns, len(rows.values)), _flat(rows))
        return
    sql = _json_sql(tuple((rows.table, rows.columns) for rows in filled))
    with prepared_cursor() as cursor:
        cursor.execute(sql, [_as_json(rows) for rows in filled])


def update(table: str, columns: Sequence[str], values: Sequence[tuple[Any, ...]]) -> None:
    """Change rows of a table, each to its own values: a tuple holds one for each column, the primary key last."""
    if not values:
        return
    sets = ", ".join(f"{column} = %s" for column in columns)
    with prepared_cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {sets} WHERE id = %s", values)  # noqa: S608 - our tables


def prepared_cursor() -> CursorWrapper:
    """
    Return a cursor for statements that are worded alike every time: PostgreSQL plans them once a connection.

    Django's own cursor puts the values into the text, so that every statement is a new one to the server.
    """
    if connection.vendor == "sqlite":
        return connection.cursor()
    # Loaded with PostgreSQL in use, and not otherwise.
    import psycopg  # noqa: PLC0415

    connection.ensure_connection()
    return CursorWrapper(psycopg.Cursor(connection.connection), connection)


def numbers_sql(tables: Mapping[str, int]) -> tuple[str, list[Any]]:
    """
    Return a SELECT of rows (table, number, '', ''), to be joined to other reads by UNION ALL, and its values.

    tables   how many new primary keys of each table are needed

    PostgreSQL gives as many as asked for. SQLite gives the first free one to count on from: inside a write transaction
    nobody else takes any.
    """
    if connection.vendor == "sqlite":
        names = ", ".join(f"'{table}'" for table in tables)
        return f"SELECT name, seq + 1, '', '' FROM sqlite_sequence WHERE name IN ({names})", []  # noqa: S608 - our tables
    each = (f"SELECT '{table}', nextval('{table}_id_seq'), '', '' FROM generate_series(1, %s::int)" for table in tables)  # noqa: S608
    return " UNION ALL ".join(each), list(tables.values())


def wanted_sql(pairs: Sequence[tuple[str, str]]) -> tuple[str, list[Any]]:
    """
    Return a table for FROM, ``wanted`` with the text columns ``column1`` and ``column2``, and its values.

    With CROSS JOIN after it SQLite walks the pairs and finds each by index; for ``(a, b) IN (…)`` it reads the table.
    """
    if connection.vendor == "sqlite":
        # One JSON text: the statement is worded alike however many pairs there are, and compiled once.
        pair = "json_extract(value, '$[0]') AS column1, json_extract(value, '$[1]') AS column2"
        return f"(SELECT {pair} FROM json_each(%s)) AS wanted", [_pack(pairs)]  # noqa: S608 - no value in it
    columns = zip(*pairs, strict=True)
    return "unnest(%s::text[], %s::text[]) AS wanted(column1, column2)", [list(column) for column in columns]


# How SQLite is given what it has no type for.
_IN_SQLITE = {datetime: _utc_text, dict: JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode}


def _flat(rows: Rows) -> list[Any]:
    spell = _IN_SQLITE.get
    return [as_text(value) if (as_text := spell(type(value))) else value for row in rows.values for value in row]


def _in_json(value: object) -> str:
    """Spell what JSON has no type for as PostgreSQL reads it."""
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"no way to write {type(value).__name__} into a row")


_pack = JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_in_json).encode


def _as_json(rows: Rows) -> str:
    return _pack([dict(zip(rows.columns, row, strict=True)) for row in rows.values])


@lru_cache(maxsize=512)
def _values_sql(table: str, columns: tuple[str, ...], count: int) -> str:
    row = "(" + ", ".join(["%s"] * len(columns)) + ")"
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES " + ", ".join([row] * count)  # noqa: S608 - our tables


@lru_cache(maxsize=128)
def _json_sql(tables: tuple[tuple[str, tuple[str, ...]], ...]) -> str:
    """Foreign keys are checked at commit, so it does not matter in which order one statement fills the tables."""
    parts = []
    for table, columns in tables:
        names = ", ".join(columns)
        parts.append(f"INSERT INTO {table} ({names}) SELECT {names} FROM json_populate_recordset(NULL::{table}, %s)")  # noqa: S608
    steps = ", ".join(f"written_{number} AS ({part})" for number, part in enumerate(parts[:-1]))
    return f"WITH {steps} {parts[-1]}" if steps else parts[-1]
