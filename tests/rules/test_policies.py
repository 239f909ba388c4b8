from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.rules.allowances import allow
from amends.rules.policies import Conditions, Policy, Situation, chosen, fitting, read_conditions

GROUP, HOTEL, DESK = 1, 4, 9
FOOD, INSECT = 20, 21
CASE = Situation(
    post=3, sites=(GROUP, HOTEL, DESK), failures=(FOOD, INSECT), severity=4, relationship="true", is_live=True
)


def policy(version=1, kind="first_reply", **conditions):
    return Policy(version, kind, "4h", allow("4h"), Conditions(**conditions))


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({}, True),
        ({"severity": 4}, True),
        ({"severity": 5}, False),
        ({"failure_type": FOOD}, True),
        ({"failure_type": INSECT}, True),
        ({"failure_type": 22}, False),
        ({"site": HOTEL}, True),
        ({"site": 5}, False),
        ({"post": 3}, True),
        ({"post": 4}, False),
        ({"relationship": "true"}, True),
        ({"relationship": "first"}, False),
        ({"is_live": True}, True),
        ({"is_live": False}, False),
        ({"site": HOTEL, "severity": 5}, False),
    ],
)
def test_fits(conditions, expected):
    assert Conditions(**conditions).fits(CASE) is expected


def test_a_case_nobody_judged_is_not_severe():
    assert not Conditions(severity=1).fits(replace(CASE, severity=None))


def test_a_place_two_below_the_root_weighs():
    assert Conditions(site=DESK).weight(CASE) == (1, 0, 0, 3, 0, 0, 0)


@pytest.mark.parametrize(
    ("loser", "winner"),
    [
        ({}, {"is_live": True}),
        ({"severity": 4}, {"post": 3, "relationship": "true"}),
        ({"failure_type": INSECT}, {"severity": 1}),
        ({"severity": 3}, {"severity": 4}),
        ({"site": DESK}, {"failure_type": FOOD}),
        ({"failure_type": FOOD}, {"failure_type": INSECT}),
        ({"site": HOTEL}, {"site": DESK}),
        ({"post": 3}, {"site": GROUP}),
    ],
)
def test_the_more_specific_holds(loser, winner):
    low, high = policy(2, **loser), policy(1, **winner)

    assert fitting([low, high], "first_reply", CASE) == [high, low]


def test_none_of_another_kind_and_none_that_does_not_fit():
    assert chosen([policy(kind="resolve"), policy(severity=5)], "first_reply", CASE) is None


def test_what_nobody_here_knows_to_ask_is_not_met():
    assert (read_conditions({"severity": 2, "pack": "cn"}), read_conditions({"severity": 2})) == (
        None,
        Conditions(severity=2),
    )


some_conditions = st.builds(
    Conditions,
    severity=st.sampled_from([None, 1, 3, 4]),
    failure_type=st.sampled_from([None, FOOD, INSECT]),
    site=st.sampled_from([None, GROUP, HOTEL, DESK]),
    post=st.sampled_from([None, 3]),
    relationship=st.sampled_from([None, "true"]),
    is_live=st.sampled_from([None, True]),
)


@given(st.lists(some_conditions, unique=True, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_one_alone_holds_in_whatever_order_they_come(conditions, random):
    policies = [Policy(number, "first_reply", "4h", allow("4h"), one) for number, one in enumerate(conditions, 1)]
    shuffled = random.sample(policies, len(policies))
    weights = [one.conditions.weight(CASE) for one in policies]

    assert chosen(policies, "first_reply", CASE) == chosen(shuffled, "first_reply", CASE)
    assert len(set(weights)) == len(weights)
