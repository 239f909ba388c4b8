"""Families of words: kin are weighed alike, whatever their endings."""

import pytest

from amends.engines.triage.families import families_of
from amends.engines.triage.pieces import characters
from amends.engines.triage.sensing import runs_of


@pytest.mark.parametrize(
    ("passage", "families"),
    [
        ("the kettle burnt my wrist", {"*heat", "*body"}),
        ("My POWER BANK is swollen", {"*current", "*hurt"}),
        ("插线板冒火", {"*current", "*fire"}),
        ("@burnt said so", set()),
    ],
)
def test_a_passage_is_weighed_by_the_families_of_its_words(passage, families):
    assert families <= {run for run in runs_of(passage) if run.startswith("*")}
    assert families or "*heat" not in runs_of(passage)


def test_whole_words_are_not_found_within_others():
    assert "*body" not in families_of(set(), ["handbag", "legend", "header"])


def test_a_chinese_word_is_found_wherever_it_stands():
    assert "*body" in families_of(set(characters("他的胳膊")), [])


def test_neighbouring_words_are_told_in_both():
    assert "power bank" in runs_of("a power bank")
    assert "电池" in runs_of("电池")
