"""Cases that belong together: one that became part of another, and those that are merely linked."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q, QuerySet

from amends.models.cases import Case

LIVE = Q(undone_at=None)


class MergeQuerySet(models.QuerySet["Merge"]):
    def live(self) -> Self:
        return self.filter(LIVE)


class Merge(models.Model):
    """
    A case that became part of another. Nothing moves but promises still owed: words stay where they were heard, and the
    other case reads them from there. ``before`` holds what undoing needs, as keys and instants, nothing personal.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="merges")
    into = models.ForeignKey(Case, models.CASCADE, related_name="merged_here", db_index=False)
    merged_by = models.ForeignKey("Staff", models.PROTECT, null=True, related_name="+", db_index=False)
    merged_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    before = models.JSONField()

    objects = MergeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["into", "case"], name="merge_live_into", condition=LIVE)]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=LIVE, name="merge_into_one"),
            models.CheckConstraint(condition=~Q(case=F("into")), name="merge_into_another"),
        ]


def whole(case_id: int) -> QuerySet[Merge, int]:
    """Return the number of a case and of each case that is part of it now, for ``case__in``."""
    # One row beside those of a partial index: both engines then read the words of each number along their own index.
    own = Case.objects.filter(pk=case_id).values_list("pk", flat=True)
    parts = Merge.objects.live().filter(into=case_id).order_by().values_list("case_id", flat=True)
    return parts.union(own, all=True)
