"""Dated commitments to a customer."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

RUNNING = Q(kept_at=None, missed_at=None, withdrawn_at=None)
OWED = Q(kept_at=None, settled_at=None, withdrawn_at=None)


class PromiseQuerySet(models.QuerySet["Promise"]):
    def running(self) -> Self:
        return self.filter(RUNNING)

    def owed(self) -> Self:
        """Still to be done, in time or not: running ones, and missed ones not settled."""
        return self.filter(OWED)

    def overdue(self, now: datetime) -> Self:
        return self.running().filter(due_at__lt=now)


class Promise(models.Model):
    """
    A dated commitment to a customer: running, kept, missed or withdrawn, never two of them.

    A missed promise stays missed; ``settled_at`` says since when it is no longer owed: done after all, or replaced by a
    new date the customer was given.
    """

    case = models.ForeignKey("Case", models.CASCADE, related_name="promises")
    kind = models.CharField(max_length=40)  # plug-in key; no choices=, so a new kind needs no migration
    made_at = models.DateTimeField(help_text="The instant the clock started: receipt, not registration.")
    due_at = models.DateTimeField(help_text="UTC instant, pauses already added.")
    kept_at = models.DateTimeField(null=True)
    missed_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["due_at"], name="promise_running_due", condition=RUNNING)]
        constraints = [
            models.CheckConstraint(
                condition=Q(kept_at=None, missed_at=None)
                | Q(kept_at=None, withdrawn_at=None)
                | Q(missed_at=None, withdrawn_at=None),
                name="promise_one_outcome",
            ),
            models.CheckConstraint(
                condition=Q(missed_at=None) | Q(missed_at=F("due_at")), name="promise_missed_when_due"
            ),
            models.CheckConstraint(
                condition=Q(kept_at=None) | Q(kept_at__lte=F("due_at")), name="promise_kept_in_time"
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None) | Q(missed_at__isnull=False), name="promise_settled_if_missed"
            ),
            models.UniqueConstraint(fields=["case", "kind"], condition=OWED, name="promise_one_owed_of_a_kind"),
        ]
