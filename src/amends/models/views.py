"""Views of the queue that colleagues keep under a name."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from amends.rules.actors import Actor


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own, and those that colleagues share at a place one sees."""
        places = actor.places("case.read")
        shared = Q(site__isnull=False) if places is None else Q(site__in=places)
        return self.filter(shared | Q(staff=actor.staff_id))


class SavedView(models.Model):
    """A look at the queue, as its address says it; ``site`` is where it is shared, empty for its author alone."""

    staff = models.ForeignKey("Staff", models.CASCADE, related_name="+")
    site = models.ForeignKey("Site", models.CASCADE, null=True, related_name="+")
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=600)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "name"], name="saved_view_name_once")]

    def __str__(self) -> str:
        return self.name
