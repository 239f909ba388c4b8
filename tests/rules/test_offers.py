"""How a total adds up, what it is paid for, and how long an offer stands."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.rules.offers import cause_key, promised_by, raised_at, require_option, stands_until, steps
from amends.rules.refusals import Invalid

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
amounts = st.integers(0, 10**9)


def lines(**told):
    return [(line.kind, line.minor) for line in steps(**told)]


def test_a_double_refund_is_one_line():
    assert lines(by_law=0, by_promise=7500, losses=(), total=7500) == [("promise", 7500)]


def test_where_nothing_is_owed_the_losses_stand_one_by_one():
    losses = (("undelivered", 23800), ("receipts", 9600), ("time", 10000))

    assert lines(by_law=0, by_promise=0, losses=losses, total=45000) == [*losses, ("goodwill", 1600)]


def test_a_loss_beyond_what_is_owed_stands_as_the_rest_of_it():
    found = lines(by_law=10000, by_promise=0, losses=(("receipts", 12000),), total=15000)

    assert found == [("law", 10000), ("loss", 2000), ("goodwill", 3000)]


@given(amounts, amounts, st.lists(amounts, max_size=3), amounts)
def test_the_lines_add_up_and_none_is_less_than_nothing(by_law, by_promise, losses, more):
    total = max(by_law, by_promise) + more

    found = steps(by_law=by_law, by_promise=by_promise, losses=tuple(("time", one) for one in losses), total=total)

    assert sum(line.minor for line in found) == total
    assert all(line.minor >= 0 for line in found)


def test_one_customers_bill_is_the_same_cause_in_every_case():
    first = cause_key(" Bill  7", case_id=1001, customer_id=12)

    assert first == cause_key("bill 7 ", case_id=1002, customer_id=12) == "customer 12: bill 7"
    assert first != cause_key("bill 7", case_id=1002, customer_id=13)


def test_without_a_bill_the_case_is_the_cause():
    assert cause_key(" ", case_id=1001, customer_id=12) == "case 1001"
    assert cause_key("bill 7", case_id=1001, customer_id=None) == "case 1001: bill 7"


@pytest.mark.parametrize("told", [-1, 3])
def test_only_what_was_offered_can_be_chosen(told):
    with pytest.raises(Invalid):
        require_option(told, 3)


def test_an_offer_stands_a_week_and_an_approval_goes_up_after_two_hours():
    assert stands_until(NOON) == NOON + timedelta(days=7)
    assert raised_at(NOON) == NOON + timedelta(hours=2)


@pytest.mark.parametrize(
    ("remedies", "kind"),
    [
        (["refund", "voucher"], "pay"),
        (["charity"], "pay"),
        (["repair"], "resolve"),
        (["apology", "voucher"], "resolve"),
    ],
)
def test_a_choice_with_money_is_promised_as_a_payment(remedies, kind):
    assert promised_by(remedies) == kind
