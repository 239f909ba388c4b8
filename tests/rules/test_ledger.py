"""What is booked when a customer accepts, and when something reached them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.rules.ledger import ACCOUNTS, DELIVERED_TO, OWED, Entry, on_acceptance, on_delivery
from amends.rules.money import Money
from amends.rules.remedies.catalogue import FULFILMENTS


def cny(minor):
    return Money(minor, "CNY")


def test_what_is_owed_and_what_is_given_on_top_are_booked_apart():
    assert on_acceptance(total=cny(16000), floor=cny(10000), is_by_law=True) == (
        Entry("legal_expense", OWED, cny(10000)),
        Entry("goodwill_expense", OWED, cny(6000)),
    )


def test_our_own_promise_is_not_the_law():
    booked = on_acceptance(total=cny(7500), floor=cny(7500), is_by_law=False)

    assert booked == (Entry("promise_expense", OWED, cny(7500)),)


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_the_whole_total_is_owed_whatever_it_is_made_of(floor, more):
    booked = on_acceptance(total=cny(floor + more), floor=cny(floor), is_by_law=True)

    assert sum(entry.amount.minor for entry in booked) == floor + more
    assert {entry.credit for entry in booked} <= {OWED}


@pytest.mark.parametrize("way", sorted(FULFILMENTS))
def test_every_way_of_delivery_has_its_account(way):
    entry = on_delivery(way, cny(5))

    assert (entry.debit, entry.credit) == (OWED, DELIVERED_TO[way])
    assert entry.credit in ACCOUNTS
