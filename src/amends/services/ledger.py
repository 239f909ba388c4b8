"""Book what customers are owed and were given; each thing once, whoever tries again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from amends.models import Delivery, LedgerEntry, Offer
from amends.rules import ledger
from amends.rules.ledger import Entry
from amends.rules.money import Money
from amends.rules.remedies.catalogue import remedy_of


def book_acceptance(*, offer: Offer, now: datetime) -> None:
    """Book that all of an accepted offer is owed, and why. The caller holds the case's row."""
    facts = offer.facts
    is_by_law = facts.get("legal_floor_minor", 0) >= facts.get("promised_minor", 0)
    floor = Money(offer.floor_minor, offer.currency)
    entries = ledger.on_acceptance(total=offer.total, floor=floor, is_by_law=is_by_law)
    _book(offer, [(f"offer {offer.pk} {entry.debit}", entry) for entry in entries], now=now)


def book_delivery(*, delivery: Delivery, now: datetime) -> None:
    """Book that one remedy reached the customer. The caller holds the case's row."""
    amount = Money(delivery.amount_minor, delivery.offer.currency)
    entry = ledger.on_delivery(remedy_of(delivery.remedy).fulfilled_by, amount)
    _book(delivery.offer, [(f"delivery {delivery.pk}", entry)], now=now)


def _book(offer: Offer, entries: Iterable[tuple[str, Entry]], *, now: datetime) -> None:
    LedgerEntry.objects.bulk_create(
        [
            LedgerEntry(
                key=key,
                case=offer.case,
                offer=offer,
                debit=entry.debit,
                credit=entry.credit,
                amount_minor=entry.amount.minor,
                currency=entry.amount.currency,
                booked_at=now,
                is_story=offer.case.is_story,
            )
            for key, entry in entries
        ]
    )
