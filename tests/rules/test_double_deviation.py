"""A double deviation is exactly defined, and everything follows from it at once."""

from datetime import UTC, datetime, timedelta

import pytest

from amends.rules.double_deviation import (
    Effect,
    Reason,
    effects,
    missing_to_resolve,
    reasons,
    require_both,
    require_person,
)
from amends.rules.refusals import Invalid, NotAllowed

TODAY = datetime(2026, 11, 17, 21, 8, tzinfo=UTC)
HALF_A_YEAR = timedelta(days=180)


@pytest.mark.parametrize(
    ("rating", "expected"), [(None, ()), (1, (Reason.RATED_LOW,)), (2, (Reason.RATED_LOW,)), (3, ())]
)
def test_a_recovery_rated_two_of_five_or_less(rating, expected):
    assert reasons(received_at=TODAY, rating=rating) == expected


@pytest.mark.parametrize(
    ("broken", "expected"),
    [((), ()), (("first_reply",), ()), (("approval",), ()), (("first_reply", "progress"), (Reason.PROMISE_BROKEN,))],
)
def test_a_promise_broken_while_putting_it_right(broken, expected):
    assert reasons(received_at=TODAY, broken=broken) == expected


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (timedelta(days=12), (Reason.SECOND_FAILURE,)),
        (HALF_A_YEAR, (Reason.SECOND_FAILURE,)),
        (HALF_A_YEAR + timedelta(seconds=1), ()),
        (-timedelta(days=1), ()),  # the later one is the second, not the earlier one
        (timedelta(0), ()),
    ],
)
def test_a_second_failure_of_the_same_customer_within_180_days(before, expected):
    assert reasons(received_at=TODAY, earlier=[TODAY - before]) == expected


def test_the_customers_not_yet_after_the_end():
    assert reasons(received_at=TODAY, has_objected=True) == (Reason.OBJECTED,)


def test_all_or_nothing_follows():
    assert effects(is_double_deviation=True) == frozenset(Effect)
    assert effects(is_double_deviation=False) == frozenset()


@pytest.mark.parametrize(
    ("purposes", "missing"),
    [((), ("apology", "compensation")), (("apology",), ("compensation",)), (("compensation",), ("apology",))],
)
def test_one_of_the_two_is_not_enough(purposes, missing):
    assert missing_to_resolve(purposes) == missing
    with pytest.raises(Invalid, match="both"):
        require_both(purposes)


def test_both_together_are():
    require_both({"apology", "compensation", "explanation"})


def test_no_machine_handles_it():
    require_person("staff")
    for kind in ("token", "system"):
        with pytest.raises(NotAllowed, match="person"):
            require_person(kind)
