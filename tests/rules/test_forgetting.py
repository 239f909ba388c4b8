"""When an open case is forgotten, who is told first, and that nobody is told twice of one span."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from amends.rules.forgetting import ALLOWED, Look, Told, allowed, look
from amends.rules.lifecycle import CLOSED_STATES, State

MONDAY = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
WORK = State.IN_PROGRESS
MINUTE = timedelta(minutes=1)


def looked(now, *, state=WORK, has_running=False, is_paused=False, told_at=()):
    return look(state, MONDAY, has_running=has_running, is_paused=is_paused, told_at=told_at, now=now)


def test_two_days_untouched_in_progress_and_the_owner_is_told():
    assert looked(MONDAY + 2 * DAY) == Look(Told.OWNER, MONDAY + 4 * DAY)
    assert looked(MONDAY + 2 * DAY - MINUTE) == Look(None, MONDAY + 2 * DAY)


def test_as_long_again_and_who_leads_the_place_is_told_and_then_nobody():
    owner, leaders = MONDAY + 2 * DAY, MONDAY + 4 * DAY

    assert looked(leaders, told_at=(owner,)).tell is Told.LEADERS
    assert looked(leaders + 2 * DAY, told_at=(owner, leaders)).tell is None


def test_a_running_promise_looks_after_the_case_itself():
    assert looked(MONDAY + 30 * DAY, has_running=True) == Look(None, None)


def test_who_was_asked_something_is_given_three_days_at_least():
    assert looked(MONDAY + 2 * DAY, is_paused=True) == Look(None, MONDAY + 3 * DAY)
    assert allowed(State.OFFERED, is_paused=True) == 4 * DAY


def test_every_open_state_says_how_long():
    assert set(ALLOWED) == set(State) - CLOSED_STATES


@given(
    st.sampled_from(sorted(ALLOWED)),
    st.booleans(),
    st.lists(st.integers(1, 400).map(lambda hours: timedelta(hours=hours)), max_size=12),
)
def test_however_often_one_looks_each_is_told_once_in_their_order(state, is_paused, steps):
    now, told = MONDAY, []
    for step in steps:
        now += step
        found = looked(now, state=state, is_paused=is_paused, told_at=tuple(at for at, _who in told))
        assert found.next_at is not None
        assert found.next_at > now
        told += [(now, found.tell)] if found.tell else []

    assert [who for _at, who in told] == [Told.OWNER, Told.LEADERS][: len(told)]
    assert all(at - MONDAY >= number * allowed(state, is_paused=is_paused) for number, (at, _) in enumerate(told, 1))
