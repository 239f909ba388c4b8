"""Check that the ledger says what the offers say."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from amends.models import Case, Delivery, LedgerEntry, Offer
from amends.rules.findings import Finding
from amends.rules.ledger import EXPENSES, OWED
from amends.rules.lifecycle import State


def check_ledger() -> Iterator[Finding]:
    """Yield the offers whose books are wrong, and the cases whose state denies what is on its way."""
    came_back = LedgerEntry.objects.filter(credit=OWED).exclude(debit__in=EXPENSES)
    offers = Offer.objects.annotate(
        owed=_sum(LedgerEntry.objects.filter(credit=OWED, debit__in=EXPENSES)),
        given=_sum(LedgerEntry.objects.filter(debit=OWED)) - _sum(came_back),
        parts=_sum(Delivery.objects.all()),
        delivered=_sum(Delivery.objects.exclude(delivered_at=None)),
    )
    accepted = offers.exclude(accepted_at=None)
    words = _("what the customer accepted is not what is booked as owed")
    yield from _named("ledger.owed", accepted.exclude(owed=F("total_minor"), parts=F("total_minor")), words)
    unasked = offers.filter(accepted_at=None).exclude(owed=0, given=0, parts=0)
    yield from _named("ledger.owed", unasked, _("something is booked that nobody accepted"))
    words = _("what was delivered is not what is booked as given")
    yield from _named("ledger.given", offers.exclude(given=F("delivered")), words)
    mixed = offers.filter(pk__in=LedgerEntry.objects.exclude(currency=F("offer__currency")).values("offer"))
    yield from _named("ledger.currency", mixed, _("it is booked in another currency"))
    outstanding = Q(offers__deliveries__delivered_at=None, offers__deliveries__isnull=False)
    stuck = Case.objects.filter(outstanding).exclude(state=State.DELIVERING).distinct()
    for number in stuck.order_by("pk").values_list("pk", flat=True):
        yield Finding("case.delivering", "amends_case", number, _("what the customer accepted is not on its way"))


def _sum(rows: QuerySet[LedgerEntry] | QuerySet[Delivery]) -> Coalesce:
    mine = rows.filter(offer=OuterRef("pk")).order_by().values("offer")
    return Coalesce(Subquery(mine.annotate(sum=Sum("amount_minor")).values("sum")), 0)


def _named(rule: str, offers: QuerySet[Offer], words: str) -> Iterator[Finding]:
    for number in offers.order_by("pk").values_list("pk", flat=True):
        yield Finding(rule, "amends_offer", number, words)
