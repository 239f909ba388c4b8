"""Advice on the words of a reply, asked at the terminal."""

import json
from pathlib import Path

from tests.cli.programs import amends


def told(*words: str, said: str, data: Path):
    return json.loads(amends("wording", "-", *words, "--json", data=data, told=said).stdout)


def test_a_hollow_apology(tmp_path: Path):
    said = "We are sorry if this caused any inconvenience."

    apology = told("--check", "apology", said=said, data=tmp_path)[0]

    assert apology["done"] == []
    assert apology["findings"][0]["words"] == "if this caused any inconvenience"
    assert [one["what"] for one in apology["findings"][1:]] == apology["asked"]


def test_a_cause_is_tied_to_what_is_on_record(tmp_path: Path):
    said, fact = "It leaked because the pump seal split.", "Seal of the pump split, same batch"

    explanation = told("--check", "explanation", "--fact", fact, said=said, data=tmp_path)[0]

    assert explanation["ties"] == [{"words": "the pump seal split", "fact": fact}]


def test_a_person_reads_it_in_chinese(tmp_path: Path):
    done = amends("wording", "-", data=tmp_path, told="您的工单已受理，我们会尽快处理。", AMENDS_LANGUAGE="zh")

    assert "“工单” 这是内部的说法，顾客不这么说" in done.stdout
    assert done.returncode == 0


def test_a_check_that_does_not_exist_is_refused(tmp_path: Path):
    done = amends("wording", "-", "--check", "grammar", data=tmp_path, told="Hello there, Ms Wang.")

    assert done.returncode == 2
    assert "There is no check “grammar”" in done.stderr
