"""
Django's SQLite backend with a gate in front of every write transaction.

SQLite lets one writer in at a time, but its busy handler is unfair: a waiting thread sleeps and retries, and may be
overtaken for seconds or fail with "database is locked". Here the outermost transaction first queues for a thread lock
and a lock on a file beside the database, so that writers of all threads and processes take turns.
Django requires this module to be called ``base``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db.backends.sqlite3 import base as sqlite3_backend

from amends.database.sqlite.gate import Gate, gate_for


class Cursor(sqlite3_backend.SQLiteCursorWrapper):
    """Django rewrites the placeholders of a statement each time it is run; here that is remembered."""

    def convert_query(self, query: str, *, param_names: Sequence[str] | None = None) -> str:
        if param_names is None:
            return _with_question_marks(query)
        return str(super().convert_query(query, param_names=param_names))


@lru_cache(maxsize=64)  # few statements are run often, and those of an import are long
def _with_question_marks(query: str) -> str:
    return sqlite3_backend.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")


class DatabaseWrapper(sqlite3_backend.DatabaseWrapper):
    _gate: Gate | None = None

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=Cursor)

    def _start_transaction_under_autocommit(self) -> None:
        self._enter_gate()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._leave_gate()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        # After the commit, not in a finally: a commit that fails leaves the transaction open until it is rolled back.
        self._leave_gate()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._leave_gate()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._leave_gate()

    def _enter_gate(self) -> None:
        if self._gate is None:
            gate = gate_for(str(self.settings_dict["NAME"]))
            gate.enter()
            self._gate = gate

    def _leave_gate(self) -> None:
        gate, self._gate = self._gate, None
        if gate is not None:
            gate.leave()
