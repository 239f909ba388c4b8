"""
How much compensation is worth giving beyond what is owed: two curves of what it wins back.

Shapes after Gelbrich, Gäthke and Grégoire (2015): a customer who *rejects* the service answers to an S-shape with its
steepest part between 60 and 120 % of the price, one who *accepts* it to a concave curve whose first part works most.
The numbers are ours; a company may go by curves estimated from its own outcomes (``engines.goodwill``).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import exp

HUNDREDTHS = 150  # the curves are looked at up to one and a half times the price
REACH = 2.0  # at twice the price all is won that can be


def won_back(share: float, *, accepts: bool) -> float:
    """
    Return the part of the goodwill that can be won, won by compensation of ``share`` times the price; 0 to 1.

    Worked values: rejected service 0.6 gives .1382 and 1.2 gives .8587; accepted 0.2 gives .3961 and 1.0 .9241.
    """
    if accepts:
        return (1 - exp(-2.5 * share)) / (1 - exp(-2.5 * REACH))
    return (_logistic(share) - _logistic(0)) / (_logistic(REACH) - _logistic(0))


def _logistic(share: float) -> float:
    return 1 / (1 + exp(-6 * (share - 0.9)))


@dataclass(frozen=True, slots=True)
class Curves:
    """What compensation wins, 0 to 1, for each hundredth of the price: where the service was accepted or rejected."""

    accepted: tuple[float, ...]
    rejected: tuple[float, ...]


@lru_cache(maxsize=1)
def shipped_curves() -> Curves:
    """Return the curves that hold until a company goes by its own."""
    accepted, rejected = (
        tuple(won_back(step / 100, accepts=accepts) for step in range(HUNDREDTHS + 1)) for accepts in (True, False)
    )
    return Curves(accepted, rejected)


def best_hundredths(*, price_minor: int, value_minor: int, accepts: bool, curves: Curves | None = None) -> int:
    """
    Return which compensation, in hundredths of the price, leaves most of ``value_minor`` x won - paid; of two the less.

    ``value_minor`` is what the customer's staying is worth; without ``curves`` the shipped ones hold.
    Worked values at a price of 200: value 300 gives 122 where the service was rejected and 53 where it was accepted;
    600 gives 136 and 81; 200 gives 0 and 37.
    """
    curves = curves or shipped_curves()
    curve = curves.accepted if accepts else curves.rejected
    return max(range(HUNDREDTHS + 1), key=lambda step: (value_minor * curve[step] - price_minor * step / 100, -step))
