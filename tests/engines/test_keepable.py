"""Which promise can be kept: the worked values of the closed forms, and simulated weeks that do what they say."""

from datetime import date, timedelta
from itertools import pairwise
from math import exp
from zoneinfo import ZoneInfo

import pytest

from amends.engines.keepable.history import confidence_of_rank, provable_rank, smallest_allowed
from amends.engines.keepable.offering import offer, rounded_up
from amends.engines.keepable.waiting import Load, answered_within, staff_needed, waits_at_all, with_impatience
from amends.engines.keepable.weeks import Simulated, Work, simulate, spread_over_openings
from amends.rules.calendars import Calendar, usual_calendar

CALLS = Load(per_hour=200, minutes=3)
CASES = Load(per_hour=30, minutes=12)
HOUR = timedelta(hours=1)
OFFICE = usual_calendar(ZoneInfo("Asia/Shanghai"))
NEVER_SHUT = Calendar(ZoneInfo("UTC"), (((0, 1440),),) * 7)
MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("load", "staff", "minutes", "share"),
    [(CALLS, 13, 1 / 3, 0.7956), (CALLS, 14, 1 / 3, 0.8884), (CASES, 7, 20, 0.8841), (CASES, 8, 20, 0.9873)],
)
def test_erlang_c(load, staff, minutes, share):
    assert round(answered_within(load, staff, minutes), 4) == share


def test_the_staff_it_takes_at_work_and_on_the_roll():
    assert staff_needed(CALLS, 1 / 3, share=0.8, shrinkage=0.3) == (14, 20)
    assert staff_needed(CASES, 20, share=0.95, shrinkage=0.3) == (8, 12)


def test_too_few_people_answer_nobody_in_time():
    assert answered_within(CASES, 6, 20) == 0.0
    assert waits_at_all(CASES, 6) == 1.0


@pytest.mark.parametrize(("staff", "waits", "leaves"), [(7, 0.380, 0.101), (6, 0.535, 0.168)])
def test_erlang_a(staff, waits, leaves):
    line = with_impatience(CASES, staff, patience_minutes=10)

    assert (round(line.waits, 3), round(line.leaves, 3)) == (waits, leaves)


def test_endless_patience_is_erlang_c():
    assert with_impatience(CASES, 8, patience_minutes=1e5).waits == pytest.approx(waits_at_all(CASES, 8), abs=1e-3)


def test_the_bound_from_history():
    assert provable_rank(200) == 196
    assert round(confidence_of_rank(200, 196), 4) == 0.9736
    assert round(confidence_of_rank(200, 195), 4) == 0.9377


def test_fifty_nine_durations_prove_something_and_fifty_eight_nothing():
    assert provable_rank(59) == 59
    assert provable_rank(58) is None
    assert smallest_allowed([HOUR] * 58) is None


def test_the_smallest_allowed_is_the_196th_of_200():
    assert smallest_allowed([hours * HOUR for hours in range(200, 0, -1)]) == 196 * HOUR


def test_round_the_clock_simulated_weeks_agree_with_erlang_c():
    middle = simulate(Work((2.0,) * 168, 60, 4), NEVER_SHUT, MONDAY, seed=7, weeks=300).smallest(0.5)

    # Wait and work together, an hour of mean work: two people beyond the load empty the line twice an hour.
    waits = waits_at_all(Load(per_hour=2, minutes=60), 4)
    late = (1 - waits) * exp(-middle) + waits * (2 * exp(-middle) - exp(-2 * middle))
    assert late == pytest.approx(0.05, abs=0.01)


def test_a_promise_is_kept_in_as_many_fresh_weeks_as_it_says():
    work = Work(spread_over_openings(60, OFFICE), 30, 2)
    promised = simulate(work, OFFICE, MONDAY, seed=1, weeks=400).smallest()

    kept = simulate(work, OFFICE, MONDAY, seed=2, weeks=2000).kept_share(promised)

    print(f"smallest promise {promised:.2f} h, kept in {kept:.4f} of 2000 fresh weeks")
    assert kept == pytest.approx(0.95, abs=0.02)


def test_more_people_never_need_a_longer_promise():
    smallest = [
        simulate(Work(spread_over_openings(200, OFFICE), 30, staff), OFFICE, MONDAY, seed=3, weeks=100).smallest()
        for staff in range(3, 7)
    ]

    assert all(one >= following for one, following in pairwise(smallest))


def test_more_work_than_hands_keeps_no_promise():
    work = Work(spread_over_openings(2000, OFFICE), 30, 2)

    assert offer(simulate(work, OFFICE, MONDAY, seed=1, weeks=20)).hours == float("inf")


def test_a_week_without_work_breaks_nothing():
    assert simulate(Work((0.0,) * 168, 30, 1), OFFICE, MONDAY, seed=1, weeks=20).smallest() == 0.0


def test_holidays_make_the_promise_longer():
    shut = {MONDAY + timedelta(days=day): "holiday" for day in range(7, 371) if day % 7 < 4}
    closed = Calendar(OFFICE.zone, OFFICE.week, shut)
    work = Work(spread_over_openings(10, OFFICE), 30, 2)

    longer = simulate(work, closed, MONDAY, seed=1, weeks=60).smallest()

    assert longer > 2 * simulate(work, OFFICE, MONDAY, seed=1, weeks=60).smallest()


def test_what_history_refutes_is_never_offered():
    quick = Simulated((1.0,) * 100)
    slow = [hours * HOUR for hours in range(1, 201)]

    best = offer(quick, slow)

    assert (best.hours, best.by_weeks, best.by_history, best.is_proven) == (9 * 24, 1.0, 196.0, True)


def test_few_durations_hold_an_offer_at_the_longest_wait():
    assert offer(Simulated((1.0,) * 100), [2 * HOUR, 5 * HOUR]).hours == 5
    assert offer(Simulated((1.0,) * 100)).hours == 1


def test_a_few_who_still_wait_hold_an_offer_at_their_wait_so_far():
    assert offer(Simulated((1.0,) * 100), [2 * HOUR], [30 * HOUR]).hours == 30


def test_people_who_still_wait_refute_every_promise():
    assert offer(Simulated((1.0,) * 100), [HOUR] * 150, [200 * HOUR] * 50).hours == float("inf")


@pytest.mark.parametrize(
    ("hours", "said"), [(0.0, 0.25), (0.3, 0.5), (4.0, 4.0), (4.01, 5), (17.46, 18), (48, 48), (49, 72), (196, 216)]
)
def test_a_promise_is_rounded_up_to_what_people_say(hours, said):
    assert rounded_up(hours) == said
