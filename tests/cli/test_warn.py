"""Counts judged at the terminal."""

import csv
import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.cli.programs import amends
from tests.engines.quiet import quiet


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a file of six series and 120 weeks; lyon/late surges in the last two."""
    counts = quiet(6, 120, seed=1)
    counts[0, 118:] = 30
    lines = ["series,date,count"]
    for series, row in enumerate(counts):
        name = f"{['lyon', 'paris'][series // 3]}/{['late', 'rude', 'lost'][series % 3]}"
        lines += [f"{name},{date(2024, 1, 1) + timedelta(weeks=at)},{count:.0f}" for at, count in enumerate(row)]
    path = tmp_path / "counts.csv"
    path.write_text("\n".join(lines))
    return path


def test_a_program_gets_each_warning_with_its_reasons(file, tmp_path):
    done = amends("warn", str(file), "--period", "week", "--json", data=tmp_path / "d")

    told = json.loads(done.stdout)
    assert (told["series"], told["periods"], told["from"]) == (6, 4, "2026-03-23")
    first = told["alarms"][0]
    assert (first["series"], first["date"], first["observed"]) == ("lyon/late", "2026-04-06", 30)
    assert first["start"] == "2026-04-06"
    assert first["interval"][0] <= first["expected"] <= first["interval"][1] < 30
    assert first["p"] <= first["q"] <= 0.05
    assert {"score", "method", "drill_down"} <= set(first)
    assert not (tmp_path / "d").exists()


def test_scores_of_every_series_and_period_are_written_as_they_were_named(file, tmp_path):
    scores = tmp_path / "p.csv"
    words = ("warn", str(file), "--period", "week", "--from", "2026-01-05", "--scores", str(scores))
    done = amends(*words, data=tmp_path)

    rows = list(csv.DictReader(scores.read_text().splitlines()))
    assert done.returncode == 0
    assert len(rows) == 6 * 15
    assert (rows[0]["series"], rows[0]["date"]) == ("lyon/late", "2026-01-05")
    assert all(0 < float(row["p"]) <= 1 for row in rows)


def test_a_person_reads_it_in_chinese(file, tmp_path):
    done = amends("warn", str(file), "--period", "week", data=tmp_path, AMENDS_LANGUAGE="zh")

    assert "2026-04-06  lyon/late：收到 30" in done.stdout


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("series,date\na,2026-01-01", "line 1: the column count is missing"),
        ("series,date,count\na,2026-01-01,3\na,2026-13-01,3", "line 3, column date: 2026-13-01 is not a date"),
        ("series,date,count\na,2026-01-01,-3", "line 2, column count: -3 is no count"),
        ("series,date,count\na,2026-01-01,2.5", "line 2, column count: 2.5 is no count"),
        ("series,date,count\na,2026-01-01", "line 2, column count: cells are missing"),
        ("series,date,count\n,2026-01-01,1", "line 2, column series: a name is missing"),
        ("series,date,count,exposure\na,2026-01-01,1,x", "line 2, column exposure: x is not a number"),
        ("series,date,count\na,2026-01-01,1\na,2026-01-01,1", "a has two counts of 2026-01-01"),
        ("series,date,count\na,2026-01-01,1\na,9026-01-01,1", "one of them may be mistyped"),
        ("series,date,count\n", "There is no line with a count."),
    ],
)
def test_bad_input_is_refused_by_line_and_column(lines, words, tmp_path):
    path = tmp_path / "counts.csv"
    path.write_text(lines)
    done = amends("warn", str(path), "--period", "day", data=tmp_path)

    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_parquet_without_its_library_is_refused_with_the_way_out(tmp_path):
    (tmp_path / "counts.parquet").write_bytes(b"")
    done = amends("warn", str(tmp_path / "counts.parquet"), "--period", "day", data=tmp_path)

    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_number_of_false_warnings_a_year_may_be_asked_for(file, tmp_path):
    words = ("warn", str(file), "--period", "week", "--json", "--false-a-year")
    few, many = (json.loads(amends(*words, asked, data=tmp_path).stdout) for asked in ("0.01", "1"))

    assert (few["false_a_year"], few["from"]) == (0.01, "2026-03-23")
    assert {alarm["series"] for alarm in few["alarms"]} == {"lyon/late"}
    assert len(few["alarms"]) <= len(many["alarms"])
    refused = amends(*words, "7", data=tmp_path)
    assert (refused.returncode, "between 0.001 and 1" in refused.stderr) == (2, True)


def test_a_large_file_says_what_goes_on_beside_the_answer(tmp_path):
    path = tmp_path / "counts.csv"
    days = [date(2026, 1, 1) + timedelta(days=at) for at in range(40)]
    name = "a" * 300
    path.write_text("series,date,count\n" + "".join(f"{name}{one},{day},1\n" for one in range(900) for day in days))
    done = amends("warn", str(path), "--period", "day", "--json", data=tmp_path)

    assert "reading 11 MB" in done.stderr
    assert json.loads(done.stdout)["alarms"] == []
