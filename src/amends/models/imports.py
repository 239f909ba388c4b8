"""Lists taken in from other systems."""

from __future__ import annotations

from django.db import models


class ImportRun(models.Model):
    """One list on its way in. ``position`` is the last line whose rows are safely stored."""

    source = models.CharField(max_length=80)
    file_name = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    mapping = models.JSONField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    position = models.PositiveBigIntegerField(default=0)
    read = models.PositiveBigIntegerField(default=0)
    opened = models.PositiveBigIntegerField(default=0)
    duplicates = models.PositiveBigIntegerField(default=0)
    rejected = models.PositiveBigIntegerField(default=0)
