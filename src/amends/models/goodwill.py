"""The curves of a company's own outcomes that it goes by."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from amends.rules.remedies.goodwill import Curves


class GoodwillCurvesQuerySet(models.QuerySet["GoodwillCurves"]):
    def in_force(self) -> Self:
        return self.filter(dropped_at=None)


class GoodwillCurves(models.Model):
    """What compensation won, as it was estimated on one day; kept as it was, whatever comes later."""

    accepted = models.JSONField(help_text="For each hundredth of the price, where the service was accepted.")
    rejected = models.JSONField(help_text="The same where it was rejected.")
    accepted_outcomes = models.PositiveIntegerField()
    rejected_outcomes = models.PositiveIntegerField()
    taken_up_by = models.ForeignKey("Staff", models.PROTECT, related_name="+", db_index=False)
    taken_up_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)

    objects = GoodwillCurvesQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(models.Value(1), condition=Q(dropped_at=None), name="goodwill_curves_one_in_force")
        ]

    def as_rule(self) -> Curves:
        return Curves(tuple(self.accepted), tuple(self.rejected))
