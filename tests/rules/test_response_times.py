"""How long customers wait, with those who still do."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from amends.rules.response_times import Wait, response_times

HOURS = [timedelta(hours=hours) for hours in range(30)]
waits = st.lists(st.integers(0, 10**6).map(lambda seconds: timedelta(seconds=seconds)), max_size=60)


def test_the_worked_value():
    times = response_times([HOURS[1], HOURS[2], HOURS[3], HOURS[9]], [HOURS[4]])

    assert (times.count, times.waiting) == (5, 1)
    assert (times.median, times.p95) == (Wait(HOURS[3], is_at_least=False), Wait(HOURS[9], is_at_least=True))


def test_twenty_waits():
    times = response_times(HOURS[1:21], [])

    assert (times.median, times.p95) == (Wait(HOURS[10], is_at_least=False), Wait(HOURS[19], is_at_least=False))


def test_too_few_say_nothing():
    assert response_times(HOURS[:4], []).median is None
    assert response_times([], []).p95 is None


@given(waits, waits)
def test_who_still_waits_never_makes_us_look_quicker_than_when_they_are_answered_now(answered, waiting):
    so_far = response_times(answered, waiting)
    if so_far.median is None:
        return
    later = response_times([*answered, *(wait + timedelta(days=1) for wait in waiting)], [])

    assert later.median.length >= so_far.median.length
    assert later.p95.length >= so_far.p95.length
    if not so_far.median.is_at_least:
        assert later.median.length == so_far.median.length


@given(waits)
def test_half_wait_no_longer_than_the_median_and_no_fewer_than_nineteen_of_twenty_than_p95(answered):
    times = response_times(answered, [])
    if times.median is None:
        return
    assert 2 * sum(wait <= times.median.length for wait in answered) >= len(answered)
    assert 20 * sum(wait <= times.p95.length for wait in answered) >= 19 * len(answered)
