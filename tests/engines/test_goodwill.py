"""The curves of a company's own outcomes: shipped without any, steady with few, near the best with two thousand."""

import numpy as np
import pytest

from amends.engines.goodwill import PRIOR_OUTCOMES, estimate
from amends.engines.goodwill_trial import COMPANIES, as_estimated, as_shipped, by_tenths, past_offers, regret
from amends.rules.remedies.goodwill import HUNDREDTHS, won_back

KINDS = pytest.mark.parametrize("accepts", [True, False])


def shipped(accepts):
    return [won_back(step / 100, accepts=accepts) for step in range(HUNDREDTHS + 1)]


@KINDS
def test_without_outcomes_it_is_the_shipped_curve(accepts):
    found = estimate([], [], accepts=accepts)

    assert found.outcomes == 0
    assert np.allclose(found.won, shipped(accepts), atol=1e-4)
    assert found.high[100] - found.low[100] > 0.5  # and nothing is known for sure


@KINDS
def test_few_outcomes_change_little_whatever_they_say(accepts):
    lost = estimate([0.5] * 10, [False] * 10, accepts=accepts)

    most = max(abs(one - other) for one, other in zip(lost.won, shipped(accepts), strict=True))
    assert 0 < most <= 10 / (10 + PRIOR_OUTCOMES)


@KINDS
def test_a_curve_begins_at_nothing_never_falls_and_lies_in_its_interval(accepts):
    past = past_offers(COMPANIES["won_early"][accepts], accepts=accepts, count=300, rng=np.random.default_rng(3))
    found = estimate(past.shares, past.won, accepts=accepts)

    assert found.won[0] == 0
    assert list(found.won) == sorted(found.won)
    assert all(low <= one <= high for low, one, high in zip(found.low, found.won, found.high, strict=True))
    assert found.high[-1] <= 1


def test_more_than_the_last_share_counts_as_the_last():
    assert estimate([7.5], [True], accepts=True) == estimate([2.0], [True], accepts=True)


@pytest.mark.parametrize("company", COMPANIES)
def test_after_two_thousand_cases_less_than_a_tenth_of_the_best_is_lost(company):
    assert regret(COMPANIES[company], as_estimated, cases=2_000, seed=1) <= 0.10


def test_half_as_many_lose_less_than_half_of_what_the_shipped_curves_and_plain_tenths_lose():
    company = COMPANIES["other_shapes"]
    learnt, tenths, untaught = (
        regret(company, learn, cases=1_000, seed=2) for learn in (as_estimated, by_tenths, as_shipped)
    )

    assert 2 * learnt < min(tenths, untaught)


def test_where_customers_are_as_shipped_nothing_is_lost_by_the_shipped_curves():
    assert regret(COMPANIES["as_shipped"], as_shipped, cases=200, seed=1) == pytest.approx(0, abs=1e-9)
