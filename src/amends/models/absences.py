"""Who is away, and who stands in."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def live(self) -> Self:
        """Planned or under way: neither over nor called off."""
        return self.filter(over_at=None)


class Absence(models.Model):
    """A colleague is away for a while, and a named one stands in."""

    staff = models.ForeignKey("Staff", models.CASCADE, related_name="absences")
    cover = models.ForeignKey("Staff", models.PROTECT, related_name="+", db_index=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True, help_text="When the cover was asked to take the live cases over.")
    over_at = models.DateTimeField(null=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="absence_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(cover=F("staff")), name="absence_covered_by_another"),
        ]
