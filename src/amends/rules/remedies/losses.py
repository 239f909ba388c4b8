"""What the failure cost the customer, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from amends.rules.money import Money


@dataclass(frozen=True, slots=True)
class Loss:
    """One line of what was lost. ``kind``: "undelivered" (part of the price), "receipts" or "time"."""

    kind: str
    amount: Money


def losses(*, price: Money, undelivered: Fraction, receipts: Money, hours: Fraction, hourly: Money) -> tuple[Loss, ...]:
    """
    Return the lines that are not nothing; their sum is the assessed loss.

    Worked value: 680 x 35 % + 96 + 2.5 h x 40 = 434.
    """
    lines = (
        Loss("undelivered", price.share(undelivered)),
        Loss("receipts", receipts),
        Loss("time", hourly.share(hours)),
    )
    return tuple(line for line in lines if line.amount.minor)


def assessed(lines: tuple[Loss, ...], currency: str) -> Money:
    """Return the sum of the lines."""
    total = Money(0, currency)
    for line in lines:
        total += line.amount
    return total
