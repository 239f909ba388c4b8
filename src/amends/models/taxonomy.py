"""What can go wrong, on two levels, in both languages."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import get_language


class FailureTypeQuerySet(models.QuerySet["FailureType"]):
    def in_use(self) -> Self:
        return self.filter(retired_at=None)


class FailureType(models.Model):
    """A kind of service failure. A retired one stays readable in the history of its cases."""

    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    key = models.SlugField(max_length=60, unique=True)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True)
    split_from = models.ForeignKey("self", models.SET_NULL, null=True, related_name="parts", db_index=False)

    objects = FailureTypeQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en
