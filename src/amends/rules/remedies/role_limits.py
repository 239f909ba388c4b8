"""
What a company lets a role give instead of what is shipped: by kind of remedy, a case, a day and a customer.

It holds from a day on, for every offer in its currency; the newest that has begun goes before the earlier ones.
The highest role keeps what is shipped: somebody has to be able to decide.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from amends.rules.money import Money
from amends.rules.remedies.own_limits import EVERY_KIND, OwnLimit

MOST_PRICE_PERCENT = 1_000
LONGEST_AHEAD = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class RoleLimit:
    """
    One limit of one role. On a case it is a share of the price or a sum, whichever is more.

    price_percent      the share of the price: 100 is once the price, 0 leaves the sum alone
    limit              the kind, the currency and the sums; a day is what one colleague gave in it
    needs_certificate  without a valid one only small gestures and what is owed are left
    """

    role: str
    price_percent: int
    limit: OwnLimit
    needs_certificate: bool = False

    def at(self, price: Money) -> OwnLimit:
        """Return it for one price. Worked value: 100 % or 300.00 at a price of 680.00 is 680.00 on the case."""
        one = self.limit
        per_case = max(price.share(Fraction(self.price_percent, 100)).minor, one.per_case_minor)
        return OwnLimit(one.remedy, one.currency, per_case, one.per_day_minor, one.per_customer_minor)


def limit_for(limits: Collection[RoleLimit], role: str, *, kind: str, currency: str) -> RoleLimit | None:
    """Return what holds for a role and a kind, its own before the one for every kind; None: what is shipped."""
    found = {one.limit.remedy: one for one in limits if one.role == role and one.limit.currency == currency}
    return found.get(kind, found.get(EVERY_KIND))
