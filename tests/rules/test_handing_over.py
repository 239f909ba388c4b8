"""The line for the next one holds every fact that is there, and fits."""

from hypothesis import given
from hypothesis import strategies as st

from amends.rules.handing_over import LONGEST, LONGEST_PART, line_of


def test_a_worked_value():
    assert line_of(["An apology is owed.", "", "Wants:\n a refund"]) == "An apology is owed. Wants: a refund"


def test_chinese_sentences_stand_without_a_space():
    assert line_of(["欠一个道歉。", "顾客说：“还漏”", "希望：退款"]) == "欠一个道歉。顾客说：“还漏”希望：退款"


def test_nothing_known_is_an_empty_line():
    assert line_of(["", "  \n"]) == ""


@given(st.lists(st.text(max_size=400), max_size=4))
def test_it_is_one_line_that_fits(facts):
    line = line_of(facts)

    assert len(line) <= LONGEST
    assert len(line.splitlines()) <= 1


@given(st.lists(st.text(alphabet="ab", min_size=130, max_size=200), min_size=2, max_size=2))
def test_a_long_fact_does_not_push_out_the_next(facts):
    first, second = line_of(facts).split()

    assert (len(first), len(second)) == (LONGEST_PART, LONGEST_PART)
