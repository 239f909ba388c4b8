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

    def escalating(self, now: datetime) -> Self:
        """Whose next step is due; found by index, whatever became of the promise meanwhile."""
        return self.filter(escalates_at__lt=now)


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
    escalates_at = models.DateTimeField(null=True, help_text="The next step of rules.escalation; empty: none is left.")
    # What set the date, so that it can be explained however much changes afterwards.
    allow = models.CharField(max_length=8, null=True, help_text="48h; null: somebody named the date itself.")  # noqa: DJ001 - "" is no length of time
    policy = models.ForeignKey("PolicyVersion", models.PROTECT, null=True, related_name="+", db_index=False)
    calendar = models.ForeignKey("SiteCalendar", models.PROTECT, null=True, related_name="+", db_index=False)
    paused = models.DurationField(null=True, help_text="By how much pauses moved the date.")
    paused_until = models.DateTimeField(null=True, help_text="Its clock stands still until then.")

    objects = PromiseQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="promise_running_due", condition=RUNNING),
            models.Index(fields=["escalates_at"], name="promise_escalates", condition=Q(escalates_at__isnull=False)),
        ]
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

    @property
    def is_owed(self) -> bool:
        """Still to be done, in time or not; as ``OWED`` says it in SQL."""
        return self.kept_at is None and self.settled_at is None and self.withdrawn_at is None

    @property
    def runs_from(self) -> datetime:
        """When its clock would have begun, had it never stood still: what is left of it is counted from here."""
        return self.made_at + self.paused if self.paused else self.made_at

    def is_paused(self, now: datetime) -> bool:
        """Whether its clock stands still."""
        return self.is_running and self.paused_until is not None and self.paused_until > now

    @property
    def is_running(self) -> bool:
        """Whether it is neither kept nor missed nor withdrawn yet."""
        return self.kept_at is None and self.missed_at is None and self.withdrawn_at is None

    @property
    def has_apology(self) -> bool:
        """Whether a message said sorry for the miss; a waived apology is none. Read with ``select_related``."""
        apology = getattr(self, "apology", None)
        return apology is not None and apology.message_id is not None
