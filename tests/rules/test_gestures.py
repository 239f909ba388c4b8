"""What may be given at once to a guest who stands there."""

from hypothesis import given
from hypothesis import strategies as st

from amends.rules.money import Money
from amends.rules.remedies.catalogue import LOSSES, remedy_of
from amends.rules.remedies.gestures import LOST_BY, MOST, SMALL, gestures, given_by_hand
from amends.rules.taxonomy import starting_taxonomy

ROLE = Money(20_000, "CNY")


def told(severity, *, lost="service", most=ROLE, currency="CNY"):
    found = gestures(severity=severity, lost=lost, currency=currency, most=most)
    return [(one.remedy, one.amount.minor, one.why, one.over.minor) for one in found]


def test_a_trifle_gets_a_small_gesture():
    assert told(1) == [(SMALL, 3_000, "free", 0)]


def test_within_the_limit_there_are_two_kinds_of_the_same_worth():
    assert told(2) == [(SMALL, 3_000, "free", 0), ("upgrade", 10_000, "usual", 0), ("voucher", 10_000, "same", 0)]


def test_above_the_limit_it_is_given_as_far_as_it_goes_and_asked_for_whole():
    assert told(3) == [(SMALL, 3_000, "free", 0), ("upgrade", 20_000, "most", 0), ("upgrade", 30_000, "beyond", 10_000)]


def test_who_has_no_certificate_gives_a_small_gesture_and_asks_for_the_rest():
    assert told(3, most=Money(3_000, "CNY")) == [(SMALL, 3_000, "free", 0), ("upgrade", 30_000, "beyond", 27_000)]


def test_whoever_has_no_limit_asks_nobody():
    assert [why for _key, _minor, why, _over in told(5, most=None)] == ["free", "usual", "same"]


def test_where_there_is_no_ladder_there_is_the_small_gesture():
    assert told(5, currency="SEK", most=None) == [(SMALL, 3_000, "free", 0)]


@given(st.integers(1, 5), st.sampled_from(LOSSES), st.none() | st.integers(0, 10**6))
def test_at_most_three_that_suit_the_loss_and_only_what_is_above_the_limit_is_asked_for(severity, lost, minor):
    most = None if minor is None else Money(minor, "CNY")

    found = gestures(severity=severity, lost=lost, currency="CNY", most=most)

    assert 1 <= len(found) <= MOST
    assert all(given_by_hand(one.remedy) and one.amount.minor for one in found)
    assert all(lost in remedy_of(one.remedy).suits for one in found[1:])
    assert [one.is_asked for one in found[1:]] == [most is not None and most < one.amount for one in found[1:]]


def test_every_type_of_failure_says_what_it_takes():
    assert set(LOST_BY) == {kind.key for kind in starting_taxonomy() if not kind.parent}
    assert set(LOST_BY.values()) <= set(LOSSES)


def test_money_is_never_given_by_hand():
    assert not given_by_hand("refund")
