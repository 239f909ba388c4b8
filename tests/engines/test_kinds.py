"""Kinds of failure by what they are told in: on texts of our own, and by the names a company gives."""

from pathlib import Path

from amends.engines.triage.kinds import LEAST_CONFIDENCE, guesses_of
from amends.rules.taxonomy import starting_taxonomy

FOLDER = Path(__file__).parent / "kinds"
NAMES = {kind.key: (kind.name_zh, kind.name_en) for kind in starting_taxonomy() if kind.parent}


def told(file: str) -> list[tuple[str, str]]:
    """Return what a person said each text is, "-" for none of the kinds, and the text."""
    lines = (FOLDER / file).read_text("utf-8").splitlines()
    return [(kind, text) for kind, text in (line.split("\t") for line in lines)]


def test_what_is_told_in_the_usual_words_is_found():
    rows = [(kind, guesses_of(text, NAMES)) for kind, text in told("usual.tsv")]

    sure = [(kind, found[0].kind) for kind, found in rows if found and found[0].confidence >= LEAST_CONFIDENCE]
    assert len(sure) >= 0.85 * len(rows)
    assert sum(kind == best for kind, best in sure) >= 0.95 * len(sure)


def test_what_is_told_in_other_words_is_left_to_a_person_and_seldom_taken_for_something_else():
    rows = [(kind, guesses_of(text, NAMES)) for kind, text in told("unusual.tsv")]

    wrong = [kind for kind, found in rows if found and found[0].kind != kind]
    assert len(wrong) <= 0.1 * len(rows)


def test_every_shipped_kind_is_told_in_words_of_both_languages():
    without = [kind for kind in NAMES if not guesses_of(f"{NAMES[kind][0]}。{NAMES[kind][1]}.", {kind: NAMES[kind]})]

    assert {kind for kind, _text in told("usual.tsv")} - {"-"} == set(NAMES)
    assert without == []


def test_one_expression_is_less_sure_than_two_and_two_kinds_at_once_are_not_sure():
    one = guesses_of("The tap leaks.", NAMES)
    two = guesses_of("The tap leaks and there is water everywhere.", NAMES)
    torn = guesses_of("The tap leaks. The clerk was rude.", NAMES)

    assert [(guess.kind, guess.confidence) for guess in one] == [("water_leak", 0.7)]
    assert [(guess.kind, guess.confidence) for guess in two] == [("water_leak", 0.85)]
    assert sorted((guess.kind, guess.confidence) for guess in torn) == [("rude", 0.5), ("water_leak", 0.5)]
    assert one[0].why == ("leaks",)


def test_a_kind_of_the_company_is_known_by_its_name_in_either_language():
    names = {"pool": ("泳池水温太低", "Pool too cold"), "parking": ("停车场没有车位", "No parking space")}

    assert [guess.kind for guess in guesses_of("The pool was so cold that nobody went in.", names)] == ["pool"]
    assert [guess.kind for guess in guesses_of("泳池的水温低得没法下水", names)] == ["pool"]
    assert guesses_of("The pool bar was closed.", names) == ()


def test_a_kind_that_is_not_in_use_is_not_suggested():
    assert guesses_of("The tap leaks.", {"rude": NAMES["rude"]}) == ()
