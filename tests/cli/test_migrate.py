"""Bring a database up to date: several processes may begin at once, and one of them does it."""

import subprocess
import sys

import pytest

from tests.cli.programs import PATIENCE_SECONDS, environment
from tests.machine import empty_database

pytestmark = pytest.mark.slow

AT_ONCE = 3


@pytest.fixture(params=["sqlite", "postgres"])
def settings(request):
    """Where the database is."""
    if request.param == "sqlite":
        return {}
    return {"AMENDS_DATABASE_URL": empty_database(request.getfixturevalue("postgres_url"))}


def test_several_begin_at_once_on_a_new_database(tmp_path, settings):
    begun = [
        subprocess.Popen(
            [sys.executable, "-m", "amends", "migrate"],
            env=environment(tmp_path, **settings),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for _ in range(AT_ONCE)
    ]

    said = [process.communicate(timeout=2 * PATIENCE_SECONDS)[0] for process in begun]

    assert [process.returncode for process in begun] == [0] * AT_ONCE, said
