"""What to offer, asked at the terminal."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.cli.programs import amends

FACTS = {"currency": "EUR", "price_minor": 68000, "undelivered_share": 0.35, "receipts_minor": 9600}


def test_a_program_gets_floor_loss_options_and_verdict(tmp_path: Path):
    facts = FACTS | {"hours": 2.5, "hour_minor": 4000, "legal_floor_minor": 25000, "role": "front_line", "id": "a"}
    told = json.loads(amends("remedy", "size", "-", "--json", data=tmp_path, told=json.dumps(facts)).stdout)

    assert (told["id"], told["floor_minor"], told["loss_minor"], told["total_minor"]) == ("a", 25000, 43400, 43400)
    assert told["options"][0] == {"parts": [{"remedy": "refund", "amount_minor": 43400}], "costs_minor": 43400}
    assert len(told["options"]) > 1
    assert told["verdict"] == {"may_give": True, "why": "within", "goes_to": None}


def test_goodwill_goes_by_our_own_curves_where_the_installation_does_and_says_so(tmp_path: Path):
    facts = json.dumps({"currency": "EUR", "price_minor": 20000, "customer_value_minor": 60000, "kept_service": False})

    def sized() -> dict[str, Any]:
        return json.loads(amends("remedy", "size", "-", "--json", data=tmp_path, told=facts).stdout)

    assert sized()["curves"] == {"source": "shipped"}
    shipped = sized()["total_minor"]
    take_up(tmp_path, won_by_a_tenth)

    own = sized()
    assert own["curves"] == {"source": "own", "outcomes": 150, "since": "2026-03-02"}
    assert (shipped, own["total_minor"]) == (24000, 2000)
    person = amends("remedy", "size", "-", data=tmp_path, told=facts).stdout
    assert "* goodwill: by 150 outcomes of our own, since 2026-03-02" in person


won_by_a_tenth = [min(step / 10, 1.0) for step in range(151)]


def take_up(folder: Path, curve: list[float]) -> None:
    """Let the installation in a folder go by a curve."""
    assert amends("migrate", data=folder).returncode == 0
    with closing(sqlite3.connect(folder / "amends.sqlite3")) as database:
        row = (json.dumps(curve), json.dumps(curve), 100, 50, "2026-03-02 01:00:00", 1)
        database.execute("PRAGMA foreign_keys = OFF")
        database.execute(
            "INSERT INTO amends_goodwillcurves (accepted, rejected, accepted_outcomes, rejected_outcomes, taken_up_at, "
            "taken_up_by_id) VALUES (?, ?, ?, ?, ?, ?)",
            row,
        )
        database.commit()


def test_a_faulty_line_is_answered_in_its_place(tmp_path: Path):
    lines = "\n".join([json.dumps(FACTS), '{"currency": "EUR", "id": "b"}', "[]"])
    done = amends("remedy", "size", "-", "--json", data=tmp_path, told=lines)

    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 2
    assert answers[0]["total_minor"] == 33400
    assert [answer["error"]["field"] for answer in answers[1:]] == ["price_minor", "facts"]


def test_a_person_reads_it_in_chinese(tmp_path: Path):
    facts = json.dumps({"currency": "CNY", "price_minor": 20000, "customer_value_minor": 60000, "kept_service": False})
    done = amends("remedy", "size", "-", data=tmp_path, told=facts, AMENDS_LANGUAGE="zh")

    assert "= 24000 CNY" in done.stdout
    assert "- 退款 24000" in done.stdout


def test_remedies_and_facts_are_listed(tmp_path: Path):
    listed = json.loads(amends("remedy", "list", "--json", data=tmp_path).stdout)
    facts = json.loads(amends("remedy", "facts", "--json", data=tmp_path).stdout)

    assert {one["key"] for one in listed} >= {"apology", "refund", "voucher", "micro-gesture"}
    assert {fact["name"] for fact in facts} >= {"price_minor", "kept_service"}


def test_the_audit_of_a_house_that_offered_nothing_says_so(tmp_path: Path):
    amends("migrate", data=tmp_path)

    done = amends("remedy", "audit", "--json", data=tmp_path)

    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert {name: told[name] for name in ("cases", "findings", "outliers")} == {
        "cases": 0,
        "findings": [],
        "outliers": [],
    }


def test_the_curves_of_a_house_that_offered_nothing_are_the_shipped_ones(tmp_path: Path):
    amends("migrate", data=tmp_path)

    told = json.loads(amends("remedy", "curves", "--json", data=tmp_path).stdout)

    assert (told["in_force"], told["accepted"]["outcomes"], told["rejected"]["outcomes"]) == ("shipped", 0, 0)
    assert [point["estimated"] for point in told["rejected"]["points"] if point["share"] in {0.6, 1.2}] == [
        0.1382, 0.8587,
    ]  # fmt: skip


def test_asking_for_proof_is_weighed_against_believing(tmp_path: Path):
    claim = {"amount_minor": 150, "handling_minor": 60, "valid": 0.97, "leaving": 0.15, "supplies": 0.7}
    told = [claim | {"customer_value_minor": 900}, claim | {"customer_value_minor": 0, "valid": 2}]
    done = amends("remedy", "proof", "-", "--json", data=tmp_path, told="\n".join(json.dumps(one) for one in told))

    weighed, faulty = (json.loads(line) for line in done.stdout.splitlines())
    assert weighed == {"is_asked": False, "why": "dearer", "accepting_minor": 150.0, "demanding_minor": 292.8}
    assert (faulty["error"]["field"], done.returncode) == ("valid", 2)
