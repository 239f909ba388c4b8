"""Book what customers are owed and were given; each thing once, whoever tries again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from amends.models import Delivery, LedgerEntry, Offer, Redemption, Voucher
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
    _book(delivery.offer, [(delivery_key(delivery), _delivered(delivery))], now=now)


def delivery_key(delivery: Delivery) -> str:
    """Return what the present try to deliver is booked under, once."""
    return f"delivery {delivery.pk}" + (f" again {delivery.failures}" if delivery.failures else "")


def book_reversal(*, delivery: Delivery, now: datetime) -> None:
    """Book that a remedy came back for the ``failures``th time, and is owed again. The caller holds the case's row."""
    key = f"delivery {delivery.pk} back {delivery.failures}"
    _book(delivery.offer, [(key, ledger.reversal(_delivered(delivery)))], now=now)


def _delivered(delivery: Delivery) -> Entry:
    amount = Money(delivery.amount_minor, delivery.offer.currency)
    return ledger.on_delivery(remedy_of(delivery.remedy).fulfilled_by, amount)


def book_redemption(*, redemption: Redemption, now: datetime) -> None:
    """Book what was redeemed. The caller holds the case's row."""
    _book(redemption.voucher.delivery.offer, [(f"redemption {redemption.pk}", _redeemed(redemption))], now=now)


def book_giving_back(*, redemption: Redemption, now: datetime) -> None:
    """Book that a redemption was taken back. The caller holds the case's row."""
    entry = ledger.reversal(_redeemed(redemption))
    _book(redemption.voucher.delivery.offer, [(f"redemption {redemption.pk} back", entry)], now=now)


def book_lapse(*, voucher: Voucher, now: datetime) -> None:
    """Book what was left on a voucher that ran out. The caller holds the case's row."""
    _book(voucher.delivery.offer, [(f"voucher {voucher.pk} lapsed", ledger.on_lapse(voucher.left))], now=now)


def _redeemed(redemption: Redemption) -> Entry:
    return ledger.on_redemption(Money(redemption.amount_minor, redemption.voucher.currency))


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
