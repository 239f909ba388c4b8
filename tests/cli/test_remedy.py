"""What to offer, asked at the terminal."""

import json
from pathlib import Path

from tests.cli.programs import amends

FACTS = {"currency": "EUR", "price_minor": 68000, "undelivered_share": 0.35, "receipts_minor": 9600}


def test_a_program_gets_floor_loss_options_and_verdict(tmp_path: Path):
    facts = FACTS | {"hours": 2.5, "hour_minor": 4000, "legal_floor_minor": 25000, "role": "front_line", "id": "a"}
    told = json.loads(amends("remedy", "size", "-", "--json", data=tmp_path, told=json.dumps(facts)).stdout)

    assert (told["id"], told["floor_minor"], told["loss_minor"], told["total_minor"]) == ("a", 25000, 43400, 43400)
    assert told["options"][0] == {"parts": [{"remedy": "refund", "amount_minor": 43400}], "costs_minor": 43400}
    assert len(told["options"]) > 1
    assert told["verdict"] == {"may_give": True, "why": "within", "goes_to": None}


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
