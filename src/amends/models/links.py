"""Cases that have to do with each other without being one."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from amends.models.cases import Case

LIVE = Q(removed_at=None)


class CaseLinkQuerySet(models.QuerySet["CaseLink"]):
    def live(self) -> Self:
        return self.filter(LIVE)

    def between(self, one: Case, other: Case) -> Self:
        return self.filter(Q(case=one, other=other) | Q(case=other, other=one))


class CaseLink(models.Model):
    """How ``case`` stands to ``other``: ``kind`` is a key of ``rules.linking``, read the other way round from there."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="links")
    other = models.ForeignKey(Case, models.CASCADE, related_name="links_here")
    kind = models.CharField(max_length=20)
    linked_by = models.ForeignKey("Staff", models.PROTECT, null=True, related_name="+", db_index=False)
    linked_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    objects = CaseLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "other"], condition=LIVE, name="case_link_once"),
            models.CheckConstraint(condition=~Q(case=F("other")), name="case_link_to_another"),
        ]
