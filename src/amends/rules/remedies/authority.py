"""Who may give how much: by role and by limits of one's own, a day summed, and what nobody may hold back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from types import MappingProxyType

from amends.rules.money import Money, half_up
from amends.rules.remedies.own_limits import NO_LIMITS_OF_THEIR_OWN, Bound, OwnLimits, bound_of

SUMMED_OVER = timedelta(hours=24)  # offers on one case within it count as one


@dataclass(frozen=True, slots=True)
class Grant:
    """
    What a role may give on one case: a share of the price or a fixed amount, whichever is more.

    fixed_minor        minor units; None: without limit
    needs_certificate  falls to the micro-gesture when the certificate has lapsed
    """

    price_share: Fraction
    fixed_minor: int | None
    needs_certificate: bool = False

    def most(self, price: Money) -> Money | None:
        """Return the most it covers; None: without limit. Worked value: 1 x or 200.00 at a price of 680.00 is 680."""
        if self.fixed_minor is None:
            return None
        return Money(max(half_up(price.minor * self.price_share), self.fixed_minor), price.currency)


MICRO_GESTURE_MINOR = 3_000
GRANTS: Mapping[str, Grant] = MappingProxyType(
    {
        "front_line": Grant(Fraction(1), 20_000, needs_certificate=True),
        "specialist": Grant(Fraction(12, 10), 200_000),
        "supervisor": Grant(Fraction(15, 10), 1_000_000),
        "executive": Grant(Fraction(0), None),
    }
)
LADDER = tuple(GRANTS)
# role: the permission to give as far as it may
PERMISSIONS: Mapping[str, str] = MappingProxyType(
    {
        "front_line": "remedy.offer",
        "specialist": "remedy.as_specialist",
        "supervisor": "remedy.as_supervisor",
        "executive": "remedy.as_executive",
    }
)


ROLE = Bound("role")  # that of the role is the only one


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    Whether it may be given, and why: "floor", "micro_gesture", "within", "own_limit" or "beyond".

    goes_to  who may give it when this role may not; "" when it may
    most     the most they may give on the case; None: without limit
    bound    the limit of their own that comes first
    """

    may_give: bool
    why: str
    goes_to: str = ""
    most: Money | None = None
    bound: Bound = ROLE


def judge_gift(
    *,
    role: str,
    amount: Money,
    price: Money,
    floor_owed: Money,
    given_lately: Money,
    is_certified: bool = True,
    own: OwnLimits = NO_LIMITS_OF_THEIR_OWN,
    kinds: Collection[str] = (),
    budget: Bound | None = None,
) -> Verdict:
    """
    Return whether ``role`` may give ``amount`` on a case where ``given_lately`` was given within SUMMED_OVER.

    ``floor_owed`` is what is still to be paid of what the law and our promises give at least: anybody may pay it,
    certified or not, whatever was given before. ``own`` are limits of one person beyond the role, ``kinds`` the kinds
    of remedy the customer may choose. ``budget`` is what is left of a goodwill budget: more than that goes a level up.
    Worked value: front line, price 100.00, 150.00 given this morning, 60.00 now: 210.00 is beyond 200.00, so it goes
    to a specialist; with 300.00 a case of their own it is within that.
    """
    most = _most(role, price, is_certified=is_certified)
    together = amount + given_lately
    if amount <= floor_owed:
        return Verdict(may_give=True, why="floor", most=most)
    if together.minor <= MICRO_GESTURE_MINOR:
        return Verdict(may_give=True, why="micro_gesture", most=most)
    above = LADDER[LADDER.index(role) + 1 :]
    goes_to = next((one for one in above if _covers(one, together, price)), "")
    if budget is not None and (amount - floor_owed).minor > budget.left_minor and goes_to:
        return Verdict(may_give=False, why="beyond", goes_to=goes_to, most=most, bound=budget)
    if most is None or together <= most:
        return Verdict(may_give=True, why="within", most=most)
    bound = bound_of(
        own,
        currency=price.currency,
        kinds=kinds,
        floor_minor=floor_owed.minor,
        on_case_minor=given_lately.minor,
    )
    most = max(most, Money(bound.left_minor, price.currency) + given_lately) if bound.left_minor else most
    if amount.minor <= bound.left_minor:
        return Verdict(may_give=True, why="own_limit", most=most, bound=bound)
    if bound.key == "role" and GRANTS[role].needs_certificate and not is_certified:
        bound = Bound("certificate")
    return Verdict(may_give=False, why="beyond", goes_to=goes_to, most=most, bound=bound)


def _most(role: str, price: Money, *, is_certified: bool) -> Money | None:
    grant = GRANTS[role]
    if grant.needs_certificate and not is_certified:
        return Money(MICRO_GESTURE_MINOR, price.currency)
    return grant.most(price)


def _covers(role: str, amount: Money, price: Money) -> bool:
    most = GRANTS[role].most(price)
    return most is None or amount <= most


def reaches(role: str, needed: str) -> bool:
    """Return whether a role stands at least as high as another: a supervisor reaches a specialist."""
    return LADDER.index(role) >= LADDER.index(needed)
