from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.rules.promises import ALLOWANCES, Pause, due_at, lateness

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
minutes = st.integers(0, 600).map(lambda count: timedelta(minutes=count))


def test_due_at_without_pauses():
    assert due_at(NINE, 2 * HOUR) == NINE + 2 * HOUR


def test_due_at_moves_by_a_pause():
    assert due_at(NINE, 2 * HOUR, (Pause(NINE + HOUR, NINE + 4 * HOUR),)) == NINE + 5 * HOUR


def test_due_at_counts_of_a_pause_only_what_follows_the_start():
    assert due_at(NINE, 2 * HOUR, (Pause(NINE - HOUR, NINE + HOUR),)) == NINE + 3 * HOUR


def test_due_at_ignores_a_pause_that_ended_before_the_start():
    assert due_at(NINE, 2 * HOUR, (Pause(NINE - 3 * HOUR, NINE - HOUR),)) == NINE + 2 * HOUR


def test_due_at_ignores_a_pause_that_began_after_time_ran_out():
    pause = Pause(NINE + 2 * HOUR, NINE + 5 * HOUR)

    assert due_at(NINE, 2 * HOUR, (pause,)) == NINE + 2 * HOUR


def test_a_pause_that_moves_the_clock_lets_the_next_one_count():
    pauses = (Pause(NINE + HOUR, NINE + 3 * HOUR), Pause(NINE + 3.5 * HOUR, NINE + 4 * HOUR))

    assert due_at(NINE, 2 * HOUR, pauses) == NINE + 4.5 * HOUR


@given(minutes, st.lists(minutes, max_size=8).map(sorted))
def test_due_at_leaves_exactly_the_allowance_outside_the_pauses(allowance, offsets):
    edges = [NINE + offset for offset in offsets[: len(offsets) // 2 * 2]]
    pauses = tuple(Pause(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True))
    due = due_at(NINE, allowance, pauses)

    still = sum((min(pause.end, due) - pause.start for pause in pauses if pause.start < due), timedelta(0))

    assert due - NINE - still == allowance


def test_a_pause_cannot_end_before_it_begins():
    with pytest.raises(ValueError, match="ends after"):
        Pause(NINE, NINE - HOUR)


@pytest.mark.parametrize(("late", "expected"), [(-HOUR, 0), (0 * HOUR, 0), (timedelta(seconds=1), 1)])
def test_lateness(late, expected):
    assert lateness(NINE, NINE + late) == timedelta(seconds=expected)


def test_allowances():
    assert {kind: allowance / HOUR for kind, allowance in ALLOWANCES.items()} == {
        "first_reply": 48,
        "progress": 24,
        "follow_up": 168,
        "last_word": 336,
    }
