"""Hold the list of a bank or a payment provider against our deliveries, and settle what does not agree."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import islice
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.gateways.tables import Table
from amends.models import Delivery, Event, Mismatch, PaymentList, Undo
from amends.rules.actors import Actor
from amends.rules.money import Money
from amends.rules.offers import LONGEST_FAILURE, LONGEST_PROOF
from amends.rules.reconciling.comparing import MISSING, UNKNOWN, Difference, Ours, compare
from amends.rules.reconciling.reading import (
    Reading,
    Told,
    guess_layout,
    plain_proof,
    read_row,
    reading_of,
    require_layout,
)
from amends.rules.refusals import Conflict, Invalid, Refusal
from amends.rules.remedies.catalogue import remedies
from amends.rules.writing import require_name
from amends.services import events
from amends.services.directory import directory
from amends.services.lifecycle import lock
from amends.services.staff import require
from amends.services.undoing import Facts, leave_undo, undoes

SAMPLE_ROWS = 1000
MOST_ROWS = 50_000
LOOKED_BACK = timedelta(days=180)  # a bank sends money back months later


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list says: its rows that move money, and those that could not be read, by their line."""

    told: tuple[Told, ...]
    unread: tuple[tuple[int, Refusal], ...]


class Comparison(NamedTuple):
    """The list as it is kept; ``is_new``: it was not compared before."""

    payment_list: PaymentList
    is_new: bool


def guess_columns(table: Table) -> dict[str, int]:
    """Return which column is probably what (``rules.reconciling.reading.FIELDS``); it may not be enough."""
    return guess_layout(table.columns, _sample(table))


def plan_comparison(
    *, table: Table, layout: Mapping[str, int], currency: str, is_out_minus: bool | None = None
) -> Reading:
    """Return how a list will be read; raise Invalid naming the field for which a column has to be chosen."""
    layout = require_layout(layout, table.columns)
    zone = ZoneInfo(directory().organisation.timezone)
    return reading_of(layout, _sample(table), currency=currency, zone=zone, is_out_minus=is_out_minus)


def _sample(table: Table) -> list[list[str]]:
    return [row.cells for row in islice(table.rows(), SAMPLE_ROWS) if row.fault is None]


def read_list(*, table: Table, reading: Reading) -> Listing:
    """Return what a list says; raise Invalid for one that is too long or moves no money at all."""
    told: list[Told] = []
    unread: list[tuple[int, Refusal]] = []
    for count, row in enumerate(table.rows()):
        if count >= MOST_ROWS:
            too_long = _("More than %(most)d rows are too many at once. Split the list.")
            raise Invalid(too_long, field="file", params={"most": MOST_ROWS})
        said = row.fault or read_row(row.line, row.cells, reading)
        if isinstance(said, Told):
            told.append(said)
        elif said is not None:
            unread.append((row.line, said))
    if not told:
        raise Invalid(_("No row of this list says which payment moved how much. Choose the columns."), field="proof")
    return Listing(tuple(told), tuple(unread))


@transaction.atomic
def compare_list(*, table: Table, listing: Listing, name: str, by: Actor, now: datetime) -> Comparison:
    """
    Compare a list, known by its file's name, with what was noted as delivered; keep what does not agree until somebody
    settles it.

    The same list again opens nothing, and what an earlier list showed already is the same mismatch. What an earlier
    list did not have, and this one has, is settled by itself.
    """
    require(by, "payment.reconcile")
    days = [row.day for row in listing.told if row.day]
    payment_list, is_new = PaymentList.objects.get_or_create(
        fingerprint=table.contents.fingerprint,
        defaults={
            "file_name": name[-255:],
            "first_on": min(days, default=None),
            "last_on": max(days, default=None),
            "read": len(listing.told),
            "agreed": 0,
            "unread": len(listing.unread),
            "compared_at": now,
            "compared_by_id": by.staff_id,
        },
    )
    if not is_new:
        return Comparison(payment_list, is_new)
    compared = compare(listing.told, _payments(payment_list, now=now))
    differences = [_mismatch(payment_list, one) for one in compared.differences]
    Mismatch.objects.bulk_create(differences, ignore_conflicts=True)
    _prove(payment_list, compared.proven)
    known = {one.ours.delivery_id for one in compared.differences if one.ours and one.kind != MISSING}
    found = Mismatch.objects.open().filter(kind=MISSING, delivery__in=known | set(compared.proven))
    found.update(settled_at=now, outcome="found")
    facts = {"list": payment_list.pk, "read": payment_list.read, "agreed": payment_list.agreed}
    events.record_for_organisation("payments.compared", by=by, now=now, differing=len(differences), **facts)
    return Comparison(payment_list, is_new)


@transaction.atomic
def leave_mismatch(*, mismatch: Mismatch, reason: str, by: Actor, now: datetime) -> Undo | None:
    """Leave a mismatch as it is, for a reason that stands with it; return what takes that back."""
    require(by, "payment.reconcile")
    case = lock(mismatch.delivery.offer.case) if mismatch.delivery else None
    if not _leave([mismatch.pk], reason, by=by, now=now):
        raise Conflict(_("Somebody has settled this in the meantime."))
    if case is None:
        events.record_for_organisation("mismatch.left", by=by, now=now, mismatch=mismatch.pk)
    else:
        events.record(case, "mismatch.left", by=by, now=now, mismatch=mismatch.pk, delivery=mismatch.delivery_id)
    return _undo_of([mismatch.pk], by=by, now=now)


