"""After a failed write: was it surely undone, so that it may be tried again?"""

from __future__ import annotations

from django.db import Error, connection

# SQLSTATE classes in which the server ended the connection rather than the statement.
ENDED = ("08", "57P")


def was_undone(error: Exception) -> bool:
    """
    Return whether the transaction that met this error was surely rolled back.

    When the connection breaks while a commit is on its way, nobody knows whether it arrived: writing the same again
    might write it twice. SQLite has no way to lose an answer.
    """
    if not isinstance(error, Error) or connection.vendor == "sqlite":
        return True
    state = getattr(error.__cause__, "sqlstate", None)
    return bool(state) and not str(state).startswith(ENDED)
