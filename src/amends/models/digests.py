"""How a colleague is reached outside these pages, and the messages that went there."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

UNSENT = Q(finished_at=None)


class Channel(models.Model):
    """One way to reach one colleague: ``mail`` at the address they sign in with, or a ``chat`` of their team."""

    staff = models.ForeignKey("Staff", models.CASCADE, related_name="channels", db_index=False)
    kind = models.CharField(max_length=10)
    address = models.CharField(max_length=600, blank=True, help_text="A secret for a chat; empty for mail.")
    failing_since = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "kind"], name="channel_one_of_a_kind")]

    def __str__(self) -> str:
        return self.kind  # never the address


class DigestQuerySet(models.QuerySet["Digest"]):
    def due(self, now: datetime) -> Self:
        return self.filter(UNSENT, next_try_at__lte=now)


class Digest(models.Model):
    """One message to one colleague, of everything that waited for it; ``left`` are the channels it is still owed to."""

    to = models.ForeignKey("Staff", models.CASCADE, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    left = models.JSONField()
    next_try_at = models.DateTimeField(help_text="Moved on before each try, so that no two workers send it at once.")
    attempts = models.PositiveSmallIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    objects = DigestQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["to", "-made_at"], name="digest_latest"),
            models.Index(fields=["next_try_at"], name="digest_due", condition=UNSENT),
        ]
