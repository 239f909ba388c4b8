"""What became of the apology that a missed promise owes."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import OuterRef, Q, QuerySet, Subquery

from amends.models.promises import Promise


class ApologyQuerySet(models.QuerySet["Apology"]):
    def given(self) -> Self:
        return self.filter(message__isnull=False)


class Apology(models.Model):
    """
    A missed promise was apologised for in a message, or the apology was waived with a reason; never both.

    That one is owed needs no row: every missed promise without one of these owes it.
    """

    promise = models.OneToOneField("Promise", models.CASCADE, related_name="apology")
    message = models.ForeignKey("Message", models.CASCADE, null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey("Staff", models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()

    objects = ApologyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(message__isnull=False, reason="") | (Q(message=None) & ~Q(reason="")),
                name="apology_given_or_waived",
            )
        ]


def owing_apology() -> QuerySet[Promise]:
    """Return missed promises that nobody apologised for yet."""
    return Promise.objects.filter(missed_at__isnull=False, apology=None)


def apology_owed_since() -> Subquery:
    """Return, for a query of cases, since when each owes an apology; NULL where it owes none."""
    return Subquery(owing_apology().filter(case=OuterRef("pk")).order_by("missed_at").values("missed_at")[:1])
