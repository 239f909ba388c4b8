"""What the failure cost the customer, line by line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from amends.rules.money import Money
from amends.rules.remedies.distress_ladder import BANDS, SOURCE, distress


@dataclass(frozen=True, slots=True)
class Loss:
    """
    One line of what was lost. ``kind``: "undelivered" (part of the price), "receipts", "time" or "distress".

    source       where it stands how much it is worth; "" where the customer can show it
    is_verified  whether somebody held it against that source
    """

    kind: str
    amount: Money
    source: str = ""
    is_verified: bool = True


def losses(
    *, price: Money, undelivered: Fraction, receipts: Money, hours: Fraction, hourly: Money, distress_band: str = ""
) -> tuple[Loss, ...]:
    """
    Return the lines that are not nothing; their sum is the assessed loss.

    Worked value: 680 x 35 % + 96 + 2.5 h x 40 = 434; with considerable distress 734.
    """
    lines = (
        Loss("undelivered", price.share(undelivered)),
        Loss("receipts", receipts),
        Loss("time", hourly.share(hours)),
        _distress(distress_band, price.currency),
    )
    return tuple(line for line in lines if line.amount.minor)


def _distress(band: str, currency: str) -> Loss:
    is_verified = not band or BANDS[band].verified
    return Loss("distress", distress(band, currency), SOURCE, is_verified)


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
        distress_band=facts.get("distress") or "",
    )


def assessed(lines: tuple[Loss, ...], currency: str) -> Money:
    """Return the sum of the lines."""
    total = Money(0, currency)
    for line in lines:
        total += line.amount
    return total
