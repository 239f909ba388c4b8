"""Money: whole minor units of one currency, which never meet those of another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from amends.rules.refusals import Invalid, gettext_noop

_CODE = re.compile(r"[A-Z]{3}", re.ASCII)
MOST = 10**15


@dataclass(frozen=True, slots=True)
class Money:
    """
    An amount: ``minor`` whole units (cents, pence, fen) of ``currency``, an ISO 4217 code.

    Worked values: ``Money(23_800, "CNY") + Money(9_600, "CNY")`` is 334.00 yuan; a sum with euros raises Invalid.
    """

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if not _CODE.fullmatch(self.currency):
            words = gettext_noop("“%(told)s” is no currency: write its three letters, like CNY or EUR.")
            raise Invalid(words, field="currency", params={"told": self.currency})
        if abs(self.minor) > MOST:
            words = gettext_noop("%(minor)d minor units are more than any case is about.")
            raise Invalid(words, field="amount", params={"minor": self.minor})

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self.like(other).minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self.like(other).minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self.like(other).minor

    def __le__(self, other: Money) -> bool:
        return self.minor <= self.like(other).minor

    def like(self, other: Money) -> Money:
        """Return ``other``, which must be of the same currency; raise Invalid when it is not."""
        if other.currency != self.currency:
            words = gettext_noop("%(one)s and %(other)s do not add up: one currency a case.")
            raise Invalid(words, field="currency", params={"one": self.currency, "other": other.currency})
        return other

    def share(self, part: Fraction) -> Money:
        """
        Return a part of it, rounded half up to a whole minor unit: half a cent goes to the customer.

        Worked value: 5 % of 299.00 is 14.95; a third of 0.05 is 0.02.
        """
        return Money(half_up(self.minor * part), self.currency)


def half_up(amount: Fraction) -> int:
    """Return the nearest whole number, the larger one from the middle: 2.5 gives 3, -2.5 gives -2."""
    return int((amount + Fraction(1, 2)) // 1)
