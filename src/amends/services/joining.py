"""Make one customer of two records, and two again: cases, ways to recognise them, preferences and care move."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from amends.models import CareFlag, Case, Customer, CustomerJoin, Identity, Merge, Preference, Undo
from amends.rules.actors import Actor
from amends.rules.refusals import Conflict, Invalid
from amends.rules.writing import require_name
from amends.services import events
from amends.services.staff import require
from amends.services.undoing import Facts, leave_undo, undoes

LONGEST = 200
MOVES: dict[str, Any] = {
    "cases": Case,
    "identities": Identity,
    "preferences": Preference,
    "care": CareFlag,
}


@transaction.atomic
def join_customers(*, customer: Customer, into: Customer, reason: str, by: Actor, now: datetime) -> Undo | None:
    """
    Let ``customer`` become part of ``into``: whoever is recognised as one is the other from now on.

    Every case keeps its owner, its promises and its own link, which shows no other case. ``reason`` is how it is known
    that both are one person. Return what takes it back; a program has none.
    """
    require(by, "customer.join")
    reason = require_name(reason, longest=LONGEST, field="reason")
    if customer.pk == into.pk:
        raise Invalid(_("This is the record itself. Choose another."), field="into")
    customer, into = _lock_both(customer, into)
    _refuse_what_cannot_be_one(customer, into)
    moved: dict[str, Any] = {name: _keys_to_move(name, customer, into, now) for name in MOVES}
    moved["filled"] = _fill_gaps(customer, into)
    for name, model in MOVES.items():
        model.objects.filter(pk__in=moved[name]).update(customer=into)
    CustomerJoin.objects.create(
        customer=customer, into=into, reason=reason, joined_by_id=by.staff_id, joined_at=now, moved=moved
    )
    facts = {"customer": customer.pk, "into": into.pk}
    events.record_for_organisation("customer.joined", by=by, now=now, cases=len(moved["cases"]), **facts)
    return leave_undo(verb="customer.joined", facts=facts, by=by, now=now) if by.staff_id else None


@undoes("customer.joined")
def _unjoin(facts: Facts, *, by: Actor, now: datetime) -> None:
    part_customers(customer=Customer.objects.get(pk=facts["customer"]), by=by, now=now)


@transaction.atomic
def part_customers(*, customer: Customer, by: Actor, now: datetime) -> Customer:
    """
    Let a joined record stand alone again, with what it brought; what came since stays with the other.

    Refused while cases of both are merged: one of the two would read the other's words.
    """
    require(by, "customer.join")
    join = CustomerJoin.objects.live().filter(customer=customer).first()
    if join is None:
        raise Conflict(_("This record is not part of another any more."))
    customer, into = _lock_both(customer, join.into)
    brought = join.moved["cases"]
    one_of_two = Q(case__in=brought) ^ Q(into__in=brought)
    if Merge.objects.live().filter(one_of_two).exists():
        raise Conflict(_("Cases of both were merged since. Take those merges back first."))
    if not CustomerJoin.objects.live().filter(pk=join.pk).update(undone_at=now):
        raise Conflict(_("This record is not part of another any more."))
    for name, model in MOVES.items():
        model.objects.filter(pk__in=join.moved[name], customer=into).update(customer=customer)
    _empty_gaps(join.moved["filled"], customer, into)
    facts = {"customer": customer.pk, "into": into.pk}
    events.record_for_organisation("customer.parted", by=by, now=now, **facts)
    return customer


def _lock_both(customer: Customer, into: Customer) -> tuple[Customer, Customer]:
    # Cases before customers, as who offers something has them, and each in the order of their numbers: so nobody who
    # joins crosswise, or gives to one of the two meanwhile, waits for ever.
    list(Case.objects.select_for_update().filter(customer__in=[customer, into]).order_by("pk").values_list("pk"))
    both = Customer.objects.select_for_update().filter(pk__in=[customer.pk, into.pk]).order_by("pk")
    held = {one.pk: one for one in both}
    return held[customer.pk], held[into.pk]


def _refuse_what_cannot_be_one(customer: Customer, into: Customer) -> None:
    if customer.is_story != into.is_story:
        raise Invalid(_("One of the two belongs to a story. Stories and real customers stay apart."), field="into")
    live = CustomerJoin.objects.live()
    if live.filter(customer__in=[customer, into]).exists():
        raise Conflict(_("One of the two is part of another record already. Open that one."), field="into")
    if live.filter(into=customer).exists():
        raise Conflict(_("Another record is part of this one. Join them the other way round."), field="into")


def _keys_to_move(name: str, customer: Customer, into: Customer, now: datetime) -> list[int]:
    """Return what moves. What the other has already in the same words stays behind: nothing is there twice."""
    rows = MOVES[name].objects.filter(customer=customer)
    if name == "preferences":
        rows = rows.filter(withdrawn_at=None).exclude(text__in=into.preferences.in_force().values("text"))
    if name == "care":
        has_one = into.care_flags.filter(lifted_at=None)
        rows = rows.none() if has_one.exists() else rows.filter(lifted_at=None, until_on__gte=localdate(now))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _fill_gaps(customer: Customer, into: Customer) -> list[str]:
    """Give the record that stays a name and a language where it had none; return which were filled."""
    filled = [name for name in ("name", "language") if getattr(customer, name) and not getattr(into, name)]
    for name in filled:
        setattr(into, name, getattr(customer, name))
    into.save(update_fields=filled)
    return filled


def _empty_gaps(filled: list[str], customer: Customer, into: Customer) -> None:
    """Take back what was filled in, unless it was changed since: then it is the other record's own."""
    taken = [name for name in filled if getattr(into, name) == getattr(customer, name)]
    for name in taken:
        setattr(into, name, "")
    into.save(update_fields=taken)
