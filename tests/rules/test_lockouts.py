from datetime import UTC, datetime, timedelta

from amends.rules.lockouts import MOST_FAILURES, Count, after_failure, is_shut

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def counted(*minutes):
    count = Count()
    for minute in minutes:
        count = after_failure(count, NINE + minute * MINUTE)
    return count


def test_the_fifth_failure_within_a_quarter_of_an_hour_shuts_the_door_for_as_long():
    assert counted(0, 1, 2, 3) == Count(4, NINE, None)
    assert counted(0, 1, 2, 3, 14) == Count(MOST_FAILURES, NINE, NINE + 29 * MINUTE)


def test_failures_a_quarter_of_an_hour_ago_are_forgotten():
    assert counted(0, 1, 2, 3, 15) == Count(1, NINE + 15 * MINUTE, None)


def test_a_door_that_opened_again_begins_to_count_anew():
    assert counted(0, 0, 0, 0, 0, 15) == Count(1, NINE + 15 * MINUTE, None)


def test_the_door_is_open_at_the_instant_that_was_named():
    assert is_shut(NINE, NINE - MINUTE) is True
    assert is_shut(NINE, NINE) is False
    assert is_shut(None, NINE) is False
