"""Who looked at what the audit of fairness found."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models

from amends.rules.remedies.reviewing import HOLDS


class FairnessReviewQuerySet(models.QuerySet["FairnessReview"]):
    def holding(self, now: datetime) -> Self:
        return self.filter(reviewed_at__gt=now - HOLDS)


class FairnessReview(models.Model):
    """Somebody looked at every point the audit found, and wrote down what came of it."""

    points = models.JSONField(help_text="Keys of rules.remedies.reviewing.")
    note = models.CharField(max_length=500)
    reviewed_by = models.ForeignKey("Staff", models.PROTECT, related_name="+", db_index=False)
    reviewed_at = models.DateTimeField(db_index=True)

    objects = FairnessReviewQuerySet.as_manager()
