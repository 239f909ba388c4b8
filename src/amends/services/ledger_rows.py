"""The ledger as rows of a list, to be held against a provider's or a bank's own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from amends.models import Delivery, LedgerEntry
from amends.rules.money import Money, plain
from amends.rules.references import reference
from amends.services.directory import directory
from amends.services.ledger import delivery_key

COLUMNS = ("booked_at", "key", "case", "offer", "debit", "credit", "amount", "currency", "proof")


def ledger_rows() -> Iterator[tuple[str | int | datetime | None, ...]]:
    """Yield a row an entry, in the order of booking; what stands as delivered bears its number."""
    prefix = directory().organisation.reference_prefix
    # The code of a voucher is as good as money: it stands in no list.
    proven = Delivery.objects.filter(voucher=None).exclude(proof="")
    proofs = {delivery_key(one): one.proof for one in proven.iterator(chunk_size=2000)}
    for entry in LedgerEntry.objects.order_by("pk").iterator(chunk_size=2000):
        yield (
            entry.booked_at, entry.key, reference(entry.case_id, prefix), entry.offer_id, entry.debit, entry.credit,
            plain(Money(entry.amount_minor, entry.currency)), entry.currency,
            proofs.get(entry.key, ""),
        )  # fmt: skip
