"""Offers: what one may say of them, how long they stand, and the key by which one cause is paid once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from amends.rules.refusals import Invalid, gettext_noop
from amends.rules.remedies.catalogue import remedy_of
from amends.rules.writing import at_most, one_line

STANDS_FOR = timedelta(days=7)
DECLINES_UNTIL_TOLD = 2  # so often a customer says no before whoever leads the place is told
APPROVED_WITHIN = timedelta(hours=4)
LONGEST_CAUSE, LONGEST_REASON, LONGEST_PROOF, LONGEST_FAILURE = 80, 500, 120, 300


def stands_until(now: datetime) -> datetime:
    """Return until when an offer made now stands."""
    return now + STANDS_FOR


def decided_by(asked_at: datetime) -> datetime:
    """Return by when an approval is to be decided."""
    return asked_at + APPROVED_WITHIN


def raised_at(asked_at: datetime) -> datetime:
    """Return when an approval that nobody decided goes up: after half of its time."""
    return asked_at + APPROVED_WITHIN / 2


def promised_by(remedies: Iterable[str]) -> str:
    """
    Return the kind of promise that a customer's choice makes.

    Worked values: a refund with a voucher gives "pay"; a repair alone gives "resolve".
    """
    has_money = any(remedy_of(key).fulfilled_by == "payment" for key in remedies)
    return "pay" if has_money else "resolve"


def cause_key(told: str, *, case_id: int, customer_id: int | None) -> str:
    """
    Return the key of what is paid for: the bill, booking or order that was told, else the case itself.

    One customer's bill is the same cause in whichever case it comes up again. Worked value: " INV-  7 " told by
    customer 12 gives "customer 12: inv- 7"; nothing told in case 1001 gives "case 1001".
    """
    told = at_most(one_line(told).casefold(), LONGEST_CAUSE, field="cause")
    if not told:
        return f"case {case_id}"
    return f"customer {customer_id}: {told}" if customer_id else f"case {case_id}: {told}"


def require_option(told: int, count: int) -> int:
    """Return the number of a way to choose; raise Invalid for one that was not offered."""
    if not 0 <= told < count:
        raise Invalid(gettext_noop("Choose one of the ways to put it right."), field="option")
    return told


@dataclass(frozen=True, slots=True)
class Step:
    """One line of how a total adds up. ``kind``: "law", "promise", a kind of loss, "goodwill" or "own"."""

    kind: str
    minor: int


def steps(*, by_law: int, by_promise: int, losses: tuple[tuple[str, int], ...], total: int) -> tuple[Step, ...]:
    """
    Return how a total adds up, for the customer to read; amounts in minor units of one currency.

    What is owed stands first and is never hidden in something else; the loss beyond it follows, and the rest is ours to
    give. A loss that what is owed covers already stands in no line of its own. Worked values: promised 75.00 in all
    gives one line; nothing owed, losses of 238.00, 96.00 and 100.00, 450.00 in all give these and goodwill of 16.00.
    """
    floor = max(by_law, by_promise)
    lines = [Step("law" if by_law >= by_promise else "promise", floor)] if floor else []
    lost = sum(minor for _kind, minor in losses)
    if lost > floor and not floor and lost <= total:
        lines += [Step(kind, minor) for kind, minor in losses]
    elif lost > floor:
        lines.append(Step("loss", min(lost, total) - floor))
    rest = total - sum(line.minor for line in lines)
    return (*lines, Step("goodwill", rest)) if rest else tuple(lines)
