"""The ledger: what customers are owed and were given, append-only."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class LedgerEntry(models.Model):
    """
    An amount with both its sides in one row, so that none can be out of balance. The database refuses updates, and
    deletions of everything but stories.

    key  what was booked, as "offer 7 legal_expense" or "delivery 12": whatever happens twice is booked once
    """

    key = models.CharField(max_length=60, unique=True)
    case = models.ForeignKey("Case", models.DO_NOTHING, related_name="+")
    offer = models.ForeignKey("Offer", models.DO_NOTHING, related_name="+")
    debit = models.CharField(max_length=30)
    credit = models.CharField(max_length=30)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    booked_at = models.DateTimeField()
    is_story = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["debit", "currency", "booked_at"], name="ledger_entry_spent")]
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="ledger_entry_is_positive"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="ledger_entry_has_two_sides"),
        ]
