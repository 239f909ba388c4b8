"""
Companies whose customers' answer to compensation is known, to try an estimate of the curves on.

Past offers are what people make of the
shipped advice: about as much as it says, often more because more was owed. What is measured is *regret*: how much of
what the best sum would gain, over giving nothing, is lost by going by an estimate.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import exp
from types import MappingProxyType

import numpy as np

from amends.engines.goodwill import estimate
from amends.rules.remedies.goodwill import HUNDREDTHS, REACH, best_hundredths, won_back

GRID = np.arange(HUNDREDTHS + 1) / 100
JUDGED = 2_000  # new cases an estimate decides on
LEAST = 0.01  # of the price; nobody is offered less
OWED_MORE = 0.25  # of past offers: the law or a promise decided the sum, whatever the advice


Chance = Callable[[float], float]  # share of the price -> part of the customers won


def _s_shape(base: float, reach: float, steepness: float, middle: float) -> Chance:
    zero, one = (1 / (1 + exp(-steepness * (share - middle))) for share in (0.0, 2.0))

    def chance(share: float) -> float:
        return base + reach * (1 / (1 + exp(-steepness * (share - middle))) - zero) / (one - zero)

    return chance


def _ramp(base: float, reach: float, since: float, until: float) -> Chance:
    return lambda share: base + reach * min(max((share - since) / (until - since), 0), 1)


def _saturating(base: float, reach: float, half_at: float) -> Chance:
    return lambda share: base + reach * share / (share + half_at)


# Company: how customers answer who rejected the service, and who accepted it (False, True). The estimate knows the
# family of the first three, and not that of the last.
COMPANIES: Mapping[str, Mapping[bool, Chance]] = MappingProxyType(
    {
        "as_shipped": {
            False: lambda share: won_back(share, accepts=False),
            True: lambda share: won_back(share, accepts=True),
        },
        "won_early": {False: _s_shape(0.1, 0.8, 8, 0.5), True: lambda share: 0.3 + 0.5 * (1 - exp(-8 * share))},
        "won_late": {False: _s_shape(0.05, 0.9, 7, 1.1), True: lambda share: 0.1 + 0.85 * (1 - exp(-1.2 * share))},
        "other_shapes": {False: _ramp(0.15, 0.7, 0.3, 0.9), True: _saturating(0.15, 0.8, 0.35)},
    }
)


@dataclass(frozen=True, slots=True)
class Past:
    """Offers that were made, as shares of the price, and whether each won the customer back."""

    shares: list[float]
    won: list[bool]


def worths(count: int, rng: np.random.Generator) -> np.ndarray:
    """Return what customers' staying is worth as multiples of the price: half of them more than 1.5."""
    return np.round(rng.lognormal(np.log(1.5), 0.6, count), 2)


def past_offers(chance: Chance, *, accepts: bool, count: int, rng: np.random.Generator) -> Past:
    """Return ``count`` past offers of more than nothing, for services of one kind."""
    shares: list[float] = []
    for worth in worths(4 * count + 100, rng):
        advised = best_hundredths(price_minor=100, value_minor=round(100 * worth), accepts=accepts) / 100
        share = advised * rng.lognormal(0, 0.35)
        if rng.random() < OWED_MORE:
            share = max(share, rng.uniform(0, 1.2))
        if share >= LEAST:
            shares.append(min(round(share, 2), REACH))
    shares = shares[:count]
    return Past(shares, [bool(rng.random() < chance(share)) for share in shares])


def gained(chance: Chance, curve: Sequence[float], *, seed: int = 5) -> tuple[float, float]:
    """Return what going by ``curve`` gains over JUDGED new cases beyond giving nothing, and the most there is."""
    lift = np.array([chance(float(share)) for share in GRID]) - chance(0)
    worth = worths(JUDGED, np.random.default_rng(seed))[:, None]
    gains = worth * lift - GRID
    chosen = np.argmax(worth * np.asarray(curve) - GRID, axis=1)
    return float(gains[np.arange(JUDGED), chosen].sum()), float(gains.max(axis=1).sum())


Learn = Callable[[Past, bool], Sequence[float]]  # past offers, accepts -> the curve to go by


def regret(company: Mapping[bool, Chance], learn: Learn, *, cases: int, seed: int) -> float:
    """Return the part of the best gain a company loses by what it learnt of ``cases``, half of either kind."""
    rng = np.random.default_rng(seed)
    sums = []
    for accepts, chance in company.items():
        past = past_offers(chance, accepts=accepts, count=cases // 2, rng=rng)
        sums.append(gained(chance, learn(past, accepts)))
    return 1 - sum(gain for gain, _best in sums) / sum(best for _gain, best in sums)


def as_estimated(past: Past, accepts: bool) -> Sequence[float]:  # noqa: FBT001 - the name says which curve
    """Learn as we do."""
    return estimate(past.shares, past.won, accepts=accepts).won


def as_shipped(_past: Past, accepts: bool) -> Sequence[float]:  # noqa: FBT001 - as above
    """Learn nothing."""
    return [won_back(step / 100, accepts=accepts) for step in range(HUNDREDTHS + 1)]


def by_tenths(past: Past, _accepts: bool) -> Sequence[float]:  # noqa: FBT001 - as above
    """Take the part that was won in each tenth of the price, as it is; what was never tried is never chosen."""
    tenths: dict[int, list[bool]] = {}
    for share, won in zip(past.shares, past.won, strict=True):
        tenths.setdefault(min(int(share * 10), HUNDREDTHS // 10), []).append(won)
    rates = {tenth: sum(won) / len(won) for tenth, won in tenths.items()}
    return [rates.get(step // 10, -1) for step in range(HUNDREDTHS + 1)]
