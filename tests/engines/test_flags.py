"""Flags by rules: on texts of our own, one half written for tuning, the other set aside."""

from pathlib import Path

import pytest

from amends.engines.triage.flags import flags_of

FOLDER = Path(__file__).parent / "flagged"
ALIKE = {"danger": {"safety", "food"}}  # both stop the service at once
HARD = ("danger", "minor", "legal", "media")


def told(half: str) -> list[tuple[set[str], str]]:
    """Return the flags a person gave, and the text."""
    lines = (FOLDER / f"{half}.tsv").read_text("utf-8").splitlines()
    return [({*flags.split()} - {"-"}, text) for flags, text in (line.split("\t") for line in lines)]


def recall_and_precision(half: str, key: str) -> tuple[float, float]:
    """Return both for one flag."""
    keys = ALIKE.get(key, {key})
    pairs = [(bool(true & keys), any(flag.key in keys for flag in flags_of(text))) for true, text in told(half)]
    hits = sum(true and found for true, found in pairs)
    return hits / sum(true for true, _ in pairs), hits / sum(found for _, found in pairs)


@pytest.mark.parametrize("key", [*HARD, "vulnerable", "abusive", "praise", "spam"])
def test_what_the_rules_were_written_with_is_found(key):
    recall, precision = recall_and_precision("tuned", key)

    assert recall >= 0.97
    assert precision >= 0.80


@pytest.mark.parametrize("key", [*HARD, "vulnerable"])
def test_most_of_what_was_set_aside_is_found(key):
    recall, precision = recall_and_precision("set_aside", key)

    assert recall >= 0.85
    assert precision >= 0.80


@pytest.mark.parametrize(("key", "least"), [("danger", 0.5), ("minor", 0.75)])
def test_in_words_the_rules_were_never_written_for_what_they_find_is_right(key, least):
    """The honest figure: read once, after the rules were written. Never tune on these; write new ones."""
    recall, precision = recall_and_precision("blind_again", key)

    assert recall >= least
    assert precision >= 0.80


@pytest.mark.parametrize("key", HARD)
def test_what_was_missed_before_the_last_widening_is_found(key):
    recall, precision = recall_and_precision("blind", key)

    assert recall >= 0.95
    assert precision >= 0.80


def test_the_lists_share_no_text():
    texts = [text for part in ("tuned", "set_aside", "blind", "blind_again") for _, text in told(part)]

    assert len(texts) == len(set(texts)) >= 800


def test_each_flag_names_the_words_as_they_stand_in_the_text():
    found = {flag.key: flag.why for flag in flags_of("My LAWYER will call. 孩子被烫伤了，我的律师也知道")}

    assert found["legal"] == ("LAWYER", "律师")
    assert found["minor"] == ("孩子",)
    assert "safety" in found


def test_words_are_shown_in_the_width_they_were_written_in():
    (legal,) = flags_of("My ｌａｗｙｅｒ，律师！")

    assert legal.why == ("ｌａｗｙｅｒ", "律师")


def test_the_same_words_with_a_harmless_meaning_raise_nothing():
    assert flags_of("They fired him. 这家店太火爆了") == ()
    assert flags_of("") == ()
