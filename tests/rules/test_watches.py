"""When a watch tells, and which days are one surge."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.rules.refusals import Invalid
from amends.rules.warnings import OVER_AFTER_DAYS
from amends.rules.watches import Asked, Day, Surge, p_asked, phrases, require_asked, surges

FIVE_A_WEEK = Asked(cases=5, days=7)
UNUSUAL = Asked(false_alarms=10)
DAYS = st.lists(st.builds(Day, st.integers(0, 9), st.none() | st.floats(0, 1), st.floats(0, 3)), max_size=70)


def days(*counts):
    return [Day(count) for count in counts]


def unusual(count, p, *, start=0):
    return Day(count, p, 1.0, start)


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ((4, 0, 0, 0, 0, 0, 1), [6]),  # five within seven days
        ((4, 0, 0, 0, 0, 0, 0, 1), []),  # the first of them is eight days ago
        ((5, 0, 0, 0, 0, 0, 0), [0]),  # days on which nothing comes in tell nothing
        ((0, 2, 2, 1, 3), [3]),
    ],
)
def test_a_count_within_days_tells_on_the_day_it_is_reached(counts, told):
    assert [surge.told for surge in surges(days(*counts), FIVE_A_WEEK)] == told


def test_a_surge_begins_with_the_first_case_that_counts_and_lasts_while_days_tell():
    assert surges(days(9, *[0] * 20, 1, 4, 0, 2), FIVE_A_WEEK) == [
        Surge(0, 0, 0, is_counted=True),
        Surge(21, 22, 24, is_counted=True),
    ]


def test_more_than_usual_tells_at_the_p_value_asked_for_where_more_came_in_than_expected():
    found = surges([unusual(5, 0.011), unusual(1, 0.001), unusual(5, 0.01, start=1)], UNUSUAL)

    assert found == [Surge(1, 2, 2, is_counted=False)]


def test_a_false_alarm_asks_for_a_rarer_surge():
    assert surges([unusual(5, 0.004)], UNUSUAL, least_p=0.001) == []


def test_one_surge_told_by_both_counts_as_more_than_usual():
    both = Asked(10, 5, 7)

    assert surges([Day(5), unusual(5, 0.001)], both) == [Surge(0, 0, 1, is_counted=False)]


def test_nothing_is_told_before_the_day_from_which_it_holds():
    assert [surge.told for surge in surges(days(5, 5, 5), FIVE_A_WEEK, since=2)] == [2]


@given(DAYS, st.sampled_from([FIVE_A_WEEK, UNUSUAL, Asked(30, 2, 3)]), st.integers(0, 30))
def test_surges_lie_apart_in_order_and_each_begins_before_it_is_told(series, asked, since):
    found = surges([Day(one.count, one.p, one.mean) for one in series], asked, since=since)

    assert all(surge.start <= surge.told <= surge.until for surge in found)
    assert all(surge.told >= since for surge in found)
    assert all(later.told - earlier.until > OVER_AFTER_DAYS for earlier, later in pairwise(found))


@given(DAYS, st.integers(1, 8), st.integers(1, 20))
def test_asking_for_more_cases_never_tells_earlier(series, cases, within):
    fewer, more = (surges(series, Asked(cases=number, days=within)) for number in (cases, cases + 1))

    assert not more or fewer[0].told <= more[0].told


@given(DAYS, st.integers(0, 69))
def test_later_days_change_nothing_that_was_told(series, until):
    known = [surge.told for surge in surges(series[:until], Asked(30, 4, 5))]

    assert [surge.told for surge in surges(series, Asked(30, 4, 5))][: len(known)] == known


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("smoke, 异味、smell  of gas", ("smoke", "异味", "smell of gas")),
        ("烟；烟,", ("烟",)),
        (" ,;!", ()),
        (",".join(map(str, range(20))), tuple(map(str, range(10)))),
    ],
)
def test_phrases_are_parted_by_commas_of_either_script(words, found):
    assert phrases(words) == found


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (Asked(), "how"),
        (Asked(false_alarms=7), "false_alarms"),
        (Asked(cases=5), "days"),
        (Asked(days=5), "cases"),
        (Asked(cases=0, days=5), "cases"),
        (Asked(cases=5, days=61), "days"),
    ],
)
def test_what_nobody_can_mean_is_refused_at_its_field(asked, field):
    with pytest.raises(Invalid) as refused:
        require_asked(asked)

    assert refused.value.field == field


def test_false_alarms_asked_for_are_a_p_value():
    assert (p_asked(10), p_asked(2)) == (0.01, 0.002)
