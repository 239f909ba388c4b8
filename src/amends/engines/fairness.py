"""
Are like failures put right alike, whoever the customer is? Groups compared within like cases, with intervals.

A group is compared with everybody else inside strata of like cases (kind of failure, severity, price), so that a group
with dearer failures is not taken for a favoured one. Intervals are bootstrapped within the strata.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import erfc, sqrt

import numpy as np

FEW = 20  # of a group, or of the others, in strata that have both: fewer say nothing
MATERIAL = 0.05  # a gap below a twentieth is not called unequal, however sure it is
ALIKE_WITHIN = 0.10  # an interval that lies within a tenth says that there is no gap to speak of
CHANCE = 0.05  # that any of all comparisons of one audit is called unequal although nothing is
DRAWS, SEED = 1000, 19
LEAST_ALIKE, FAR = 5, 3.5  # like cases, and modified z-scores


@dataclass(frozen=True, slots=True)
class Stratum:
    """Like cases: how many of group A and of B there are, and the mean outcome of each."""

    a: int
    mean_a: float
    b: int
    mean_b: float


def crude(strata: Iterable[Stratum]) -> tuple[float, float]:
    """
    Return the plain means of A and B, which mix unlike cases.

    Worked value: (60, 40, 40, 34), (50, 90, 50, 81), (30, 200, 20, 190) give 92.14 and 83.73.
    """
    strata = list(strata)
    return (
        sum(one.a * one.mean_a for one in strata) / sum(one.a for one in strata),
        sum(one.b * one.mean_b for one in strata) / sum(one.b for one in strata),
    )


def standardised(strata: Iterable[Stratum]) -> tuple[float, float]:
    """
    Return the means A and B would have with the same mixture of cases, that of both together.

    Worked value: the strata of ``crude`` give 92.00 and 84.00.
    """
    strata = list(strata)
    whole = sum(one.a + one.b for one in strata)
    return (
        sum((one.a + one.b) * one.mean_a for one in strata) / whole,
        sum((one.a + one.b) * one.mean_b for one in strata) / whole,
    )


def overlap_difference(strata: Iterable[Stratum]) -> float:
    """
    Return A's mean less B's, weighted by how well each stratum compares the two: n_A n_B / (n_A + n_B).

    Source: F. Li, K. Morgan, A. Zaslavsky (2018), J. Am. Stat. Assoc. 113(521), 390-400. Worked value: the strata of
    ``crude`` have weights 24, 25 and 12, and give 8.016.
    """
    weighed = [(one.a * one.b / (one.a + one.b), one.mean_a - one.mean_b) for one in strata if one.a and one.b]
    return sum(weight * gap for weight, gap in weighed) / sum(weight for weight, _gap in weighed)


def rate_ratio(passed_a: int, of_a: int, passed_b: int, of_b: int) -> Fraction:
    """
    Return the smaller rate over the larger as a fraction, 1 where both are nothing.

    Worked value: 36 of 60 and 54 of 72 give 4/5 exactly, which floating-point numbers make .7999 of.
    """
    low, high = sorted((Fraction(passed_a, of_a), Fraction(passed_b, of_b)))
    return low / high if high else Fraction(1)


def is_below_four_fifths(ratio: Fraction) -> bool:
    """Whether the smaller of two rates is less than four fifths of the larger; at four fifths exactly it is not."""
    return ratio < Fraction(4, 5)


@dataclass(frozen=True, slots=True)
class Gap:
    """
    A group beside everybody else, in like cases.

    count, others      how many of each stand in strata that have both
    mean, others_mean  as if both had the same mixture of cases
    relative           overlap-weighted difference over ``others_mean``: -0.08 is 8 % less
    low, high          its 95 % interval
    chance             how likely a gap of this size is where there is none
    """

    count: int
    others: int
    mean: float
    others_mean: float
    relative: float
    low: float
    high: float
    chance: float


def compare(values: Sequence[float], is_in: Sequence[bool], strata: Sequence[str], *, seed: int = SEED) -> Gap | None:
    """Return the gap between those who are in a group and all others; None where too few can be compared."""
    cells = _cells(np.asarray(values, float), np.asarray(is_in, bool), strata)
    count, others = (sum(len(cell[side]) for cell in cells) for side in (0, 1))
    if count < FEW or others < FEW:
        return None
    rng = np.random.default_rng(seed)
    sizes = [(len(inside), len(outside)) for inside, outside in cells]
    found = [
        Stratum(a, float(cell[0].mean()), b, float(cell[1].mean())) for cell, (a, b) in zip(cells, sizes, strict=True)
    ]
    mean, others_mean = standardised(found)
    if not others_mean:
        return None
    drawn = sum(
        a * b / (a + b) * (_means(inside, rng) - _means(outside, rng))
        for (inside, outside), (a, b) in zip(cells, sizes, strict=True)
    ) / sum(a * b / (a + b) for a, b in sizes)
    low, high = np.quantile(drawn, (0.025, 0.975)) / others_mean
    difference, spread = overlap_difference(found), float(drawn.std(ddof=1))
    chance = erfc(abs(difference) / spread / sqrt(2)) if spread else float(difference == 0)
    return Gap(count, others, mean, others_mean, difference / others_mean, min(low, high), max(low, high), chance)


def _cells(values: np.ndarray, is_in: np.ndarray, strata: Sequence[str]) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return the values inside and outside the group, of each stratum that has at least two of both."""
    rows: defaultdict[str, list[int]] = defaultdict(list)
    for row, stratum in enumerate(strata):
        rows[stratum].append(row)
    cells = ((values[at][is_in[at]], values[at][~is_in[at]]) for at in rows.values())
    return [cell for cell in cells if min(len(cell[0]), len(cell[1])) > 1]


