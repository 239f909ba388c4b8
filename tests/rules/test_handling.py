"""What it costs to handle a case."""

from collections import namedtuple
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.rules.handling import BEGIN, PAUSE, handling_cost, minutes_spent, remedies_cost
from tests.builders import MINUTE, NOW

Told = namedtuple("Told", "verb at actor_kind actor_id facts")
LIN, JIE = 7, 8


def act(minute, who=LIN, kind="staff", verb="note.written", **facts):
    return Told(verb, NOW + minute * MINUTE, kind, who, facts)


def test_acts_close_together_are_one_sitting():
    assert minutes_spent([act(0), act(4), act(20), act(240)]) == {LIN: 30}


@pytest.mark.parametrize(("gap", "minutes"), [(30, 35), (31, 10)])
def test_a_pause_of_half_an_hour_is_still_work_and_a_longer_one_is_not(gap, minutes):
    assert minutes_spent([act(0), act(gap)]) == {LIN: minutes}


def test_each_colleague_has_their_own_minutes_and_programs_and_customers_have_none():
    told = [act(0), act(3, JIE), act(10), act(11, None, "system"), act(12, 9, "customer"), act(13, 9, "token")]

    assert minutes_spent(told) == {LIN: 15, JIE: 5}


def test_several_events_of_one_act_count_once():
    assert minutes_spent([act(0), act(0), act(0)]) == {LIN: 5}


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=12))
def test_never_less_than_one_look_and_never_more_than_the_whole_time(minutes):
    spent = minutes_spent([act(minute) for minute in minutes])[LIN] * MINUTE
    looks = len(set(minutes))

    assert BEGIN <= spent <= min(looks * BEGIN + (looks - 1) * PAUSE, max(minutes) * MINUTE + BEGIN)
    assert spent % timedelta(minutes=1) == timedelta()


def test_minutes_cost_what_an_hour_of_each_costs():
    assert handling_cost({LIN: 30, JIE: 6, 9: 99}, {LIN: 6_000, JIE: 9_000}) == 3_900


def delivered(delivery, remedy, minor):
    return act(0, verb="remedy.delivered", delivery=delivery, remedy=remedy, amount_minor=minor)


def test_a_remedy_costs_its_part_of_what_it_is_worth_and_money_all_of_it():
    sent = act(0, verb="offer.sent", currency="EUR")

    assert remedies_cost([sent, delivered(1, "refund", 10_000), delivered(2, "voucher", 5_000)]) == (13_000, "EUR")


def test_what_came_back_costs_nothing_until_it_is_delivered_again():
    sent, back = act(0, verb="remedy.given", currency="CNY"), act(1, verb="remedy.reversed", delivery=1)

    assert remedies_cost([sent, delivered(1, "refund", 10_000), back]) == (0, "")
    again = [sent, delivered(1, "refund", 10_000), back, delivered(1, "refund", 10_000)]
    assert remedies_cost(again) == (10_000, "CNY")


def test_a_remedy_that_went_out_of_the_catalogue_counts_in_full():
    assert remedies_cost([act(0, verb="offer.sent", currency="CNY"), delivered(1, "pony", 50)]) == (50, "CNY")
