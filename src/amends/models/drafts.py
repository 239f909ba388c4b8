"""Words not yet sent: what somebody is writing, and replies that wait for their instant."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from amends.rules.drafts import Stage

WRITING = Q(send_at=None)


class DraftQuerySet(models.QuerySet["Draft"]):
    def writing(self) -> Self:
        return self.filter(WRITING)

    def waiting(self) -> Self:
        """Handed over and to be sent at an instant."""
        return self.filter(send_at__isnull=False, held_at=None)

    def handed_over(self) -> Self:
        """Waiting, or held because the author has to look again."""
        return self.filter(send_at__isnull=False)


class Draft(models.Model):
    """
    Words of one colleague for one case. Once they are sent they are a ``Message``, and the draft is gone.

    kind           "out" for the customer, "final" for the final response, "note" for colleagues
    version, tab   who saved last, so that two windows notice each other
    replaced_text  words of another window that newer ones replaced, kept until the author has seen it
    seen_intake    the customer's last word the author knew of
    """

    case = models.ForeignKey("Case", models.CASCADE, related_name="drafts")
    author = models.ForeignKey("Staff", models.CASCADE, related_name="drafts")
    kind = models.CharField(max_length=5)
    text = models.TextField()
    files = models.JSONField(default=list)
    purposes = models.JSONField(default=list, help_text="What the words are there for: keys of rules.purposes.")
    replaced_text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    tab = models.CharField(max_length=24, blank=True)
    saved_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    pause = models.CharField(max_length=20, null=True, help_text="What we then wait for; the clocks stand still.")  # noqa: DJ001 - "" is no reason
    send_at = models.DateTimeField(null=True)
    is_scheduled = models.BooleanField(default=False, help_text="The author chose the instant; else it waits for undo.")
    seen_intake = models.BigIntegerField(null=True)
    held_at = models.DateTimeField(null=True)
    held_because = models.CharField(max_length=20, blank=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "author", "kind"], condition=WRITING, name="draft_one_of_a_kind_at_work"
            ),
            models.CheckConstraint(condition=Q(kind__in=["out", "final", "note"]), name="draft_out_final_or_note"),
            models.CheckConstraint(condition=WRITING | ~Q(kind="note"), name="draft_notes_never_wait"),
            models.CheckConstraint(condition=~WRITING | ~Q(kind="final"), name="draft_final_only_waits"),
            models.CheckConstraint(condition=Q(held_at=None) | ~WRITING, name="draft_held_was_handed_over"),
        ]

    @property
    def stage(self) -> Stage:
        """How far the words have come."""
        if self.send_at is None:
            return Stage.DRAFT
        return Stage.WAITING if self.held_at is None else Stage.HELD
