"""
What Django's schema editor does not write: append-only tables, search tables, where the numbers start.

Used by migrations only. Each function takes the schema editor and speaks the dialect of its connection.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def refuse(
    editor: BaseDatabaseSchemaEditor, table: str, operation: str, *, unless: str = "", columns: Sequence[str] = ()
) -> None:
    """
    Make the database refuse an ``operation`` ("UPDATE" or "DELETE") on a table.

    unless   an SQL condition on OLD under which the operation is allowed
    columns  for UPDATE: only changes of these columns are refused; empty: any change
    """
    name = f"{table}_no_{operation.lower()}"
    changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)
    conditions = [f"({part})" for part in (changed, f"NOT ({unless})" if unless else "") if part]
    when = f"WHEN ({' AND '.join(conditions)})" if conditions else ""
    message = f"{table} is append-only: {operation} refused"
    if editor.connection.vendor == "sqlite":
        # IS NOT is SQLite's IS DISTINCT FROM; the long form needs 3.39.
        when = when.replace("IS DISTINCT FROM", "IS NOT")
        editor.execute(
            f"CREATE TRIGGER {name} BEFORE {operation} ON {table} {when} BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )
        return
    editor.execute(
        "CREATE OR REPLACE FUNCTION amends_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP "
        "USING ERRCODE = 'restrict_violation'; END $$",
        None,  # no parameters: the percent signs are PL/pgSQL's
    )
    editor.execute(
        f"CREATE TRIGGER {name} BEFORE {operation} ON {table} FOR EACH ROW {when} EXECUTE FUNCTION amends_refuse()"
    )
    editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}")
    editor.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION amends_refuse()"
    )


def create_search_table(editor: BaseDatabaseSchemaEditor, table: str) -> None:
    """Create an inverted index of tokens separated by spaces; see ``amends.database.search``."""
    if editor.connection.vendor == "sqlite":
        # Our tokens are letters and digits already; ascii splits on the spaces between them and nothing else.
        editor.execute(
            f"CREATE VIRTUAL TABLE {table} USING fts5(words, content='', detail=none, columnsize=0, tokenize='ascii')"
        )
        return
    editor.execute(f"CREATE TABLE {table} (rowid bigint PRIMARY KEY, words tsvector NOT NULL)")
    editor.execute(f"CREATE INDEX {table}_gin ON {table} USING gin (words)")


def create_beginnings_index(editor: BaseDatabaseSchemaEditor, table: str, column: str) -> None:
    """Create an index for Django's ``istartswith``: names that begin so, in capitals or not."""
    # Worded as Django words the question on each engine, or the engine would not see that the index answers it.
    is_sqlite = editor.connection.vendor == "sqlite"
    key = f"{column} COLLATE NOCASE" if is_sqlite else f"UPPER({column}::text) text_pattern_ops"
    editor.execute(f"CREATE INDEX {table}_{column}_beginnings ON {table} ({key})")


def start_numbers_at(editor: BaseDatabaseSchemaEditor, table: str, first: int) -> None:
    """Let the primary keys of a table begin at ``first``."""
    if editor.connection.vendor == "sqlite":
        editor.execute(f"DELETE FROM sqlite_sequence WHERE name = '{table}'")  # noqa: S608
        editor.execute(f"INSERT INTO sqlite_sequence (name, seq) VALUES ('{table}', {first - 1})")  # noqa: S608
    else:
        editor.execute(f"ALTER TABLE {table} ALTER COLUMN id RESTART WITH {first}")
