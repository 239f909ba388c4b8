"""Who is told, and when, that a promise comes near its end or is broken."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.rules.escalation import Step, levels_above, next_step_at, reached, steps, told_at

EIGHT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
SIX = EIGHT + 10 * HOUR


def at(hour, minute=0):
    return EIGHT.replace(hour=hour, minute=minute)


def test_ten_hours_have_their_steps_at_half_four_fifths_nine_tenths_the_end_and_half_as_long_again():
    assert [(due.at, due.step) for due in steps("progress", EIGHT, SIX)] == [
        (at(13), Step.HALF),
        (at(16), Step.NEAR),
        (at(17), Step.AT_RISK),
        (at(18), Step.BROKEN),
        (at(23), Step.ESCALATED),
    ]


@pytest.mark.parametrize(("hours", "margin"), [(48, 2 * HOUR), (20, 2 * HOUR), (10, HOUR), (1, 6 * MINUTE)])
def test_the_customer_hears_of_a_risk_a_tenth_before_the_end_and_two_hours_at_most(hours, margin):
    due_at = EIGHT + hours * HOUR

    assert steps("first_reply", EIGHT, due_at)[2].at == due_at - margin


def test_nobody_is_hurried_about_what_the_house_keeps_by_itself():
    assert [due.step for due in steps("follow_up", EIGHT, SIX)] == [Step.BROKEN, Step.ESCALATED]


def test_a_step_at_this_very_instant_is_still_to_come():
    assert next_step_at("progress", EIGHT, SIX, since=at(13)) == at(13)
    assert next_step_at("progress", EIGHT, SIX, since=at(13, 1)) == at(16)
    assert next_step_at("progress", EIGHT, SIX, since=at(23, 1)) is None


@pytest.mark.parametrize(
    ("since", "now", "expected"),
    [
        (at(13), at(13), set()),
        (at(13), at(13, 1), {Step.HALF}),
        (at(13), at(16, 1), {Step.NEAR}),
        (at(16), at(17, 1), {Step.NEAR, Step.AT_RISK}),
        (at(13), at(18), {Step.NEAR, Step.AT_RISK}),
        (at(13), at(18, 1), {Step.BROKEN}),
        (at(18), at(23, 30), {Step.BROKEN, Step.ESCALATED}),
    ],
)
def test_a_later_step_stands_for_those_before_it_and_a_risk_is_told_before_the_end_only(since, now, expected):
    assert reached("progress", EIGHT, SIX, since=since, now=now) == expected


@given(looks=st.lists(st.integers(1, 400), max_size=40), minutes=st.integers(10, 300))
def test_however_often_one_looks_each_step_is_taken_at_most_once_and_the_last_two_always(looks, minutes):
    due_at, now = EIGHT + minutes * MINUTE, EIGHT
    next_at, taken = next_step_at("progress", EIGHT, due_at, since=EIGHT), []
    for pause in [*looks, 10_000]:
        now += pause * MINUTE
        if next_at is not None and next_at < now:
            taken += reached("progress", EIGHT, due_at, since=next_at, now=now)
            next_at = next_step_at("progress", EIGHT, due_at, since=now)

    assert len(taken) == len(set(taken))
    assert {Step.BROKEN, Step.ESCALATED} <= set(taken)


def test_the_line_above_goes_up_from_the_place_names_each_once_and_never_the_owner():
    leaders = {1: frozenset({7, 8}), 4: frozenset({8, 9})}

    assert levels_above([1, 4], leaders, owner=9) == (frozenset({8}), frozenset({7}))
    assert levels_above([1, 4], leaders, owner=8) == (frozenset({9}), frozenset({7}))
    assert levels_above([1], {1: frozenset({7})}, owner=7) == ()


def test_who_leads_is_told_of_the_break_and_the_level_above_half_as_long_later():
    levels = (frozenset({8}), frozenset({7}))

    assert [told_at(step, levels) for step in (Step.NEAR, Step.BROKEN, Step.ESCALATED)] == [set(), {8}, {7}]
    assert told_at(Step.ESCALATED, levels[:1]) == {8}
    assert told_at(Step.BROKEN, ()) == set()
