"""Limits of one's own, beyond the role: which comes first, and that no way of splitting goes past them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.rules.money import Money
from amends.rules.remedies.authority import LADDER, judge_gift
from amends.rules.remedies.options import kinds_of, options
from amends.rules.remedies.own_limits import Bound, OwnLimit, OwnLimits, bound_of, is_valid
from amends.rules.remedies.sizing import Owed, propose

PRICE = 10_000
ROLE_MOST = 20_000  # of the front line at this price
SUMS = st.lists(st.integers(1, 60_000), min_size=1, max_size=12)


def cny(minor: int) -> Money:
    return Money(minor, "CNY")


def judged(amount, own, *, role="front_line", floor=0, on_case=0, certified=True, kinds=("refund",)):
    return judge_gift(
        role=role, amount=cny(amount), price=cny(PRICE), floor_owed=cny(floor), given_lately=cny(on_case),
        is_certified=certified, own=own, kinds=kinds,
    )  # fmt: skip


def bound(own, *, kinds=("refund",), floor=0, on_case=0, currency="CNY"):
    return bound_of(own, currency=currency, kinds=kinds, floor_minor=floor, on_case_minor=on_case)


def own(*limits, **given_already):
    return OwnLimits(limits, **given_already)


FIVE_HUNDRED = OwnLimit("", "CNY", 50_000, per_day_minor=80_000, per_customer_minor=100_000)


def test_a_limit_of_ones_own_goes_beyond_the_role():
    assert [judged(minor, own(FIVE_HUNDRED)).why for minor in (3_000, 20_000, 20_001, 50_000)] == [
        "micro_gesture", "within", "own_limit", "own_limit",
    ]  # fmt: skip
    verdict = judged(50_001, own(FIVE_HUNDRED))
    assert (verdict.may_give, verdict.goes_to, verdict.bound.key, verdict.most) == (
        False, "specialist", "case", cny(50_000),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("already", "expected"),
    [
        ({}, Bound("case", 50_000, 0, 50_000)),
        ({"day_minor": 45_000}, Bound("day", 80_000, 45_000, 35_000)),
        ({"day_minor": 90_000}, Bound("day", 80_000, 90_000, 0)),
        ({"customer_minor": 70_000, "day_minor": 45_000}, Bound("customer", 100_000, 70_000, 30_000)),
    ],
)
def test_the_limit_that_comes_first_is_named_with_what_is_left_of_it(already, expected):
    assert bound(own(FIVE_HUNDRED, **already)) == expected


def test_what_is_owed_uses_up_no_day_and_no_customer():
    used_up = own(FIVE_HUNDRED, day_minor=80_000, customer_minor=100_000)

    assert judged(30_000, used_up, floor=30_000).why == "floor"
    assert judged(30_000, used_up, floor=30_000, certified=False).why == "floor"
    assert bound(used_up, floor=30_000).left_minor == 30_000


def test_each_kind_the_customer_may_choose_has_to_be_covered():
    upgrades = OwnLimit("upgrade", "CNY", 200_000)

    assert bound(own(upgrades), kinds=("upgrade",)) == Bound("case", 200_000, 0, 200_000)
    assert bound(own(upgrades), kinds=("refund", "upgrade")) == Bound("kind", remedy="refund")
    assert bound(own(upgrades, FIVE_HUNDRED), kinds=("refund", "upgrade")).limit_minor == 50_000


def test_the_limit_of_a_kind_goes_before_the_one_for_every_kind():
    small = OwnLimit("refund", "CNY", 30_000)

    assert bound(own(FIVE_HUNDRED, small)).limit_minor == 30_000
    assert bound(own(FIVE_HUNDRED, small), kinds=("upgrade",)).limit_minor == 50_000


def test_a_limit_in_another_currency_says_so():
    assert bound(own(FIVE_HUNDRED), currency="EUR") == Bound("currency")


def test_without_a_valid_certificate_the_limit_of_the_role_is_back():
    rests = own(FIVE_HUNDRED, is_certified=False)

    assert judged(20_000, rests).why == "within"
    verdict = judged(20_001, rests)
    assert (verdict.may_give, verdict.bound.key, verdict.most) == (False, "certificate", cny(20_000))


def test_where_the_front_line_needs_a_certificate_that_is_the_reason():
    assert judged(3_001, own(), certified=False).bound == Bound("certificate", 3_000, 0, 3_000)
    assert judged(20_001, own()).bound == Bound("role", 20_000, 0, 20_000)


def test_a_certificate_holds_on_its_first_and_its_last_day():
    days = [date(2026, 3, day) for day in range(1, 6)]

    assert [is_valid(date(2026, 3, 2), date(2026, 3, 4), day) for day in days] == [False, True, True, True, False]


@given(SUMS, st.integers(20_001, 90_000))
def test_no_way_of_splitting_gives_more_on_a_case_than_the_limits(parts, most):
    mine, given_already = own(OwnLimit("", "CNY", most)), 0
    for part in parts:
        if judged(part, mine, on_case=given_already).may_give:
            given_already += part

    assert given_already <= max(ROLE_MOST, most)


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(1, 60_000)), min_size=1, max_size=14),
    st.integers(0, 90_000), st.integers(0, 120_000), st.integers(0, 150_000),
)  # fmt: skip
def test_gifts_beyond_the_role_never_sum_beyond_a_day_or_a_customer(gifts, per_case, per_day, per_customer):
    limit = OwnLimit("", "CNY", per_case, per_day, per_customer)
    today, to_customer = 0, dict.fromkeys(range(4), 0)
    for customer, amount in gifts:  # each on a case of its own
        mine = own(limit, day_minor=today, customer_minor=to_customer[customer])
        verdict = judged(amount, mine)
        if not verdict.may_give:
            continue
        today, to_customer[customer] = today + amount, to_customer[customer] + amount
        if verdict.why == "own_limit":
            assert (amount <= per_case, today <= per_day, to_customer[customer] <= per_customer) == (True, True, True)


@given(st.sampled_from(LADDER), st.integers(1, 10**7), st.integers(0, 10**7), st.integers(0, 10**7))
def test_a_limit_of_ones_own_takes_nothing_away(role, amount, per_case, given_minor):
    without = judged(amount, own(), role=role, on_case=given_minor)
    with_one = judged(amount, own(OwnLimit("", "CNY", per_case, 0, 0)), role=role, on_case=given_minor)

    assert with_one.may_give >= without.may_give


def test_the_kinds_of_an_offer_are_what_stands_for_more_than_is_owed():
    proposal = propose(
        price=cny(20_000), owed=Owed(by_law=cny(10_000), by_promise=cny(0)), lines=(), value=cny(40_000), accepts=True
    )

    assert kinds_of(options(proposal, price=cny(20_000), lost="service")) == {"refund", "upgrade", "miles", "points"}
