"""Writes that were already answered, so that a repeated request gets the same answer and no second effect."""

from __future__ import annotations

from django.db import models


class IdempotencyKey(models.Model):
    """A key that a caller sent with a write, and what was answered."""

    caller = models.CharField(max_length=40, help_text="token:7 or staff:3.")
    key = models.CharField(max_length=100)
    request_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    answer = models.JSONField(null=True)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["caller", "key"], name="idempotency_key_once")]