def _means(values: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return the means of DRAWS samples of the values, each as large as they are."""
    means: np.ndarray = values[rng.integers(0, len(values), (DRAWS, len(values)))].mean(axis=1)
    return means


@dataclass(frozen=True, slots=True)
class Row:
    """One customer's outcome: in which group of each dimension they are, like what, and what came of it."""

    number: int
    groups: Mapping[str, str]
    stratum: str
    outcomes: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One group in one outcome.

    ratio    of rates, the smaller over the larger as they are, without regard to like cases; None for amounts
    verdict  "few" (cannot be compared), "unequal", "alike" or "open" (neither can be said)
    """

    outcome: str
    dimension: str
    group: str
    count: int
    gap: Gap | None
    ratio: Fraction | None
    verdict: str


def audit(rows: Sequence[Row]) -> list[Finding]:
    """Compare every group of every dimension with everybody else, in every outcome; the unequal ones first."""
    asked = sorted({(outcome, dimension) for row in rows for outcome in row.outcomes for dimension in row.groups})
    found: list[Finding] = []
    for outcome, dimension in asked:
        told = [row for row in rows if outcome in row.outcomes and dimension in row.groups]
        values, strata = [row.outcomes[outcome] for row in told], [row.stratum for row in told]
        groups = sorted({row.groups[dimension] for row in told})
        for group in groups if len(groups) > 1 else ():
            is_in = [row.groups[dimension] == group for row in told]
            gap, ratio = compare(values, is_in, strata), _ratio(values, is_in)
            found.append(Finding(outcome, dimension, group, sum(is_in), gap, ratio, ""))
    tests = sum(one.gap is not None for one in found)
    findings = [replace(one, verdict=_verdict(one.gap, tests)) for one in found]
    return sorted(findings, key=lambda one: (one.verdict != "unequal", one.gap is None))


def _ratio(values: Sequence[float], is_in: Sequence[bool]) -> Fraction | None:
    if not set(values) <= {0, 1}:
        return None
    inside, outside = (
        [int(value) for value, own in zip(values, is_in, strict=True) if own is side] for side in (True, False)
    )
    return rate_ratio(sum(inside), len(inside), sum(outside), len(outside))


def _verdict(gap: Gap | None, tests: int) -> str:
    if gap is None:
        return "few"
    # Many comparisons find a gap by chance; each has to be surer the more there are (Bonferroni).
    if gap.chance * tests < CHANCE and abs(gap.relative) >= MATERIAL:
        return "unequal"
    return "alike" if -ALIKE_WITHIN < gap.low <= gap.high < ALIKE_WITHIN else "open"


def outliers(values: Sequence[float], strata: Sequence[str]) -> list[tuple[int, float, float]]:
    """
    Return the rows that got far more or less than like cases: (row, value, median of the like), the farthest first.

    Far is a modified z-score above 3.5 among at least five like cases. Source: B. Iglewicz, D. Hoaglin (1993), How to
    Detect and Handle Outliers. Worked value: of 1.0, 1.0, 1.1, 0.9, 1.0 and 3.0 the last.
    """
    like: defaultdict[str, list[int]] = defaultdict(list)
    for row, stratum in enumerate(strata):
        like[stratum].append(row)
    found = []
    for rows in like.values():
        if len(rows) < LEAST_ALIKE:
            continue
        own = np.asarray([values[row] for row in rows], float)
        median = float(np.median(own))
        away = np.abs(own - median)
        # Where most got exactly the same, the mean distance stands in for the median one, as its authors say.
        scale = float(np.median(away)) / 0.6745 or float(away.mean()) * 1.253314
        found += [
            (away[at] / scale, row, float(own[at]), median) for at, row in enumerate(rows) if away[at] > FAR * scale > 0
        ]
    return [(row, value, median) for _far, row, value, median in sorted(found, reverse=True)]
