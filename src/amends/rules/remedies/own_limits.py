"""
What somebody may give beyond their role while they are certified: by kind of remedy, a case, a day and a customer.

A limit of one's own only ever adds to that of the role. It rests from the day after the certificate runs out.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

CUSTOMER_SUMMED_OVER = timedelta(days=365)
EVERY_KIND = ""
MOST_MINOR = 10**12


@dataclass(frozen=True, slots=True)
class OwnLimit:
    """
    One limit of one person, in minor units of ``currency``.

    remedy              key of the kind it is for; EVERY_KIND for all that have none of their own
    per_case_minor      of everything given on a case within a day
    per_day_minor       of what the person gave within a day beyond what was owed; None: without limit
    per_customer_minor  of what the customer was given within a year beyond what was owed; None: without limit
    """

    remedy: str
    currency: str
    per_case_minor: int
    per_day_minor: int | None = None
    per_customer_minor: int | None = None


@dataclass(frozen=True, slots=True)
class OwnLimits:
    """
    The limits of one who gives on one case and one instant, with what was given already.

    day_minor, customer_minor  what was given beyond what was owed, by whom it is about within a day, to the customer
    is_certified               whether the certificate they rest on is valid
    program                    of a program: what is left of its day beyond what is owed; None: it has no such limit
    """

    limits: tuple[OwnLimit, ...] = ()
    day_minor: int = 0
    customer_minor: int = 0
    is_certified: bool = True
    program: Bound | None = None


NO_LIMITS_OF_THEIR_OWN = OwnLimits()


@dataclass(frozen=True, slots=True)
class Bound:
    """
    The limit that comes first, in minor units of the offer's currency.

    key          "case", "day", "customer"; "currency" and "kind": none for this one; "certificate": it is not valid;
                 "program": a program's day; "program_currency": that is in another currency
                 "role": that of the role on the case; "budget": that of the team's goodwill, of which no more is left
    limit_minor  how high it is
    given_minor  how much of it was given already
    left_minor   how large an offer may still be
    remedy       the kind it is about, for "kind"
    """

    key: str
    limit_minor: int = 0
    given_minor: int = 0
    left_minor: int = 0
    remedy: str = ""


def is_valid(granted_on: date, expires_on: date, on: date) -> bool:
    """Whether a certificate holds on a day: from the first to the last day, both included."""
    return granted_on <= on <= expires_on


def bound_of(own: OwnLimits, *, currency: str, kinds: Collection[str], floor_minor: int, on_case_minor: int) -> Bound:
    """
    Return the limit that an offer of these kinds runs into first: it covers offers up to ``left_minor``.

    The customer may choose any of the ways, so each kind has to be covered. The limit for a kind goes before the one
    for every kind. Paying what is owed uses up no day and no customer.
    Worked value: 500.00 a case, 800.00 a day of which 450.00 are given, nothing owed: the day, 350.00 are left.
    """
    if not own.limits:
        return Bound("role")
    if not own.is_certified:
        return Bound("certificate")
    limits = {one.remedy: one for one in own.limits if one.currency == currency}
    if not limits:
        return Bound("currency")
    found = []
    for kind in sorted(kinds) or [EVERY_KIND]:
        limit = limits.get(kind, limits.get(EVERY_KIND))
        if limit is None:
            return Bound("kind", remedy=kind)
        found.append(tightest(limit, own, floor_minor=floor_minor, on_case_minor=on_case_minor))
    return min(found, key=lambda one: one.left_minor)


def tightest(limit: OwnLimit, own: OwnLimits, *, floor_minor: int, on_case_minor: int) -> Bound:
    """Return which of a case, a day and a customer an offer runs into first under one limit."""
    sums = (
        ("case", limit.per_case_minor, on_case_minor, 0),
        ("day", limit.per_day_minor, own.day_minor, floor_minor),
        ("customer", limit.per_customer_minor, own.customer_minor, floor_minor),
    )
    found = [
        Bound(key, most, given, max(most - given + owed, 0)) for key, most, given, owed in sums if most is not None
    ]
    return min(found, key=lambda one: one.left_minor)
