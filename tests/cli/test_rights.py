"""What the law gives, asked at the terminal."""

import json
from pathlib import Path

import pytest

from tests.cli.programs import amends

EU261 = ("rights", "assess", "-", "--pack", "eu261", "--on", "2026-11-21")


def test_a_program_gets_floors_deadlines_burden_and_trace(tmp_path: Path):
    facts = json.dumps({"distance_km": 5840, "cancelled": True, "received_at": "2026-03-28T10:00+01:00"})
    told = json.loads(amends(*EU261, "--json", data=tmp_path, told=facts).stdout)

    assert {floor["kind"]: floor["amount_minor"] for floor in told["floors"]} == {
        "money": 60000,
        "care": None,
        "refund": None,
    }
    assert told["deadlines"][0]["due_at"] == "2026-04-04T23:59:59+00:00"
    assert told["burden_of_proof"] == "company"
    assert [step["rule"] for step in told["trace"]] == ["delay", "cancellation", "denied-boarding", "care", "refund"]


def test_lines_are_answered_in_order_and_a_faulty_one_in_its_place(tmp_path: Path):
    lines = ['{"distance_km": 1180, "arrival_delay_minutes": 180, "id": "a"}', '{"id": "b"}', "nonsense", "[]"]
    lines += ['{"distance_km": 1180, "arrival_delay_minutes": 179, "extraordinry": false, "id": "c"}']
    done = amends(*EU261, "--json", data=tmp_path, told="\n".join(lines))

    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 2
    assert [answer.get("id") for answer in answers] == ["a", "b", None, None, "c"]
    assert answers[0]["floors"][0]["amount_minor"] == 25000
    assert [answer["error"]["field"] for answer in answers[1:]] == ["distance_km", "facts", "facts", "extraordinry"]


def test_a_person_reads_the_calculation_in_chinese(tmp_path: Path):
    words = ("rights", "assess", "-", "--pack", "cn-food", "--on", "2026-11-21")
    done = amends(*words, data=tmp_path, told='{"price_minor": 3000}', AMENDS_LANGUAGE="zh")

    assert "价款十倍或者损失三倍的赔偿金" in done.stdout
    assert "100000 CNY" in done.stdout


def test_the_packs_of_a_day_are_listed(tmp_path: Path):
    def until(day: str) -> list[str]:
        told = json.loads(amends("rights", "list", "--on", day, "--json", data=tmp_path).stdout)
        return [pack["until"] for pack in told if pack["key"] == "cn-market"]

    assert until("2026-04-14") == ["2026-04-14"]
    assert until("2026-04-15") == [None]


def test_the_facts_of_a_pack_are_listed(tmp_path: Path):
    told = json.loads(amends("rights", "facts", "cn-telecom", "--json", data=tmp_path).stdout)

    assert {"days_late", "fee_minor"} <= {fact["name"] for fact in told}


@pytest.mark.parametrize(
    "words",
    [
        ("rights", "assess", "-", "--pack", "atlantis"),
        ("rights", "assess", "-", "--pack", "eu261", "--on", "someday"),
        ("rights", "assess", "-", "--pack", "eu261", "--on", "1999-01-01"),
        ("rights", "assess", "/nowhere/facts.json", "--pack", "eu261"),
    ],
)
def test_what_is_typed_wrongly_is_code_2_and_one_line(tmp_path: Path, words: tuple[str, ...]):
    done = amends(*words, data=tmp_path, told="{}")

    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
