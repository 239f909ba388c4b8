"""Like failures put right alike: the worked values, what a planted gap looks like, and what chance looks like."""

from fractions import Fraction

import numpy as np
import pytest

from amends.engines import fairness
from amends.engines.fairness import (
    Row,
    Stratum,
    audit,
    compare,
    crude,
    is_below_four_fifths,
    outliers,
    overlap_difference,
    rate_ratio,
    standardised,
)

STRATA = (Stratum(60, 40, 40, 34), Stratum(50, 90, 50, 81), Stratum(30, 200, 20, 190))


def test_means_that_mix_unlike_cases():
    mean_a, mean_b = crude(STRATA)

    assert (round(mean_a, 2), round(mean_b, 2), round(mean_b / mean_a, 3)) == (92.14, 83.73, 0.909)


def test_means_of_the_same_mixture_of_cases():
    mean_a, mean_b = standardised(STRATA)

    assert (mean_a, mean_b, round(mean_b / mean_a, 3)) == (92.0, 84.0, 0.913)


def test_the_difference_where_both_are_there_to_compare():
    assert round(overlap_difference(STRATA), 3) == 8.016
    assert overlap_difference((*STRATA, Stratum(70, 999, 0, 0))) == overlap_difference(STRATA)


def test_four_fifths_exactly_are_four_fifths():
    assert rate_ratio(36, 60, 54, 72) == Fraction(4, 5)
    assert not is_below_four_fifths(rate_ratio(36, 60, 54, 72))
    assert is_below_four_fifths(rate_ratio(35, 60, 54, 72))
    assert rate_ratio(0, 5, 0, 9) == 1


def planted(seed, *, gap, count=2000):
    """Two groups and three kinds of failure; group B gets ``gap`` less, and more often has the dear kind."""
    rng = np.random.default_rng(seed)
    is_b = rng.random(count) < 0.5
    kind = rng.choice(3, count) | is_b.astype(int)
    shares = (0.6 + 0.2 * kind) * (1 - gap * is_b) * rng.lognormal(0, 0.4, count)
    return shares, is_b, [str(one) for one in kind]


def test_a_planted_gap_of_eight_percent_is_found_in_four_of_five_audits_of_two_thousand():
    found = [compare(*planted(seed, gap=0.08), seed=seed) for seed in range(25)]

    assert sum(gap.chance < 0.05 for gap in found) >= 20
    assert sum(gap.low < -0.08 < gap.high for gap in found) >= 20


def test_where_nothing_is_planted_the_kind_of_failure_is_not_taken_for_a_gap():
    found = [compare(*planted(seed, gap=0), seed=seed) for seed in range(25)]
    shares, is_b, _kind = planted(0, gap=0)

    assert shares[is_b].mean() > 1.05 * shares[~is_b].mean()
    assert sum(gap.chance < 0.05 for gap in found) <= 4


def rows(gap, count=2000):
    shares, is_b, kinds = planted(1, gap=gap, count=count)
    return [
        Row(number, {"language": "en" if is_b[number] else "zh-hans", "place": str(number % 2)}, kinds[number],
            {"share": shares[number], "apologised": 1.0})
        for number in range(count)
    ]  # fmt: skip


def test_an_audit_names_the_group_that_gets_less_and_no_other():
    findings = audit(rows(0.12))

    unequal = [
        (one.outcome, one.dimension, one.group, one.gap.relative < 0) for one in findings if one.verdict == "unequal"
    ]
    assert unequal == [("share", "language", "en", True), ("share", "language", "zh-hans", False)]
    assert {one.verdict for one in findings if one.dimension == "place"} == {"alike"}
    assert {(one.verdict, one.ratio) for one in findings if one.outcome == "apologised"} == {("alike", 1)}


def test_a_handful_says_nothing():
    assert {one.verdict for one in audit(rows(0.5, count=2 * fairness.FEW - 4))} == {"few"}
    assert compare([1.0, 2.0], [True, False], ["a", "a"]) is None


@pytest.mark.parametrize("fill", [0.9, 1.0])
def test_who_got_far_more_than_like_cases_is_named(fill):
    values = [1.0, 1.0, 1.1, fill, 1.0, 3.0, 9.9]

    assert outliers(values, ["room"] * 6 + ["ride"]) == [(5, 3.0, 1.0)]
    assert outliers([1.0] * 9, ["room"] * 9) == []
