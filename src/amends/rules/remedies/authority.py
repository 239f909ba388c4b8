"""Who may give how much: by role and by limits of one's own, a day summed, and what nobody may hold back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction
from types import MappingProxyType

from amends.rules.money import Money, half_up
from amends.rules.remedies.own_limits import EVERY_KIND, NO_LIMITS_OF_THEIR_OWN, Bound, OwnLimits, bound_of, tightest
from amends.rules.remedies.role_limits import RoleLimit, limit_for

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
EDITABLE = LADDER[:-1]  # beyond the highest nobody could decide
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
    roles: Collection[RoleLimit] = (),
    kinds: Collection[str] = (),
    budget: Bound | None = None,
) -> Verdict:
    """
    Return whether ``role`` may give ``amount`` on a case where ``given_lately`` was given within SUMMED_OVER.

    ``floor_owed`` is what is still to be paid of what the law and our promises give at least: anybody may pay it,
    certified or not, whatever was given before. ``own`` are limits of one person beyond the role, ``roles`` those of
    the company's roles where it set its own, ``kinds`` the kinds of remedy the customer may choose. ``budget`` is what
    is left of a goodwill budget: more than that goes a level up.
    Worked value: front line, price 100.00, 150.00 given this morning, 60.00 now: 210.00 is beyond 200.00, so it goes
    to a specialist; with 300.00 a case of their own it is within that.
    """
    gift = _Gift(price, floor_owed.minor, given_lately.minor, frozenset(kinds), tuple(roles))
    first = _first_bound(role, gift, own, is_certified=is_certified)
    if own.program and (first is None or own.program.left_minor + floor_owed.minor < first.left_minor):
        first = replace(own.program, left_minor=own.program.left_minor + floor_owed.minor)
    most = _most(first, gift) if first else None
    if amount <= floor_owed:
        return Verdict(may_give=True, why="floor", most=most)
    is_gesture = (amount + given_lately).minor <= MICRO_GESTURE_MINOR
    spent = _spent((amount - floor_owed).minor, own, budget, is_gesture=is_gesture)
    # Whoever may give as much takes the place of a program, whatever role it acts as.
    goes_to = _who_may(LADDER[0] if own.program and spent is own.program else role, amount, gift, own)
    if spent and goes_to:
        return Verdict(may_give=False, why="beyond", goes_to=goes_to, most=most, bound=spent)
    if is_gesture:
        return Verdict(may_give=True, why="micro_gesture", most=most)
    if first is None or amount.minor <= first.left_minor:
        return Verdict(may_give=True, why="within", most=most)
    mine = bound_of(
        own, currency=price.currency, kinds=kinds, floor_minor=floor_owed.minor, on_case_minor=given_lately.minor
    )
    if mine.left_minor:
        most = max(_most(first, gift), _most(mine, gift))
    if amount.minor <= mine.left_minor:
        return Verdict(may_give=True, why="own_limit", most=most, bound=mine)
    return Verdict(may_give=False, why="beyond", goes_to=goes_to, most=most, bound=mine if own.limits else first)


@dataclass(frozen=True, slots=True)
class _Gift:
    """What is to be given on one case, as every limit looks at it."""

    price: Money
    floor_minor: int
    on_case_minor: int
    kinds: frozenset[str]
    roles: tuple[RoleLimit, ...]


def _first_bound(role: str, gift: _Gift, own: OwnLimits, *, is_certified: bool) -> Bound | None:
    """Return the limit of a role that comes first, whichever kind the customer chooses; None: without limit."""
    lapsed = GRANTS[role].needs_certificate and not is_certified
    found = [_bound_for(role, kind, gift, own, is_lapsed=lapsed) for kind in sorted(gift.kinds) or [EVERY_KIND]]
    return min((one for one in found if one), key=lambda one: one.left_minor, default=None)


def _bound_for(role: str, kind: str, gift: _Gift, own: OwnLimits, *, is_lapsed: bool) -> Bound | None:
    limit = limit_for(gift.roles, role, kind=kind, currency=gift.price.currency)
    if is_lapsed or (limit and limit.needs_certificate and not own.is_certified):
        return _on_case("certificate", MICRO_GESTURE_MINOR, gift)
    if limit is None:
        most = GRANTS[role].most(gift.price)
        return None if most is None else _on_case("role", most.minor, gift)
    bound = tightest(limit.at(gift.price), own, floor_minor=gift.floor_minor, on_case_minor=gift.on_case_minor)
    return _on_case("role", bound.limit_minor, gift) if bound.key == "case" else bound


def _spent(beyond_minor: int, own: OwnLimits, budget: Bound | None, *, is_gesture: bool) -> Bound | None:
    """Return what has no more left for a gift: a program's day, which counts gestures too, or a budget."""
    if own.program and beyond_minor > own.program.left_minor:
        return own.program
    return budget if budget and not is_gesture and beyond_minor > budget.left_minor else None


def _on_case(key: str, most_minor: int, gift: _Gift) -> Bound:
    return Bound(key, most_minor, gift.on_case_minor, max(most_minor - gift.on_case_minor, 0))


def _most(bound: Bound, gift: _Gift) -> Money:
    """Return the most a limit leaves for the whole case, with what was given on it already."""
    minor = bound.limit_minor if bound.key in {"role", "certificate"} else bound.left_minor + gift.on_case_minor
    return Money(minor, gift.price.currency)


def _who_may(role: str, amount: Money, gift: _Gift, own: OwnLimits) -> str:
    """Return the lowest role above that may give as much, whoever holds it; what the customer was given counts."""
    anybody = OwnLimits(customer_minor=own.customer_minor)
    for above in LADDER[LADDER.index(role) + 1 :]:
        bound = _first_bound(above, gift, anybody, is_certified=True)
        if bound is None or amount.minor <= bound.left_minor:
            return above
    return ""


def reaches(role: str, needed: str) -> bool:
    """Return whether a role stands at least as high as another: a supervisor reaches a specialist."""
    return LADDER.index(role) >= LADDER.index(needed)
