"""Priority weighs five judgements; danger, law and the young go first; worth takes nothing from anybody."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.rules.flags import FLAGS, URGENT
from amends.rules.priority import (
    STATUTORY_CLOCK,
    WEIGHTS,
    Judged,
    Priority,
    care_within,
    history_of,
    priority,
    risk_priority_number,
    weighed,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)
marks = st.integers(min_value=1, max_value=5)
judgements = st.builds(Judged, *[marks] * 5)
flags = st.sets(st.sampled_from(sorted(FLAGS)))


def test_the_worked_value():
    judged = Judged(severity=4, criticality=5, emotion=3, value=2, history=5)

    assert priority(judged, now=NOON) == Priority(395)


def test_the_weights_are_a_whole():
    assert sum(WEIGHTS.values()) == 100


@pytest.mark.parametrize("flag", sorted(URGENT))
def test_people_law_and_public_go_first(flag):
    assert priority(Judged(1, 1, 1, 1, 1), flags=[flag], now=NOON) == Priority(500, (flag,))


@pytest.mark.parametrize(
    ("ahead", "expected"),
    [
        (DAY, Priority(100)),
        (DAY - timedelta(seconds=1), Priority(500, (STATUTORY_CLOCK,))),
        (-DAY, Priority(500, (STATUTORY_CLOCK,))),
    ],
)
def test_a_deadline_set_by_law_less_than_a_day_away_goes_first(ahead, expected):
    assert priority(Judged(1, 1, 1, 1, 1), statutory_due_at=NOON + ahead, now=NOON) == expected


@given(judged=judgements, flags=flags)
def test_it_lies_between_one_and_five_and_says_why_it_is_highest(judged, flags):
    found = priority(judged, flags=flags, now=NOON)

    assert 100 <= found.hundredths <= 500
    assert bool(found.because) == bool(flags & URGENT)
    assert found.hundredths == (500 if found.because else weighed(judged))


@given(judged=judgements, other=marks, name=st.sampled_from(sorted(WEIGHTS)))
def test_a_higher_mark_never_makes_a_case_less_pressing(judged, other, name):
    higher = replace(judged, **{name: max(other, getattr(judged, name))})

    assert weighed(higher) >= weighed(judged)


@given(judged=judgements, value=marks, flags=flags.filter(lambda some: some & URGENT))
def test_what_goes_first_goes_first_whatever_the_customer_is_worth(judged, value, flags):
    assert priority(replace(judged, value=value), flags=flags, now=NOON) == priority(judged, flags=flags, now=NOON)


@given(value=marks, usual=st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=60)))
def test_worth_may_bring_care_sooner_and_never_later(value, usual):
    assert care_within(usual, value=value, is_owed=False) <= usual


@given(value=marks, usual=st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=60)))
def test_worth_changes_nothing_that_is_owed(value, usual):
    assert care_within(usual, value=value, is_owed=True) == usual


def test_the_history_counts_up_to_four_and_a_double_deviation_is_the_worst():
    assert [history_of(count) for count in range(6)] == [1, 2, 3, 4, 5, 5]
    assert history_of(0, is_double_deviation=True) == 5


def test_the_risk_priority_number():
    assert risk_priority_number(7, 5, 6) == 210
    with pytest.raises(ValueError, match="1 to 10"):
        risk_priority_number(0, 5, 6)


def test_a_mark_out_of_range_is_a_programmers_error():
    with pytest.raises(ValueError, match="severity"):
        Judged(severity=6)
