"""Limits a company sets for its roles: they go before what is shipped, above and below it, and never before a floor."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.rules.money import Money
from amends.rules.remedies.authority import EDITABLE, LADDER, MICRO_GESTURE_MINOR, judge_gift
from amends.rules.remedies.own_limits import Bound, OwnLimit, OwnLimits
from amends.rules.remedies.role_limits import RoleLimit

PRICE = 10_000


def cny(minor: int) -> Money:
    return Money(minor, "CNY")


def set_for(role="front_line", *, kind="", case=30_000, day=None, customer=None, percent=0, certified=False):
    return RoleLimit(role, percent, OwnLimit(kind, "CNY", case, day, customer), certified)


def judged(amount, *limits, role="front_line", floor=0, on_case=0, kinds=("refund",), price=PRICE, own=None):
    return judge_gift(
        role=role, amount=cny(amount), price=cny(price), floor_owed=cny(floor), given_lately=cny(on_case), roles=limits,
        kinds=kinds, own=own or OwnLimits(),
    )  # fmt: skip


def test_it_goes_before_what_is_shipped_above_and_below_it():
    assert [judged(minor, set_for(case=30_000)).why for minor in (3_000, 30_000, 30_001)] == [
        "micro_gesture", "within", "beyond",
    ]  # fmt: skip
    verdict = judged(5_001, set_for(case=5_000))
    assert (verdict.goes_to, verdict.most, verdict.bound) == ("specialist", cny(5_000), Bound("role", 5_000, 0, 5_000))


def test_on_a_case_it_is_a_share_of_the_price_or_a_sum_whichever_is_more():
    limit = set_for(case=20_000, percent=150)

    assert [judged(minor, limit, price=68_000).why for minor in (102_000, 102_001)] == ["within", "beyond"]
    assert judged(20_000, limit).why == "within"


def test_a_day_and_a_customer_are_bounds_of_a_role_too():
    limit = set_for(case=30_000, day=50_000, customer=60_000)

    today = judged(10_001, limit, own=OwnLimits(day_minor=40_000))
    customer = judged(10_001, limit, own=OwnLimits(customer_minor=50_000))

    assert today.bound == Bound("day", 50_000, 40_000, 10_000)
    assert (customer.bound, customer.most) == (Bound("customer", 60_000, 50_000, 10_000), cny(10_000))
    assert judged(10_000, limit, own=OwnLimits(day_minor=40_000)).may_give


def test_the_limit_for_a_kind_goes_before_the_one_for_every_kind():
    limits = (set_for(case=30_000), set_for(kind="upgrade", case=90_000), set_for(kind="miles", case=4_000))

    assert judged(90_000, *limits, kinds=("upgrade",)).may_give
    assert [judged(minor, *limits, kinds=("upgrade", "refund")).may_give for minor in (30_000, 30_001)] == [True, False]
    assert judged(4_001, *limits, kinds=("upgrade", "miles")).bound.limit_minor == 4_000


def test_where_it_needs_a_certificate_only_gestures_and_what_is_owed_are_left():
    limit, lapsed = set_for("supervisor", certified=True), OwnLimits(is_certified=False)

    assert [judged(minor, limit, role="supervisor", own=lapsed).why for minor in (3_000, 3_001)] == [
        "micro_gesture", "beyond",
    ]  # fmt: skip
    assert judged(3_001, limit, role="supervisor", own=lapsed).bound.key == "certificate"
    assert judged(900_000, limit, role="supervisor", own=lapsed, floor=900_000).why == "floor"
    assert judged(30_000, limit, role="supervisor").why == "within"


def test_what_is_beyond_goes_to_the_first_role_whose_own_limit_covers_it():
    assert judged(40_000, set_for("specialist", case=35_000)).goes_to == "supervisor"
    assert judged(40_000, set_for("specialist", customer=39_999)).goes_to == "supervisor"


def test_a_limit_of_ones_own_goes_beyond_that_of_the_role():
    mine = OwnLimits((OwnLimit("", "CNY", 60_000),), day_minor=50_000)

    assert judged(45_000, set_for(case=30_000, day=50_000), own=mine).why == "own_limit"


def test_in_another_currency_what_is_shipped_holds():
    euros = RoleLimit("front_line", 0, OwnLimit("", "EUR", 1))

    assert judged(20_000, euros).why == "within"


@pytest.mark.parametrize("role", EDITABLE)
@given(
    amount=st.integers(1, 10**7),
    case=st.integers(0, 10**7),
    day=st.integers(0, 10**7),
    given_minor=st.integers(0, 10**7),
)
def test_no_limit_stops_what_is_owed_or_leaves_nobody_to_decide(role, amount, case, day, given_minor):
    limits = [set_for(one, case=case, day=day, customer=day, certified=True) for one in EDITABLE]
    lapsed = OwnLimits(day_minor=given_minor, customer_minor=given_minor, is_certified=False)

    owed = judged(amount, *limits, role=role, floor=amount, own=lapsed)
    gift = judged(amount, *limits, role=role, own=lapsed)

    assert owed.may_give
    assert gift.may_give is (amount <= MICRO_GESTURE_MINOR)
    assert gift.may_give or gift.goes_to in LADDER


@given(st.lists(st.integers(1, 60_000), min_size=1, max_size=12), st.integers(0, 90_000), st.integers(0, 120_000))
def test_no_way_of_splitting_gives_more_in_a_day_than_the_role_may(parts, case, day):
    limit, today, on_case = set_for(case=case, day=day), 0, 0
    for part in parts:
        verdict = judged(part, limit, own=OwnLimits(day_minor=today), on_case=on_case)
        if verdict.may_give:
            today, on_case = today + part, on_case + part

    assert today <= max(MICRO_GESTURE_MINOR, min(case, day))
