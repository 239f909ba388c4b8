"""`amends check` as a process: exit code, words on a terminal, JSON for programs."""

import json
import sqlite3
from contextlib import closing

import pytest

from tests.cli.programs import amends

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("checked")
    begun = amends("createuser", "ada@example.com", "--organisation", "Spa", data=folder, told="a kettle of fish\n")
    assert begun.returncode == 0, begun.stderr
    return folder


def test_all_is_as_it_was_written_down(data):
    told = amends("check", data=data)
    asked = amends("check", "--json", data=data)

    assert (told.returncode, told.stdout) == (0, "")
    assert "All is as it was written down." in told.stderr
    assert asked.returncode == 0
    assert json.loads(asked.stdout) == {
        "clean": True,
        "checked": {"cases": 0, "events": 1, "words": 0, "seals": 0, "files": 0},
        "findings": [],
    }


def test_what_was_changed_is_named_with_its_row_and_ends_with_1(data):
    with closing(sqlite3.connect(data / "amends.sqlite3")) as database, database:
        database.execute("DROP TRIGGER amends_event_no_update")
        database.execute("UPDATE amends_event SET actor_id = 4711")

    told = amends("check", data=data)
    asked = amends("check", "--json", data=data)

    assert (told.returncode, asked.returncode) == (1, 1)
    assert told.stdout.splitlines() == [
        "amends_event amends_event_no_update: the trigger that refuses changes is gone or switched off",
        "amends_event 1: event 1 of the organisation was changed",
    ]
    assert "2 findings" in told.stderr
    found = [(finding["rule"], finding["table"], finding["row"]) for finding in json.loads(asked.stdout)["findings"]]
    assert found == [
        ("database.guard", "amends_event", "amends_event_no_update"),
        ("event.changed", "amends_event", 1),
    ]


def test_an_installation_that_is_not_there_is_made_and_clean(tmp_path):
    assert amends("check", data=tmp_path / "new").returncode == 0
