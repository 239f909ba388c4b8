"""Versions of playbooks: written once, never changed, so that a case keeps the one it was begun with."""

from __future__ import annotations

from typing import Self

from django.db import models


class PlaybookVersionQuerySet(models.QuerySet["PlaybookVersion"]):
    def of_the_house(self) -> Self:
        """Versions somebody here wrote; the newest of each key is in force."""
        return self.filter(is_shipped=False)


class PlaybookVersion(models.Model):
    """
    One version of one playbook as data (``rules.playbooks.books``).

    is_shipped  as it came with the product; kept from the first case that used it
    """

    key = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    body = models.JSONField()
    is_shipped = models.BooleanField(default=False)
    made_by = models.ForeignKey("Staff", models.PROTECT, null=True, related_name="+", db_index=False)
    made_at = models.DateTimeField()

    objects = PlaybookVersionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "number"], name="playbook_version_once")]

    def __str__(self) -> str:
        return f"{self.key} {self.number}"
