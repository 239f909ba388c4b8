"""Which promise can be kept, asked at the terminal."""

import json
from pathlib import Path

from tests.cli.programs import amends


def told(*words: str, data: Path):
    return json.loads(amends("promise", "keepable", *words, "--json", data=data).stdout)


def test_people_waiting(tmp_path: Path):
    answer = told(
        "waiting", "--per-hour", "30", "--minutes", "12", "--within", "20m", "--patience", "10", "--shrinkage", "0.3",
        data=tmp_path,
    )  # fmt: skip

    assert (answer["staff_needed"], answer["on_the_roll"]) == (8, 12)
    assert answer["staffings"][1] == {"staff": 7, "in_time": 0.8841, "waits": 0.3802, "leaves": 0.1008}


def test_the_past(tmp_path: Path):
    file = tmp_path / "hours.txt"
    file.write_text("\n".join(str(hour) for hour in range(1, 201)))

    assert told("history", str(file), data=tmp_path) == {
        "count": 200,
        "rank": 196,
        "confidence": 0.9736,
        "smallest_hours": 196.0,
    }


def test_weeks_to_come_are_the_same_for_the_same_seed(tmp_path: Path):
    words = ("weeks", "--per-week", "40", "--minutes", "30", "--staff", "2", "--from", "2026-11-23", "--weeks", "50")

    first, second = told(*words, data=tmp_path), told(*words, data=tmp_path)

    assert first == second
    assert first["offer_hours"] >= first["smallest_hours"] > 15


def test_too_few_durations_prove_nothing(tmp_path: Path):
    file = tmp_path / "hours.txt"
    file.write_text("1\n2\n3")

    done = amends("promise", "keepable", "history", str(file), data=tmp_path)

    assert done.returncode == 1
    assert "Fewer than 59" in done.stderr


def test_a_file_of_words_is_refused(tmp_path: Path):
    file = tmp_path / "hours.txt"
    file.write_text("soon")

    done = amends("promise", "keepable", "history", str(file), data=tmp_path)

    assert done.returncode == 2
    assert "Write one number of hours on each line." in done.stderr
