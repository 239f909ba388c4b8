"""The bank's list at the terminal: what does not agree, and the exit code a script goes by."""

import json
from pathlib import Path

import pytest

from tests.cli.programs import amends

ROWS = "Reference,Amount,Currency\nRENT 1,900.00,EUR\nRENT 2,57.00,EUR\n"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with an organisation."""
    folder = tmp_path_factory.mktemp("data")
    (folder / "complaints.csv").write_text("id,text\n1,The tap leaks.\n")
    assert amends("import", folder / "complaints.csv", data=folder).returncode == 0
    return folder


def test_what_does_not_agree_is_listed_and_makes_the_exit_code_one(data: Path):
    (data / "bank.csv").write_text(ROWS)

    first = amends("reconcile", data / "bank.csv", "--json", data=data)
    again = amends("reconcile", data / "bank.csv", data=data)

    told = json.loads(first.stdout)
    assert (first.returncode, told["is_new"], told["read"], told["agreed"]) == (1, True, 2, 0)
    assert [(one["kind"], one["proof"], one["told_minor"]) for one in told["open"]] == [
        ("unknown", "RENT 1", 90000),
        ("unknown", "RENT 2", 5700),
    ]
    assert again.returncode == 1
    assert "RENT 2                    not known here        5700 EUR" in again.stdout


def test_a_list_that_cannot_be_read_ends_with_two_and_says_what_to_do(data: Path):
    (data / "bank.csv").write_text("A,B\nRENT 9,900.00\n")

    for more, said in (((), "--currency"), (("--column", "x=A"), "x=A")):
        done = amends("reconcile", data / "bank.csv", *more, data=data)
        assert (done.returncode, said in done.stderr) == (2, True)

    columns = ("--column", "proof=A", "--column", "amount=B")
    done = amends("reconcile", data / "bank.csv", "--currency", "eur", *columns, data=data)
    assert done.returncode == 1
