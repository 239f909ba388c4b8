"""What a bank's or a provider's list says, beside what we noted as delivered: what agrees, and each way it may not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from amends.rules.money import Money
from amends.rules.reconciling.reading import Told, plain_proof

# The kinds of mismatch, what is most pressing for a customer first.
BACK, DIFFERS, MISSING, UNKNOWN = KINDS = ("back", "differs", "missing", "unknown")


@dataclass(frozen=True, slots=True)
class Ours:
    """
    One payment that we noted.

    came_back  it was noted as come back since, and stands no longer
    is_listed  another list had it already, so it need not stand in this one
    """

    delivery_id: int
    proof: str
    amount: Money
    day: date
    came_back: bool = False
    is_listed: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """
    One thing that does not agree.

    told  what the list says in all under this number, below zero for what came back; None: it says nothing
    ours  the payment of ours it is about; None: none is known
    """

    kind: str
    proof: str
    told: Money | None
    day: date | None
    ours: Ours | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """The deliveries that the list proves, and what does not agree, the most pressing first."""

    proven: tuple[int, ...]
    differences: tuple[Difference, ...]


def compare(told: Collection[Told], ours: Iterable[Ours]) -> Compared:
    """
    Compare a list with our payments, number by number.

    Several rows of one number are taken together. What we noted within the days of the list, and it does not have, is
    missing from it. Worked value: 75.00 under "SEPA 1" on both sides agrees; with -75.00 there as well, it came back.
    """
    listed, known = defaultdict(list), defaultdict(list)
    for row in told:
        listed[plain_proof(row.proof)].append(row)
    for one in ours:
        known[plain_proof(one.proof)].append(one)
    proven: list[int] = []
    found: list[Difference] = []
    for number, rows in listed.items():
        mine = known.get(number, [])
        kind = _judged(rows, mine)
        if not kind and sum(row.amount.minor for row in rows) > 0:
            proven += [one.delivery_id for one in mine if not one.came_back]
        elif kind:
            found += _differences(kind, rows, mine)
    found += _missing(told, (one for number, some in known.items() if number not in listed for one in some))
    return Compared(tuple(proven), tuple(sorted(found, key=lambda one: KINDS.index(one.kind))))


def _judged(rows: Sequence[Told], mine: Sequence[Ours]) -> str:
    """Return the kind of mismatch under one number; "" where it agrees."""
    paid = sum(row.amount.minor for row in rows if row.amount.minor > 0)
    back = -sum(row.amount.minor for row in rows if row.amount.minor < 0)
    if not mine:
        return UNKNOWN if paid != back else ""
    if len({row.amount.currency for row in rows} | {one.amount.currency for one in mine}) > 1:
        return DIFFERS
    standing = sum(one.amount.minor for one in mine if not one.came_back)
    earlier = sum(one.amount.minor for one in mine if one.came_back)
    # Money that left and came back need not stand in the same list: each may be in one of its own.
    if paid and (paid - back == standing or (not back and paid == standing + earlier)):
        return ""
    if standing and back - earlier == standing and paid in {0, standing, standing + earlier}:
        return BACK
    return "" if not paid and back == earlier else DIFFERS


def _differences(kind: str, rows: Sequence[Told], mine: Sequence[Ours]) -> list[Difference]:
    currency = rows[0].amount.currency
    net = sum(row.amount.minor for row in rows if row.amount.currency == currency)
    day = max((row.day for row in rows if row.day), default=None)
    if kind != BACK:
        standing = [one for one in mine if not one.came_back] or mine
        return [Difference(kind, rows[0].proof, Money(net, currency), day, next(iter(standing), None))]
    # Each payment that went out under the number came back, and each is owed again on its own.
    return [
        Difference(kind, rows[0].proof, Money(-one.amount.minor, currency), day, one)
        for one in mine
        if not one.came_back
    ]


def _missing(told: Collection[Told], unlisted: Iterable[Ours]) -> list[Difference]:
    days = sorted(row.day for row in told if row.day)
    if not days:
        return []
    expected = (one for one in unlisted if not (one.came_back or one.is_listed) and days[0] <= one.day <= days[-1])
    return [Difference(MISSING, one.proof, None, one.day, one) for one in expected]
