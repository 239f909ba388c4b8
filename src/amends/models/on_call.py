"""Who is on call where, and from when until when."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q


class OnCallQuerySet(models.QuerySet["OnCall"]):
    def live(self) -> Self:
        """Planned or under way: neither over nor called off."""
        return self.filter(over_at=None)


class OnCall(models.Model):
    """A colleague is on call for a place and all below it: what comes in there while it is closed is theirs."""

    staff = models.ForeignKey("Staff", models.CASCADE, related_name="on_call")
    site = models.ForeignKey("Site", models.CASCADE, related_name="+", db_index=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    over_at = models.DateTimeField(null=True)

    objects = OnCallQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="on_call_ends_after_it_begins"),
        ]
