"""Check that each voucher says what its redemptions and the ledger say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.db.models import Case, F, OuterRef, Subquery, Sum, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from amends.models import LedgerEntry, Redemption, Voucher
from amends.rules.findings import Finding
from amends.rules.ledger import OUTSTANDING


def check_vouchers() -> Iterator[Finding]:
    """Yield the vouchers that do not say what was redeemed, and the offers whose ledger says something else."""
    redeemed = Redemption.objects.standing().filter(voucher=OuterRef("pk")).order_by().values("voucher")
    sums = Subquery(redeemed.annotate(of=Sum("amount_minor")).values("of"))
    told = Voucher.objects.annotate(redeemed=Coalesce(sums, 0))
    for number in told.exclude(spent_minor=F("redeemed")).order_by("pk").values_list("pk", flat=True):
        yield Finding("voucher.spent", "amends_voucher", number, _("what was redeemed on it does not add up"))
    # What the ledger says was taken off vouchers, less what the vouchers say themselves: nothing may remain.
    remains: Counter[int] = Counter()
    entries = LedgerEntry.objects.order_by().values_list("offer").annotate(Sum("amount_minor"))
    for offer, minor in entries.filter(debit=OUTSTANDING):
        remains[offer] += minor
    for offer, minor in entries.filter(credit=OUTSTANDING, debit="redeemed"):
        remains[offer] -= minor
    gone = Case(When(lapsed_at=None, then=F("spent_minor")), default=F("amount_minor"))
    for offer, minor in Voucher.objects.order_by().values_list("delivery__offer").annotate(gone=Sum(gone)):
        remains[offer] -= minor
    for offer in sorted(offer for offer, minor in remains.items() if minor):
        yield Finding("voucher.booked", "amends_offer", offer, _("what its vouchers gave is not what is booked"))
