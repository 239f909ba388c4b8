"""What was paid in like cases, so that who decides sees whether this is more, less, or the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

ENOUGH = 5  # under it there is no middle to speak of
LOOKED_BACK = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Spread:
    """What was paid in like cases, in minor units of one currency, the least first."""

    paid: tuple[int, ...]

    @property
    def is_enough(self) -> bool:
        """Whether there are enough to speak of a middle."""
        return len(self.paid) >= ENOUGH

    @property
    def least(self) -> int:
        return self.paid[0]

    @property
    def most(self) -> int:
        return self.paid[-1]

    @property
    def middle(self) -> int:
        """Return the median; of an even number the lower of the two, so that it is a sum somebody was paid."""
        return self.paid[(len(self.paid) - 1) // 2]

    def above(self, minor: int) -> int:
        """Return in how many of them more was paid than this."""
        return sum(one > minor for one in self.paid)


def spread(paid: Iterable[int]) -> Spread | None:
    """
    Return what was paid in like cases; None where there are none.

    Worked value: 300, 100, 500, 200 and 400 were paid: 100 to 500, in the middle 300, more than 350 in two.
    """
    found = tuple(sorted(paid))
    return Spread(found) if found else None


def percent_of(minor: int, price_minor: int) -> int:
    """Return a sum in percent of the price, half a percent rounded up: 1,900 of 1,280 is 148."""
    return (200 * minor + price_minor) // (2 * price_minor)
