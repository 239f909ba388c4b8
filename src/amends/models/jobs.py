"""Durable background work: a lease queue in the database."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Job(models.Model):
    """One task to run once its time has come; leased by a worker, put back when the lease runs out."""

    task = models.CharField(max_length=60)
    arguments = models.JSONField(default=dict)
    unique_key = models.CharField(max_length=120, null=True)  # noqa: DJ001 - absent: may be queued many times
    state = models.CharField(max_length=10, default="waiting")
    run_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    token = models.CharField(max_length=32, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["run_at", "id"], name="job_waiting", condition=Q(state="waiting")),
            models.Index(fields=["lease_until"], name="job_leased", condition=Q(state="running")),
            models.Index(fields=["finished_at"], name="job_finished", condition=Q(finished_at__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["unique_key"],
                name="job_queued_once",
                condition=Q(unique_key__isnull=False, state__in=["waiting", "running"]),
            )
        ]


class Turn(models.Model):
    """One turn of a recurring task, so that two workers never take the same one."""

    task = models.CharField(max_length=60)
    slot = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "slot"], name="turn_taken_once")]
