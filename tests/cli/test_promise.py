"""A deadline calculated at the terminal."""

import json
from pathlib import Path

import pytest

from tests.cli.programs import amends

FROM = ("promise", "due", "--from", "2026-03-28T10:00+01:00")


def test_a_program_gets_the_instant_and_every_step(tmp_path: Path):
    done = amends(*FROM, "--allow", "72h", "--basis", "elapsed", "--zone", "Europe/Paris", "--json", data=tmp_path)

    told = json.loads(done.stdout)
    assert told["due_at"] == "2026-03-31T11:00:00+02:00"
    assert [(step["day"], step["counted_minutes"], step["left_minutes"]) for step in told["steps"]] == [
        ("2026-03-28", 840, 3480),
        ("2026-03-29", 1380, 2100),
        ("2026-03-30", 1440, 660),
        ("2026-03-31", 660, 0),
    ]


def test_a_person_reads_the_days_in_chinese(tmp_path: Path):
    words = ("promise", "due", "--from", "2026-09-30T17:00", "--allow", "8h", "--basis", "business", "--calendar", "cn")
    done = amends(*words, data=tmp_path, AMENDS_LANGUAGE="zh")

    assert done.stdout.splitlines()[-1] == "2026-10-08T16:00:00+08:00"
    assert "国庆节" in done.stdout
    assert "计入 1:00，还剩 7:00" in done.stdout


def test_lunch_and_a_pause_are_taken_out(tmp_path: Path):
    options = ("--hours", "09:00-12:00,13:00-18:00", "--pause", "2026-11-16T14:00/2026-11-16T15:30")
    words = ("promise", "due", "--from", "2026-11-16T11:00", "--allow", "4h", "--basis", "business", *options)

    assert amends(*words, data=tmp_path).stdout.splitlines()[-1] == "2026-11-16T17:30:00+00:00"


def test_a_year_whose_holidays_are_not_announced_is_said(tmp_path: Path):
    words = ("promise", "due", "--from", "2090-03-01T10:00", "--allow", "3wd", "--calendar", "cn")

    assert "not announced" in amends(*words, data=tmp_path).stderr
    assert json.loads(amends(*words, "--json", data=tmp_path).stdout)["provisional"] is True


@pytest.mark.parametrize(
    "wrong",
    [
        ("--allow", "3 days"),
        ("--allow", "3h", "--basis", "working-days"),
        ("--allow", "3h", "--calendar", "atlantis"),
        ("--allow", "3h", "--zone", "Mars/Base"),
        ("--allow", "3h", "--hours", "18:00-09:00", "--basis", "business"),
        ("--allow", "3h", "--from", "tomorrow"),
        ("--allow", "3h", "--from", "9999-12-31T23:59"),
        ("--allow", "3h", "--pause", "2026-11-16T14:00"),
    ],
)
def test_what_is_typed_wrongly_is_code_2_and_one_line(tmp_path: Path, wrong: tuple[str, ...]):
    done = amends(*FROM, *wrong, data=tmp_path)

    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stderr.startswith("amends: ")
