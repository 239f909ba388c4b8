"""Topics found at the terminal."""

import csv
import json

from tests.cli.programs import amends
from tests.engines.test_topics import APP, burst, everyday


def written(folder):
    """Write what came in over four months and what many began to say in the end."""
    path = folder / "told.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("when", "words", "user", "house"))
        for at, one in enumerate([*everyday(), *burst(APP)]):
            month, day = divmod(one.day, 28)
            house = "Oslo" if at > 119 else "Bonn"
            writer.writerow((f"2026-{month + 1:02d}-{day + 1:02d}", one.text, one.author, house))
    return str(path)


def test_a_program_gets_each_new_topic_with_its_rows_its_place_and_why_it_is_new(tmp_path):
    words = ("--text", "words", "--date", "when", "--place", "house", "--new", "--json")
    done = amends("topics", written(tmp_path), *words, data=tmp_path / "d")

    (topic,) = json.loads(done.stdout)["topics"]
    assert sorted(topic["rows"]) == list(range(120, 126))
    assert (topic["cases"], topic["voices"], topic["places"]) == (6, 6, ["Oslo"])
    assert topic["new"]["cases_in_7_days"] == 5 + (topic["new"]["on"] == topic["last"])
    assert topic["representative"]["text"] in APP
    assert "the column user" in done.stderr
    assert not (tmp_path / "d").exists()


def test_a_person_reads_a_line_a_topic(tmp_path):
    done = amends("topics", written(tmp_path), "--text", "words", "--date", "when", "--new", data=tmp_path / "d")

    assert done.stdout.startswith("6 cases, 6 voices, 2026-05-")
    assert done.stdout.count("\n") == 1


def test_a_column_that_is_not_there_and_dates_that_cannot_be_read_are_named(tmp_path):
    file = written(tmp_path)
    missing = amends("topics", file, "--text", "nothing", "--date", "when", data=tmp_path / "d")
    unread = amends("topics", file, "--text", "words", "--date", "user", data=tmp_path / "d")

    assert (missing.returncode, unread.returncode) == (2, 2)
    assert "there is no column nothing" in missing.stderr
    assert "126 rows have no date that can be read in user" in unread.stderr
