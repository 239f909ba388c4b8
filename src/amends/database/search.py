"""
Full text search, the same on both engines: our own tokens in an inverted index the engine keeps.

SQLite: one contentless FTS5 table per kind of document (``detail=none``: which documents hold a token, not where).
PostgreSQL: one table per kind of document with a ``tsvector`` of our tokens and a GIN index.
A document's row id is the primary key of the row whose words it holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection

from amends.database.rows import Rows

INTAKES = "amends_intake_words"
MESSAGES = "amends_message_words"


def document_rows(table: str, documents: Iterable[tuple[int, str]]) -> Rows:
    """Return the rows that add documents, each a row id and its words (``words.index_words``), to an index table."""
    # PostgreSQL reads the same text: words of letters and digits between spaces need no quoting in a tsvector.
    return Rows(table, ("rowid", "words"), [document for document in documents if document[1]])


def match(query: Sequence[str]) -> str:
    """
    Return the engine's own query for documents that hold every token; a token ending in ``*`` matches as a prefix.

    Tokens are letters and digits only, so quoting them is enough to keep a reader's words from becoming operators.
    """
    if connection.vendor == "sqlite":
        return " AND ".join(f'"{token[:-1]}" *' if token.endswith("*") else f'"{token}"' for token in query)
    return " & ".join(f"'{token[:-1]}':*" if token.endswith("*") else f"'{token}'" for token in query)


def match_any(queries: Iterable[Sequence[str]]) -> str:
    """Return the engine's own query for documents that hold every token of one of the queries at least."""
    between = " OR " if connection.vendor == "sqlite" else " | "
    return between.join(f"({match(query)})" for query in queries)


def condition(table: str) -> str:
    """The WHERE condition of a query against an index table; its one parameter is ``match(…)``."""
    return f"{table} MATCH %s" if connection.vendor == "sqlite" else f"{table}.words @@ %s::tsquery"