@transaction.atomic
def leave_unknown(*, payment_list: PaymentList, reason: str, by: Actor, now: datetime) -> Undo | None:
    """
    Leave everything of a list that is known of no case: a bank's list holds a house's other payments as well.

    Return what takes that back.
    """
    require(by, "payment.reconcile")
    unknown = Mismatch.objects.open().filter(payment_list=payment_list, kind=UNKNOWN)
    ids = list(unknown.values_list("pk", flat=True))
    count = _leave(ids, reason, by=by, now=now)
    if count != len(ids) or not count:
        raise Conflict(_("Somebody has settled this in the meantime."))
    events.record_for_organisation("mismatch.left", by=by, now=now, list=payment_list.pk, count=count)
    return _undo_of(ids, by=by, now=now)


@undoes("mismatch.left")
def _open_again(facts: Facts, *, by: Actor, now: datetime) -> None:
    require(by, "payment.reconcile")
    mine = Mismatch.objects.visible_to(by).filter(pk__in=facts["mismatches"], outcome="left", settled_by=by.staff_id)
    found = list(mine.select_related("delivery__offer__case"))
    cases = {one.delivery.offer.case_id: lock(one.delivery.offer.case) for one in found if one.delivery}
    opened = {"settled_at": None, "settled_by_id": None, "outcome": "", "reason": ""}
    # Compare-and-set: of two windows that take it back, the second is told.
    left = Mismatch.objects.filter(pk__in=[one.pk for one in found], outcome="left")
    if len(found) != len(facts["mismatches"]) or left.update(**opened) != len(found):
        raise Conflict(_("Somebody changed it since; nothing was changed."))
    for one in found:
        if one.delivery:
            case = cases[one.delivery.offer.case_id]
            events.record(case, "mismatch.reopened", by=by, now=now, mismatch=one.pk, delivery=one.delivery_id)
    if ours_alone := sum(one.delivery is None for one in found):
        events.record_for_organisation("mismatch.reopened", by=by, now=now, count=ours_alone)


def _undo_of(ids: list[int], *, by: Actor, now: datetime) -> Undo | None:
    return leave_undo(verb="mismatch.left", facts={"mismatches": ids}, by=by, now=now) if by.staff_id else None


def _leave(ids: Collection[int], reason: str, *, by: Actor, now: datetime) -> int:
    reason = require_name(reason, longest=LONGEST_FAILURE, field="reason")
    # Compare-and-set: of two who settle it at once, the first one's reason stands.
    left = {"settled_at": now, "settled_by_id": by.staff_id, "outcome": "left", "reason": reason}
    return Mismatch.objects.open().filter(pk__in=ids).update(**left)


def _payments(payment_list: PaymentList, *, now: datetime) -> Iterator[Ours]:
    """Yield what was paid and could stand in the list, and earlier tries that came back."""
    zone = ZoneInfo(directory().organisation.timezone)
    first = datetime.combine(payment_list.first_on, time(), UTC) if payment_list.first_on else now
    by_money = [one.key for one in remedies().values() if one.fulfilled_by == "payment"]
    paid = Delivery.objects.filter(remedy__in=by_money).select_related("offer")
    for one in paid.filter(delivered_at__gte=first - LOOKED_BACK).exclude(proof=""):
        assert one.delivered_at is not None  # noqa: S101 - for the type checker: the filter above says so
        day, amount = one.delivered_at.astimezone(zone).date(), Money(one.amount_minor, one.offer.currency)
        yield Ours(one.pk, one.proof, amount, day, is_listed=one.listed_in_id is not None)
    returned = {one.pk: one for one in paid.filter(failures__gt=0)}
    cases = {one.offer.case_id for one in returned.values()}
    for event in Event.objects.filter(case__in=cases, verb="remedy.reversed"):
        if (earlier := returned.get(event.facts["delivery"])) and event.facts.get("proof"):
            amount = Money(earlier.amount_minor, earlier.offer.currency)
            yield Ours(earlier.pk, event.facts["proof"], amount, event.at.astimezone(zone).date(), came_back=True)


def _mismatch(payment_list: PaymentList, one: Difference) -> Mismatch:
    amount = one.told or (one.ours.amount if one.ours else None)
    told_minor = one.told.minor if one.told else None
    delivery_id = one.ours.delivery_id if one.ours else None
    currency = amount.currency if amount else ""
    about = f"{one.kind} {delivery_id} {plain_proof(one.proof)} {told_minor} {currency}"
    return Mismatch(
        payment_list=payment_list,
        kind=one.kind,
        key=hashlib.sha256(about.encode()).hexdigest(),
        delivery_id=delivery_id,
        proof=one.proof[:LONGEST_PROOF],
        told_minor=told_minor,
        currency=currency,
        told_on=one.day,
    )


def _prove(payment_list: PaymentList, deliveries: Collection[int]) -> None:
    """Note which deliveries the list shows, so that another list need not have them."""
    payment_list.agreed = len(deliveries)
    payment_list.save(update_fields=["agreed"])
    for some in _parts(sorted(deliveries)):
        Delivery.objects.filter(pk__in=some).update(listed_in=payment_list)


def _parts(ids: list[int], size: int = 500) -> Iterator[list[int]]:
    """Yield the ids some at a time: an engine takes only so many in one statement."""
    yield from (ids[start : start + size] for start in range(0, len(ids), size))
