"""Short words that colleagues put on cases, the same for the whole organisation."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower


class Tag(models.Model):
    """One word; "Wedding" and "wedding" are the same."""

    name = models.CharField(max_length=24)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="tag_once")]

    def __str__(self) -> str:
        return self.name


class CaseTag(models.Model):
    """A tag on a case."""

    case = models.ForeignKey("Case", models.CASCADE, related_name="tagged", db_index=False)
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="on", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "tag"], name="case_tag_once")]
        indexes = [models.Index(fields=["tag", "case"], name="case_tag_of")]
