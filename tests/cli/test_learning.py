"""`amends triage learn`: in a process of its own, and killed in the middle of it."""

import csv
import json
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from amends.engines.triage.files import load
from tests.cli.programs import PATIENCE_SECONDS, amends, environment

pytestmark = pytest.mark.slow
SAID = {"wrong_item": "the blue voucher shows a teapot", "not_clean": "the zither hums at dusk"}
# Learns as the worker has it learnt, and dies by kill -9 where it would do what is named.
DIES = """
import os, signal, sys
from amends.cli import installation
installation.start_django()
from django.utils import timezone
from amends.services import learning
setattr(learning, sys.argv[1], lambda *given, **named: os.kill(os.getpid(), signal.SIGKILL))
learning.learn_types(now=timezone.now())
"""


def bring_in(data: Path, name: str, many: int) -> None:
    """Have so many sorted cases taken in from a list."""
    file = data.parent / f"{name}.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(("id", "received", "type", "title", "text"))
        for number in range(many):
            kind = list(SAID)[number % 2]
            at = datetime.now(UTC) - timedelta(days=2, minutes=number)
            rows.writerow((f"{name}{number}", at.isoformat(), kind, name, f"{SAID[kind]} {name} {number}"))
    done = amends("import", str(file), "--json", data=data)
    assert done.returncode == 0, done.stderr


def in_use(data: Path) -> list[str]:
    """Return the fingerprint of the model in use, as the database says."""
    with closing(sqlite3.connect(data / "amends.sqlite3")) as database:
        asked = "SELECT fingerprint FROM amends_learnedmodel WHERE taken_up_at IS NOT NULL AND dropped_at IS NULL"
        return [row[0] for row in database.execute(asked)]


def learn(data: Path) -> dict[str, object]:
    done = amends("triage", "learn", "--json", data=data)
    assert done.returncode == 0, done.stderr
    told: dict[str, object] = json.loads(done.stdout)
    return told


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the data of a house that learnt once, and has sorted more since."""
    data = tmp_path_factory.mktemp("taught") / "data"
    bring_in(data, "first", 130)
    told = learn(data)
    assert (told["learnt"], told["used"]) == (True, True)
    bring_in(data, "second", 30)
    return data


@pytest.mark.parametrize("where", ["_write", "take_up"])
def test_killed_in_the_middle_what_is_in_use_stays_whole_and_the_next_night_learns(
    tmp_path: Path, taught: Path, where: str
):
    data = tmp_path / "data"
    shutil.copytree(taught, data)
    (folder,) = (data / "models").iterdir()

    words = [sys.executable, "-c", DIES, where]
    died = subprocess.run(words, env=environment(data), check=False, capture_output=True, timeout=PATIENCE_SECONDS)

    assert died.returncode == -signal.SIGKILL
    assert in_use(data) == [folder.name]
    assert next(load(folder).judge(["a teapot on the voucher"])).label
    told = learn(data)
    assert (told["learnt"], told["used"]) == (True, True)
    assert in_use(data) != [folder.name]


def test_a_house_where_little_was_sorted_is_told_so(tmp_path: Path):
    bring_in(tmp_path / "data", "few", 4)

    done = amends("triage", "learn", data=tmp_path / "data")

    assert done.stdout.strip() == "nothing new to learn, or too little yet"
