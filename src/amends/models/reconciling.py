"""Lists of a bank or a payment provider that were held against our deliveries, and what did not agree."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from amends.models.cases import Case
from amends.rules.actors import Actor

OPEN = Q(settled_at=None)


class PaymentList(models.Model):
    """One list that was compared. Its rows are not kept: they say more of people than we need."""

    file_name = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64, unique=True, help_text="The same content is compared once.")
    first_on = models.DateField(null=True, help_text="The earliest day it tells of; empty: it tells of none.")
    last_on = models.DateField(null=True)
    read = models.PositiveIntegerField(help_text="Rows that move money.")
    agreed = models.PositiveIntegerField(help_text="Deliveries it proves.")
    unread = models.PositiveIntegerField(help_text="Rows that could not be read.")
    compared_at = models.DateTimeField()
    compared_by = models.ForeignKey(
        "Staff", models.PROTECT, null=True, related_name="+", db_index=False, help_text="Empty: at the terminal."
    )


class MismatchQuerySet(models.QuerySet["Mismatch"]):
    def open(self) -> Self:
        return self.filter(OPEN)

    def visible_to(self, actor: Actor) -> Self:
        """Of cases one may see; what no case is known of, to everybody who compares lists."""
        seen = Q(delivery__offer__case__in=Case.objects.visible_to(actor))
        return self.filter(Q(delivery=None) | seen)


class Mismatch(models.Model):
    """
    One thing in which a list and our deliveries do not agree, until somebody settles it.

    kind     a key of ``rules.reconciling.comparing.KINDS``
    key      what it is about: found again in another list it is the same one
    outcome  how it was settled: "reversed", "left" with a reason, or "found" in a later list
    """

    payment_list = models.ForeignKey(PaymentList, models.CASCADE, related_name="mismatches")
    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=64, unique=True)
    delivery = models.ForeignKey("Delivery", models.CASCADE, null=True, related_name="+")
    proof = models.CharField(max_length=120)
    told_minor = models.BigIntegerField(null=True, help_text="Empty: the list says nothing of it.")
    currency = models.CharField(max_length=3)
    told_on = models.DateField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey("Staff", models.PROTECT, null=True, related_name="+", db_index=False)
    outcome = models.CharField(max_length=10, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    objects = MismatchQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["kind"], name="mismatch_open", condition=OPEN)]
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None, outcome="")
                | (Q(settled_at__isnull=False) & ~Q(outcome="")),
                name="mismatch_settled_somehow",
            ),
            models.CheckConstraint(condition=~Q(outcome="left", reason=""), name="mismatch_left_with_a_reason"),
        ]
