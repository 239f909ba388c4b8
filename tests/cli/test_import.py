"""`amends import` and `amends export`, as a person or a script runs them."""

import csv
import json
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from openpyxl import load_workbook

from amends.gateways.tables.writing import write_table
from tests.cli.programs import PATIENCE_SECONDS, amends, environment
from tests.machine import empty_database

pytestmark = pytest.mark.slow

HEADING = "Ticket,Received,Phone,Complaint text,Status"


@pytest.fixture(params=["sqlite", "postgres"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """A database that does not exist yet or is empty, as variables of the environment."""
    if request.param == "sqlite":
        return {}
    url = request.getfixturevalue("postgres_url")
    return {"AMENDS_DATABASE_URL": empty_database(url)}


def made(folder: Path, *rows: str, name: str = "complaints.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def many(folder: Path, count: int) -> Path:
    """A list in which every hundredth row is bad and every third has no number and many twins."""
    rows = (
        f"{'' if n % 3 == 0 else n},{'soon' if n % 100 == 7 else '2026-01-02 10:00'},1380013{n % 900:04d},"
        f"Complaint about matter {n % 50},{'Closed' if n % 2 else 'Open'}"
        for n in range(count)
    )
    return made(folder, HEADING, *rows)


def result(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """The one line that a program reads."""
    lines = done.stdout.splitlines()
    assert len(lines) == 1, done.stderr
    told: dict[str, Any] = json.loads(lines[0])
    return told


def counts(told: dict[str, Any]) -> tuple[int, int, int, int]:
    return told["read"], told["opened"], told["duplicates"], told["rejected"]


def test_a_list_is_taken_in_by_one_command_on_nothing_at_all(tmp_path: Path, where: dict[str, str]):
    path = made(tmp_path, HEADING, "T1,2026-01-02,13800138000,The tap leaks.,Open", "T2,soon,,Cold.,Closed")

    done = amends("import", str(path), "--json", data=tmp_path / "data", **where)

    told = result(done)
    assert (done.returncode, counts(told)) == (0, (2, 1, 0, 1))
    assert told["rejects_file"] == str(path) + ".rejects.csv"
    assert told["columns"]["text"] == ["Complaint text"]
    assert "nobody who can sign in" in done.stderr
    assert counts(result(amends("import", str(path), "--json", data=tmp_path / "data", **where))) == (2, 0, 1, 1)
    assert json.loads(amends("check", "--json", data=tmp_path / "data", **where).stdout)["clean"] is True


def test_the_guess_is_shown_with_samples_and_so_is_what_came_of_it(tmp_path: Path):
    path = made(
        tmp_path,
        HEADING,
        "T1,3/4/2026,13800138000,The tap leaks.,Open",
        "T2,soon,,Cold.,Closed",
        "T3,4/4/2026,,Wet.,Open",
    )

    done = amends("import", str(path), "--dry-run", data=tmp_path / "data", COLUMNS="150")

    assert (done.returncode, done.stdout) == (0, "")
    shown = " ".join(done.stderr.split())
    for words in (
        "Complaint text what was said The tap leaks. · Cold. · Wet.",
        "Dates like 03/04/2019 have the day first (no date tells; a mapping can).",
        "Line 3: “soon” under Received is not a date we can read.",
        "3 rows read: 2 to be opened, 0 here already, 1 to be rejected.",
        "Nothing was changed.",
    ):
        assert words in shown
    assert not Path(f"{path}.rejects.csv").exists()


def test_a_list_cannot_command_the_terminal(tmp_path: Path):
    path = made(tmp_path, "id,text,\x1b[31mred", "1,\x1b]0;title\x07 It leaks. [bold],x", "2,[/] Cold.,y")

    done = amends("import", str(path), data=tmp_path / "data")

    assert done.returncode == 0
    assert "\x1b" not in done.stderr
    assert "[bold]" in done.stderr


def test_a_rehearsal_counts_what_the_import_then_counts(tmp_path: Path, where: dict[str, str]):
    path = many(tmp_path, 1500)

    rehearsed = result(amends("import", str(path), "--dry-run", "--json", data=tmp_path / "data", **where))
    taken_in = result(amends("import", str(path), "--json", data=tmp_path / "data", **where))

    assert counts(rehearsed) == counts(taken_in) == (1500, 1485, 0, 15)
    assert rehearsed["rejects_file"] is None


def test_a_list_is_the_same_in_every_kind_of_file(tmp_path: Path):
    data = tmp_path / "data"
    path = many(tmp_path, 300)
    assert counts(result(amends("import", str(path), "--json", data=data))) == (300, 297, 0, 3)

    kinds = {".jsonl": tmp_path / "complaints.jsonl", ".xlsx": tmp_path / "complaints.xlsx"}
    with path.open() as file:
        rows = list(csv.DictReader(file))
    kinds[".jsonl"].write_text("\n".join(map(json.dumps, rows)))
    write_table(kinds[".xlsx"], list(rows[0]), [list(row.values()) for row in rows])

    for kind in kinds.values():
        assert counts(result(amends("import", str(kind), "--json", data=data))) == (300, 0, 297, 3)


MAPPING = '[columns]\nid = "No"\ntext = "Words"\n[status]\nclosed = ["shipped"]\n'


def test_a_mapping_of_ones_own_is_read(tmp_path: Path):
    path = made(tmp_path, "No;Words;Other", "1;It leaks.;x")
    mapping = made(tmp_path, MAPPING, name="ours.toml")

    done = amends("import", str(path), "--mapping", str(mapping), "--json", data=tmp_path / "data")

    assert counts(result(done)) == (1, 1, 0, 0)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["none.csv"], "There is no file"),
        (["picture.png"], "is not a list we can read"),
        (["figures.csv"], "Its columns: order, price. Write a mapping"),
        (["list.csv", "--mapping", "unknown"], "There is no mapping “unknown”"),
        (["list.csv", "--mapping", "wrong.toml"], "which the list does not have"),
        (["list.csv", "--mapping", "city-311"], "Write a mapping"),
        (["list.csv", "--site", "Moon"], "There is no place called “Moon”"),
        (["list.csv", "--timezone", "Mars"], "There is no time zone of this name"),
        (["list.csv", "--nonsense"], "No such option"),
    ],
)
def test_what_cannot_be_used_ends_with_two_and_one_line_that_says_what_to_do(
    tmp_path: Path, words: list[str], said: str
):
    made(tmp_path, "id,text", "1,It leaks.", name="list.csv")
    made(tmp_path, "order,price", "1,2.50", "2,3.50", "3,1.00", name="figures.csv")
    made(tmp_path, "not a picture", name="picture.png")
    made(tmp_path, MAPPING, name="wrong.toml")
    words = [str(tmp_path / word) if word.endswith((".csv", ".png", ".toml")) else word for word in words]

    done = amends("import", *words, "--json", data=tmp_path / "data")

    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def start(path: Path, data: Path, **more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "amends", "import", str(path), "--json"],
        env=environment(data, **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def rows_stored(data: Path, where: dict[str, str]) -> int:
    """Return up to which line an import is stored by now, asked without disturbing it."""
    question = "SELECT coalesce(max(position), 0) FROM amends_importrun"
    try:
        if where:
            with psycopg.connect(where["AMENDS_DATABASE_URL"]) as connection:
                found = connection.execute(question.encode()).fetchone()
        else:
            with closing(sqlite3.connect(f"file:{data}/amends.sqlite3?mode=ro", uri=True)) as embedded:
                found = embedded.execute(question).fetchone()
    except (psycopg.Error, sqlite3.Error):  # not there yet
        return 0
    return int(found[0]) if found else 0


def wait_for_rows(process: subprocess.Popen[str], data: Path, where: dict[str, str], *, after: int = 0) -> None:
    while process.poll() is None and rows_stored(data, where) <= after:
        time.sleep(0.01)


def test_a_killed_import_run_again_is_as_if_it_had_never_been_killed(tmp_path: Path, where: dict[str, str]):
    size, data = 8000, tmp_path / "data"
    path = many(tmp_path, size)
    clean = result(amends("import", str(path), "--json", data=tmp_path / "clean"))
    clean_rejects = Path(clean["rejects_file"]).read_bytes()
    Path(clean["rejects_file"]).unlink()
    moments = random.Random(7)

    for _kill in range(3):
        before = rows_stored(data, where)
        process = start(path, data, **where)
        wait_for_rows(process, data, where, after=before)
        time.sleep(moments.uniform(0.0, 0.05))
        process.kill()
        process.communicate()
        assert process.returncode == -signal.SIGKILL
    told = result(amends("import", str(path), "--json", data=data, **where))

    assert told["resumed_after_line"] > 3
    assert counts(told) == counts(clean) == (size, size - size // 100, 0, size // 100)
    assert Path(told["rejects_file"]).read_bytes() == clean_rejects
    assert counts(result(amends("import", str(path), "--json", data=data, **where))) == (
        size, 0, size - size // 100, size // 100
    )  # fmt: skip
    assert json.loads(amends("check", "--json", data=data, **where).stdout)["clean"] is True


def test_ctrl_c_finishes_what_has_begun_and_says_how_to_go_on(tmp_path: Path):
    size, data = 20_000, tmp_path / "data"
    path = many(tmp_path, size)
    process = start(path, data)
    wait_for_rows(process, data, {})

    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=PATIENCE_SECONDS)

    told = json.loads(output)
    assert (process.returncode, told["finished"]) == (130, False), errors
    assert told["read"] % 500 == 0
    assert told["read"] == told["opened"] + told["rejected"] < size
    again = result(amends("import", str(path), "--json", data=data))
    assert again["resumed_after_line"] == told["read"] + 1
    assert counts(again) == (size, size - size // 100, 0, size // 100)


def test_two_imports_of_one_list_at_once_do_not_double_it(tmp_path: Path):
    data = tmp_path / "data"
    path = many(tmp_path, 60_000)  # the first is still at it when the second, on a busy machine, has begun at last
    first = start(path, data)
    wait_for_rows(first, data, {})

    second = amends("import", str(path), "--json", data=data)
    first.send_signal(signal.SIGINT)
    first.communicate(timeout=PATIENCE_SECONDS)

    assert second.returncode == 1
    assert "is being taken in by another process" in second.stderr


def test_cases_are_exported_one_row_each_and_nothing_in_it_runs(tmp_path: Path):
    data = tmp_path / "data"
    path = made(tmp_path, HEADING, "T1,2026-01-02,13800138000,=1+1,Open", 'T2,2026-01-02,,"多行\n的话",Closed')
    amends("import", str(path), "--json", data=data)

    for ending in ("csv", "xlsx", "jsonl"):
        done = amends("export", "cases", str(tmp_path / f"out.{ending}"), "--json", data=data)
        assert (done.returncode, json.loads(done.stdout)["rows"]) == (0, 2), done.stderr

    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        first, second = csv.DictReader(file)
    assert (first["text"], first["state"], first["phone"], first["external_id"]) == (
        "'=1+1", "registered", "+8613800138000", "complaints/T1"
    )  # fmt: skip
    assert (second["text"], second["state"], second["received_at"]) == (
        "多行\n的话", "closed_unconfirmed", "2026-01-02T00:00:00Z"
    )  # fmt: skip
    lines = (tmp_path / "out.jsonl").read_text().splitlines()
    assert json.loads(lines[0])["text"] == "=1+1"
    sheet = load_workbook(tmp_path / "out.xlsx").active
    assert sheet is not None
    assert [cell.data_type for cell in sheet[2]].count("f") == 0

    assert amends("export", "cases", str(tmp_path / "out.csv"), data=data).returncode == 1
    assert amends("export", "cases", str(tmp_path / "out.csv"), "--overwrite", data=data).returncode == 0
    assert amends("export", "cases", str(tmp_path / "out.pdf"), data=data).returncode == 2

    assert amends("export", "ledger", str(tmp_path / "ledger.csv"), data=data).returncode == 0
    heading = "booked_at,key,case,offer,debit,credit,amount,currency,proof"
    assert (tmp_path / "ledger.csv").read_text("utf-8-sig").splitlines() == [heading]
