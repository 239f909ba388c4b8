from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from amends.rules.limits import EPOCH, Limit, free_again_at, window_start

HOUR = timedelta(hours=1)
AT_1042 = datetime(2026, 11, 21, 10, 42, tzinfo=UTC)
ELEVEN = datetime(2026, 11, 21, 11, tzinfo=UTC)


def test_the_last_one_allowed_goes_and_the_next_waits_for_the_window_to_end():
    assert [free_again_at(count, Limit(3, HOUR), AT_1042) for count in (1, 3, 4)] == [None, None, ELEVEN]


def test_a_window_begins_at_its_first_second():
    assert window_start(ELEVEN, HOUR) == ELEVEN
    assert window_start(ELEVEN - timedelta(seconds=1), HOUR) == ELEVEN - HOUR


def test_nought_is_no_limit():
    assert free_again_at(10_000, Limit(0, HOUR), AT_1042) is None


@given(
    st.integers(0, 4_000_000_000).map(lambda seconds: EPOCH + timedelta(seconds=seconds)),
    st.integers(1, 10_000).map(lambda minutes: timedelta(minutes=minutes)),
)
def test_every_instant_lies_in_exactly_one_window(now: datetime, every: timedelta):
    start = window_start(now, every)

    assert start <= now < start + every
    assert window_start(start, every) == start
    assert window_start(start + every, every) == start + every
