"""A goodwill budget: its period, what is left, what is told of it, and when it will be spent."""

from datetime import date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.rules.budgets import Period, Standing, elapsed, levels_reached, period_at, require_period, runs_out_on
from amends.rules.money import Money
from amends.rules.refusals import Invalid
from amends.rules.remedies.authority import judge_gift
from amends.rules.remedies.own_limits import Bound

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))


def at(day, hour=0):
    return datetime(2026, 11, day, hour, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("kind", "day", "first", "last"),
    [
        ("month", date(2026, 11, 30), date(2026, 11, 1), date(2026, 11, 30)),
        ("month", date(2024, 2, 1), date(2024, 2, 1), date(2024, 2, 29)),
        ("month", date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31)),
        ("quarter", date(2026, 5, 31), date(2026, 4, 1), date(2026, 6, 30)),
        ("quarter", date(2026, 12, 31), date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_a_day_lies_in_its_month_or_quarter(kind, day, first, last):
    assert period_at(kind, day) == Period(first, last)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from(["month", "quarter"]))
def test_periods_follow_each_other_without_a_gap(day, kind):
    period = period_at(kind, day)

    assert period.first <= day <= period.last
    assert period_at(kind, period.last + timedelta(days=1)).first == period.last + timedelta(days=1)


def test_another_period_is_refused_at_its_field():
    with pytest.raises(Invalid) as refused:
        require_period("week")
    assert refused.value.field == "period"


def test_what_is_left_counts_what_customers_have_in_hand_and_is_never_less_than_nothing():
    assert Standing(1000, 400, 250).left == 350
    assert Standing(1000, 900, 250).left == 0


@pytest.mark.parametrize(
    ("spent", "told"),
    [
        (499, ()),
        (500, ("budget.half",)),
        (800, ("budget.half", "budget.near")),
        (999, ("budget.half", "budget.near")),
        (1000, ("budget.half", "budget.near", "budget.spent")),
        (1200, ("budget.half", "budget.near", "budget.spent")),
    ],
)
def test_it_is_told_at_half_at_four_fifths_and_at_the_end(spent, told):
    assert levels_reached(Standing(1000, spent)) == told


def test_how_much_of_a_period_is_over():
    assert elapsed(NOVEMBER, at(1)) == 0
    assert elapsed(NOVEMBER, at(16)) == Fraction(1, 2)
    assert elapsed(NOVEMBER, datetime(2026, 12, 5, tzinfo=SHANGHAI)) == 1


@pytest.mark.parametrize(
    ("spent", "now", "day"),
    [
        (500, at(11), date(2026, 11, 20)),  # 50 a day
        (500, at(16), None),  # exactly as planned
        (501, at(16), date(2026, 11, 30)),
        (500, at(3), None),  # too early to say
        (400, at(4), date(2026, 11, 8)),
        (0, at(20), None),
        (1000, at(20), None),  # spent already: that is told as such
    ],
)
def test_the_day_on_which_it_is_spent_if_it_goes_on_like_this(spent, now, day):
    assert runs_out_on(Standing(1000, spent), NOVEMBER, now) == day


def eur(minor):
    return Money(minor, "EUR")


def judged(role, minor, *, left, floor=0):
    budget = Bound("budget", 100_000, 100_000 - left, left)
    return judge_gift(
        role=role, amount=eur(minor), price=eur(20_000), floor_owed=eur(floor), given_lately=eur(0), budget=budget
    )


@pytest.mark.parametrize(
    ("role", "minor", "left", "floor", "why", "goes_to"),
    [
        ("front_line", 10_000, 10_000, 0, "within", ""),
        ("front_line", 10_001, 10_000, 0, "beyond", "specialist"),
        ("specialist", 10_001, 10_000, 0, "beyond", "supervisor"),
        ("supervisor", 10_001, 10_000, 0, "beyond", "executive"),
        ("executive", 10_001, 10_000, 0, "within", ""),  # above them there is nobody to ask
        ("front_line", 3_000, 0, 0, "micro_gesture", ""),
        ("front_line", 90_000, 0, 90_000, "floor", ""),
        ("front_line", 15_000, 0, 12_000, "beyond", "specialist"),
        ("front_line", 15_000, 3_000, 12_000, "within", ""),
    ],
)
def test_beyond_the_budget_goodwill_goes_one_level_up_and_what_is_owed_does_not(role, minor, left, floor, why, goes_to):
    verdict = judged(role, minor, left=left, floor=floor)

    assert (verdict.why, verdict.goes_to) == (why, goes_to)
    assert verdict.may_give == (not goes_to)
    assert (verdict.bound.key == "budget") == bool(goes_to)


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 10**6))
def test_no_budget_ever_stands_between_a_customer_and_what_is_owed(floor, left, spent):
    assert judged("front_line", floor, left=0, floor=floor).may_give
