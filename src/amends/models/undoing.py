"""What a colleague did a moment ago and may still take back."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models

from amends.rules.actors import Actor


class UndoQuerySet(models.QuerySet["Undo"]):
    def left_by(self, actor: Actor) -> Self:
        """Only who did it takes it back, at any place."""
        return self.filter(staff=actor.staff_id) if actor.staff_id else self.none()

    def live(self, now: datetime) -> Self:
        return self.filter(taken_back_at=None, until__gt=now)


class Undo(models.Model):
    """
    An act that may be taken back until an instant. ``verb`` is the key of the function that takes it back,
    ``facts`` what that function needs: keys and instants, nothing personal.
    """

    staff = models.ForeignKey("Staff", models.CASCADE, related_name="+")
    verb = models.CharField(max_length=40)
    facts = models.JSONField()
    refused = models.JSONField(default=list, help_text="What was not done, or not taken back: [case, why].")
    made_at = models.DateTimeField()
    until = models.DateTimeField(db_index=True)
    taken_back_at = models.DateTimeField(null=True)

    objects = UndoQuerySet.as_manager()
