"""How often a case was passed on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.rules.bounces import bounces

LIN, WEI, NING = 7, 8, 9


@pytest.mark.parametrize(
    ("owners", "count"),
    [
        ([], 0),
        ([LIN], 0),
        ([LIN, WEI], 0),  # the first hand-over brings it to whoever can solve it
        ([LIN, WEI, NING], 1),  # a third owner
        ([LIN, WEI, LIN], 1),  # given on by somebody who had been given it
        ([LIN, WEI, LIN, WEI], 2),
        ([LIN, LIN, WEI], 0),  # to oneself is to nobody
    ],
)
def test_what_counts_as_a_bounce(owners, count):
    assert bounces(owners) == count


@given(st.lists(st.integers(1, 4)), st.integers(1, 4))
def test_one_more_owner_is_at_most_one_more_bounce_and_never_one_fewer(owners, another):
    assert bounces([*owners, another]) - bounces(owners) in {0, 1}


@given(st.lists(st.integers(1, 5), min_size=1))
def test_everybody_after_the_second_came_by_a_bounce(owners):
    assert bounces(owners) >= len(set(owners)) - 2
