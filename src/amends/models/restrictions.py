"""Cases that few may read: the owner, those who are named, and administrators."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from amends.rules.actors import Actor

LIVE = Q(lifted_at=None)


class RestrictionQuerySet(models.QuerySet["Restriction"]):
    def live(self) -> Self:
        return self.filter(LIVE)

    def against(self, actor: Actor) -> Self:
        """Those that keep a case from this actor; there are few, so every query may leave their cases out."""
        found = self.live()
        if (places := actor.places("case.read_restricted")) is None:
            return found.none()
        if places:
            found = found.exclude(case__site__in=places)
        if actor.staff_id is not None:
            found = found.exclude(case__owner=actor.staff_id).exclude(readers=actor.staff_id)
        return found


class Restriction(models.Model):
    """Since when, by whom and why a case is kept from others, and who may read it besides its owner."""

    case = models.ForeignKey("Case", models.CASCADE, related_name="restrictions")
    reason = models.TextField()
    readers: models.ManyToManyField[models.Model, models.Model] = models.ManyToManyField("Staff", related_name="+")
    restricted_by = models.ForeignKey("Staff", models.PROTECT, null=True, related_name="+", db_index=False)
    restricted_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    objects = RestrictionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case"], condition=LIVE, name="restriction_one_a_case")]
