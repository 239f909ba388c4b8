"""Many rows of several tables, written as the ORM would read them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import connection

from amends.database import rows
from amends.database.rows import Rows
from amends.models import Event, Job, Turn
from tests.builders import NOW, build_case, build_house

pytestmark = pytest.mark.django_db

INSTANTS = [
    NOW,
    NOW.replace(microsecond=1),
    datetime(2026, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    datetime(2026, 3, 2, 9, 0, tzinfo=timezone(timedelta(hours=8))),
    datetime(999, 1, 1, tzinfo=UTC),
]


@pytest.mark.parametrize("at", INSTANTS)
def test_an_instant_comes_back_as_it_went_in(at):
    rows.insert([Rows("amends_turn", ("task", "slot"), [("t", at)])])

    assert Turn.objects.get().slot == at


@pytest.mark.parametrize("at", INSTANTS)
def test_an_instant_is_spelt_as_the_orm_spells_it(at):
    """On SQLite instants are compared as text, so there must be one spelling."""
    rows.insert([Rows("amends_turn", ("task", "slot"), [("raw", at)])])
    Turn.objects.create(task="orm", slot=at)

    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT slot FROM amends_turn")
        assert len(cursor.fetchall()) == 1


HOSTILE = [
    "plain",
    "100% %s %%",
    "'; --",
    '{"a": [1]}',
    "\\x41\\n\n\t\x01",
    "😀漏水\u2028",
    "a" * 100_000,
    "\\\\",
    "$1 :x",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_and_json_come_back_letter_for_letter(text):
    columns = ("task", "arguments", "state", "run_at", "token", "attempts", "error")

    rows.insert([Rows("amends_job", columns, [("t", {"text": text, "n": None}, "done", NOW, "", 0, text)])])

    job = Job.objects.get()
    assert (job.error, job.arguments) == (text, {"text": text, "n": None})


def test_bytes_none_and_truth_come_back():
    build_house()
    case = build_case()
    columns = (
        "case_id",
        "sequence",
        "verb",
        "at",
        "recorded_at",
        "actor_kind",
        "actor_id",
        "facts",
        "digest",
        "is_story",
    )
    rows.insert(
        [Rows("amends_event", columns, [(case.pk, 9, "x.y", NOW, NOW, "system", None, {}, bytes(range(32)), True)])]
    )

    event = Event.objects.get(sequence=9)
    assert (bytes(event.digest), event.actor_id, event.is_story) == (bytes(range(32)), None, True)


def test_nothing_to_write_is_nothing_written():
    rows.insert([])
    rows.insert([Rows("amends_turn", ("task", "slot"))])

    assert Turn.objects.count() == 0


def test_two_thousand_rows_at_once():
    rows.insert([Rows("amends_turn", ("task", "slot"), [(f"t{n}", NOW) for n in range(2000)])])

    assert Turn.objects.count() == 2000
