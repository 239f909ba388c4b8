"""What a case took of us, as its page says it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from amends.rules.handling import Happened
from amends.rules.money import Money
from amends.services.handling import handling_of
from amends.web.ways import amount


@dataclass(frozen=True, slots=True)
class Took:
    """Minutes, and sums in words; "" for what there is none of, or nobody knows the price of."""

    minutes: int
    work: str
    remedies: str
    together: str


def took(history: Sequence[Happened]) -> Took:
    """Return what a case took; work and remedies are added up where they are of one currency."""
    found = handling_of(history)
    both = found.work and found.remedies and found.work.currency == found.remedies.currency
    together = found.work + found.remedies if both and found.work and found.remedies else None
    return Took(found.minutes, _said(found.work), _said(found.remedies), _said(together))


def _said(sum_: Money | None) -> str:
    return amount(sum_.minor, sum_.currency) if sum_ else ""
