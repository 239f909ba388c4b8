"""Recognise customers, and keep what is known of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.models import Customer, Identity
from amends.rules.actors import Actor
from amends.rules.identities import normalise
from amends.rules.languages import CHINESE, ENGLISH
from amends.rules.refusals import Conflict, Faults, Invalid
from amends.rules.writing import at_most, one_line
from amends.services import events
from amends.services.staff import require

# A number the company gave out itself identifies better than an address two people may share.
STRONGEST_FIRST = ("member", "email", "phone")


def identities_of(
    *, phone: str = "", email: str = "", member: str = "", others: Iterable[tuple[str, str]] = ()
) -> tuple[tuple[str, str], ...]:
    """Return normalised identities, the strongest first. Refuses what cannot be one, naming each field."""
    faults, found = Faults(), []
    for kind, value in [("member", member), ("email", email), ("phone", phone), *others]:
        if value and value.strip():
            with faults:
                found.append((kind, normalise(kind, value)))
    faults.refuse()
    return tuple(found)


def find_customer(identities: Iterable[tuple[str, str]]) -> Customer | None:
    """Return the customer one of the identities belongs to; the first identity that is known decides."""
    for kind, value in identities:
        identity = Identity.objects.select_related("customer").filter(kind=kind, value=value).first()
        if identity is not None:
            return identity.customer
    return None


@transaction.atomic
def edit_customer(*, customer: Customer, name: str, language: str, by: Actor, now: datetime) -> Customer:
    """Change a customer's name and the language we write to them in."""
    require(by, "customer.edit")
    if language not in {"", CHINESE, ENGLISH}:
        raise Invalid(_("We write in Chinese and English."), field="language")
    customer.name, customer.language = at_most(one_line(name), 120, field="name"), language
    customer.save(update_fields=["name", "language"])
    events.record_for_organisation("customer.edited", by=by, now=now, customer=customer.pk)
    return customer


@transaction.atomic
def add_identity(*, customer: Customer, kind: str, value: str, by: Actor, now: datetime) -> Identity:
    """Add one more way to recognise a customer. One that belongs to somebody else is refused, never merged silently."""
    require(by, "customer.edit")
    kind = at_most(one_line(kind), 30, field="kind")
    if not value.strip():
        raise Invalid(_("Please fill this in."), field=kind)
    normalised = normalise(kind, value)
    taken = Identity.objects.filter(kind=kind, value=normalised).first()
    if taken is not None and taken.customer_id != customer.pk:
        raise Conflict(_("This belongs to another customer. Open both and compare before joining them."), field=kind)
    identity = taken or Identity.objects.create(customer=customer, kind=kind, value=normalised)
    events.record_for_organisation("customer.edited", by=by, now=now, customer=customer.pk)
    return identity
