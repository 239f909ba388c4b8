"""
What a sum wins back, estimated from a company's own outcomes: the two curves of `rules.remedies.goodwill` made its own.

An outcome is an offer of ``share`` times the price and whether the customer was won back. It is modelled as

    P(won | share) = base + (1 - base) x reach x S(share)

with ``base`` won without any sum, ``reach`` the part of the others that any sum can win, and S one of a family of
shapes around the shipped one: logistic (steepness, middle) for a service that was rejected, exponential (rate) and
logarithmic (bend) for one that was accepted. Every combination on a grid is weighed by how well it explains the
outcomes, and the company's own curve is the mean over all of them. What is decided is linear in the curve, so its mean
is all that the best decision needs.

What is told is the mean of that curve and the shipped one, which counts as PRIOR_OUTCOMES outcomes: without any it is
the shipped one, with few it is close to it, with thousands they speak alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from amends.rules.remedies.goodwill import HUNDREDTHS, REACH, won_back

PRIOR_OUTCOMES = 100
LAST = round(100 * REACH)  # hundredths of the price; what is more counts as this
STEPS = np.arange(LAST + 1) / 100
BASES = np.arange(0, 0.85, 0.05)
REACHES = np.arange(0.05, 1.01, 0.05)
STEEPNESSES = (1.5, 2, 3, 4, 6, 8, 12, 18)
MIDDLES = (0.1, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.4)
RATES = (0.3, 0.6, 1, 1.5, 2, 2.5, 3, 4, 6, 9, 14)
BENDS = (1, 3, 8, 20, 60)
INTERVAL = (0.05, 0.95)


@dataclass(frozen=True, slots=True)
class Curve:
    """
    What compensation wins beyond giving nothing, for each hundredth of the price from 0 to HUNDREDTHS; 0 to 1.

    outcomes   how many it was estimated from
    won        the curve
    low, high  where it may be by the outcomes alone, with 90 %: wide without any
    """

    outcomes: int
    won: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


def estimate(shares: Sequence[float], won: Sequence[bool], *, accepts: bool) -> Curve:
    """
    Return the curve that outcomes of one kind speak for: of services that were rejected, or that were accepted.

    shares  of the price that was offered, 0 or more; beyond REACH counts as REACH
    won     whether the customer was won back

    Worked value: without outcomes it is the shipped curve; 100 outcomes move it half the way to what they say.
    """
    bins = np.clip(np.rint(np.asarray(shares, float) * 100), 0, LAST).astype(int)
    is_won = np.asarray(won, bool)
    wins, losses = (np.bincount(bins[one], minlength=LAST + 1) for one in (is_won, ~is_won))
    lifts, weights = _weighed(_shapes(accepts=accepts), wins, losses)
    shipped = np.array([won_back(step / 100, accepts=accepts) for step in range(HUNDREDTHS + 1)])
    own = len(bins) / (len(bins) + PRIOR_OUTCOMES)

    curve = own * (weights @ lifts) + (1 - own) * shipped
    low, high = _interval(lifts, weights)
    return Curve(len(bins), _told(curve), _told(np.minimum(low, curve)), _told(np.maximum(high, curve)))


def _shapes(*, accepts: bool) -> np.ndarray:
    """Return the shapes that are tried, one a row: 0 at nothing, 1 at REACH."""
    if accepts:
        raw = np.concatenate([1 - np.exp(-np.outer(RATES, STEPS)), np.log1p(np.outer(BENDS, STEPS))])
    else:
        steep, middle = np.array(list(product(STEEPNESSES, MIDDLES))).T
        raw = 1 / (1 + np.exp(-steep[:, None] * (STEPS - middle[:, None])))
        raw = raw - raw[:, :1]
    shapes: np.ndarray = raw / raw[:, -1:]
    return shapes


def _weighed(shapes: np.ndarray, wins: np.ndarray, losses: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return what every combination wins beyond nothing, up to HUNDREDTHS, and how much each one counts."""
    lifts, fits = [], []
    for base, reach in product(BASES, REACHES):
        lift = (1 - base) * reach * shapes
        chance = np.clip(base + lift, 1e-4, 1 - 1e-4)  # nobody is won or lost for certain
        fits.append(np.log(chance) @ wins + np.log1p(-chance) @ losses)
        lifts.append(lift[:, : HUNDREDTHS + 1])
    fit = np.concatenate(fits)
    weights = np.exp(fit - fit.max())
    return np.concatenate(lifts), weights / weights.sum()


def _interval(lifts: np.ndarray, weights: np.ndarray) -> list[np.ndarray]:
    """Return the curves below which, and above which, a twentieth of all weight lies at each point."""
    kept = weights > weights.max() * 1e-6
    lifts, weights = lifts[kept], weights[kept]
    order = np.argsort(lifts, axis=0)
    below = np.cumsum(weights[order], axis=0) / weights.sum()
    columns = np.arange(lifts.shape[1])
    return [lifts[order[np.argmax(below >= part, axis=0), columns], columns] for part in INTERVAL]


def _told(curve: np.ndarray) -> tuple[float, ...]:
    return tuple(round(float(one), 4) for one in curve)
