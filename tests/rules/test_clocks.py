from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.rules import clocks

NINE = datetime(2026, 11, 19, 9, tzinfo=UTC)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
lengths = st.timedeltas(SECOND, timedelta(days=60))
moments = st.timedeltas(timedelta(0), timedelta(days=90))


def test_a_quarter_is_left_an_hour_before_the_end_of_four():
    assert clocks.share_left(NINE, NINE + 4 * HOUR, NINE + 3 * HOUR) == 0.25


@pytest.mark.parametrize(
    ("used", "state"),
    [
        (timedelta(0), "running"),
        (8 * HOUR - SECOND, "running"),
        (8 * HOUR, "soon"),
        (10 * HOUR, "soon"),
        (10 * HOUR + SECOND, "broken"),
    ],
)
def test_soon_begins_at_four_fifths_and_broken_after_the_last_instant(used, state):
    assert clocks.state(NINE, NINE + 10 * HOUR, NINE + used) == state


@pytest.mark.parametrize(
    ("span", "counted"),
    [
        (timedelta(0), "minutes"),
        (HOUR - SECOND, "minutes"),
        (HOUR, "hours"),
        (24 * HOUR - SECOND, "hours"),
        (24 * HOUR, "instant"),
    ],
)
def test_what_a_badge_counts_changes_at_the_hour_and_at_the_day(span, counted):
    assert clocks.counted_in(span) == counted


@given(length=lengths, earlier=moments, later=moments)
def test_the_arc_only_shrinks_and_a_state_never_turns_back(length, earlier, later):
    earlier, later = sorted((earlier, later))
    order = ["running", "soon", "broken"]

    before, after = (clocks.state(NINE, NINE + length, NINE + used) for used in (earlier, later))

    assert order.index(before) <= order.index(after)
    assert clocks.share_left(NINE, NINE + length, NINE + earlier) >= clocks.share_left(
        NINE, NINE + length, NINE + later
    )


@given(length=lengths, used=moments)
def test_what_is_overdue_is_broken_and_nothing_else_is(length, used):
    assert (clocks.state(NINE, NINE + length, NINE + used) == "broken") == (used > length)


@given(one=moments, other=moments)
def test_less_time_is_never_counted_in_something_larger(one, other):
    less, more = sorted((one, other))
    order = ["minutes", "hours", "instant"]

    assert order.index(clocks.counted_in(less)) <= order.index(clocks.counted_in(more))
