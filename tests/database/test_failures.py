"""After a failed write: may it be tried again without writing it twice?"""

import psycopg
import pytest
from django.db import IntegrityError, InterfaceError, OperationalError, connections

from amends.database.failures import was_undone
from amends.database.group_commit import GroupCommit, _Ticket


def caused(error, cause):
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "undone"),
    [
        (ValueError(), True),
        (caused(IntegrityError(), psycopg.errors.UniqueViolation()), True),
        (caused(OperationalError(), psycopg.errors.DeadlockDetected()), True),
        (caused(OperationalError(), psycopg.errors.AdminShutdown()), False),
        (caused(OperationalError(), psycopg.errors.ConnectionFailure()), False),
        (caused(OperationalError(), psycopg.OperationalError("server closed the connection unexpectedly")), False),
        (caused(InterfaceError(), psycopg.InterfaceError()), False),
    ],
)
def test_only_an_answered_refusal_is_surely_undone(error, undone, monkeypatch):
    monkeypatch.setattr(connections["default"], "vendor", "postgresql")

    assert was_undone(error) is undone


def test_what_may_have_been_written_is_not_written_again():
    writes = []

    def write_all(items):
        writes.extend(items)
        raise OperationalError

    group = GroupCommit(write_all, was_undone=lambda _error: False)
    batch = [_Ticket(item) for item in (1, 2, 3)]
    group._settle(batch)

    assert writes == [1, 2, 3]
    assert all(isinstance(ticket.error, OperationalError) for ticket in batch)
