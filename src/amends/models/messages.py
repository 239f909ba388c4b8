"""What we wrote: replies the customer reads, and notes only colleagues read."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q


class MessageQuerySet(models.QuerySet["Message"]):
    def for_customers(self) -> Self:
        return self.filter(kind="out")


class Message(models.Model):
    """A reply (``out``) or an internal ``note``. What customers say is an ``Intake``."""

    case = models.ForeignKey("Case", models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=4)
    author = models.ForeignKey("Staff", models.PROTECT, null=True, related_name="+", db_index=False)
    author_name = models.CharField(max_length=80, help_text="As shown, also when software wrote it.")
    text = models.TextField()
    sent_at = models.DateTimeField()

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(kind__in=["out", "note"]), name="message_out_or_note")]
