"""A snoozed case hides no promise: it is back an hour before the next one falls due, whatever was asked for."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.rules.refusals import Invalid
from amends.rules.snoozing import LEAD, LONGEST, is_asleep, require_sleep, wakes_at

THURSDAY = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
spans = st.integers(min_value=-60 * 24 * 40, max_value=60 * 24 * 40).map(lambda minutes: timedelta(minutes=minutes))
instants = spans.map(lambda span: THURSDAY + span)


def test_a_promise_on_thursday_evening_wakes_a_case_that_should_rest_until_friday():
    assert wakes_at(THURSDAY + 24 * HOUR, THURSDAY + 9 * HOUR) == THURSDAY + 8 * HOUR


def test_at_the_very_instant_it_wakes():
    assert not is_asleep(THURSDAY, THURSDAY + 9 * HOUR, THURSDAY)


@given(until=instants, due_at=instants, now=instants)
def test_whoever_sleeps_has_more_than_an_hour_until_the_next_promise(until, due_at, now):
    if is_asleep(until, due_at, now):
        assert due_at - now > LEAD
        assert now < until


@given(until=instants, due_at=instants, now=instants, later=spans.map(abs))
def test_who_is_awake_does_not_fall_asleep_again_by_itself(until, due_at, now, later):
    if not is_asleep(until, due_at, now):
        assert not is_asleep(until, due_at, now + later)


@given(until=instants, due_at=instants, now=instants)
def test_what_is_allowed_rests_at_once_and_is_back_in_time(until, due_at, now):
    if until <= now or until > now + LONGEST or due_at <= now + LEAD:
        with pytest.raises(Invalid):
            require_sleep(until, due_at, now)
        return

    back = require_sleep(until, due_at, now)

    assert is_asleep(until, due_at, now)
    assert not is_asleep(until, due_at, back)
    assert back <= min(until, due_at - LEAD)


def test_who_never_was_snoozed_is_awake():
    assert not is_asleep(None, THURSDAY, THURSDAY)


def test_more_than_thirty_days_is_refused():
    with pytest.raises(Invalid, match="30 days"):
        require_sleep(THURSDAY + LONGEST + HOUR, THURSDAY + 2 * LONGEST, THURSDAY)
