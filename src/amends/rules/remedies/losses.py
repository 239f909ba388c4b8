"""What the failure cost the customer, line by line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

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


def losses_of(facts: Mapping[str, Any], currency: str) -> tuple[Loss, ...]:
    """Return the lines of an offer's facts (``rules.remedies.assessing``); a fact that was not told is nothing."""

    def money(name: str) -> Money:
        return Money(facts.get(name) or 0, currency)

    def exact(name: str) -> Fraction:
        """Return the number as it was written: 0.35 is 35 hundredths."""
        return Fraction(str(facts.get(name) or 0))

    return losses(
        price=money("price_minor"),
        undelivered=exact("undelivered_share"),
        receipts=money("receipts_minor"),
        hours=exact("hours"),
        hourly=money("hour_minor"),
    )


def assessed(lines: tuple[Loss, ...], currency: str) -> Money:
    """Return the sum of the lines."""
    total = Money(0, currency)
    for line in lines:
        total += line.amount
    return total
