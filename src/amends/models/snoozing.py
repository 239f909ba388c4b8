"""Who let a case rest, until when, and why."""

from __future__ import annotations

from django.db import models


class Snooze(models.Model):
    """One rest of a case. The case itself repeats ``until`` while this is the one that holds."""

    case = models.ForeignKey("Case", models.CASCADE, related_name="snoozes")
    staff = models.ForeignKey("Staff", models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    until = models.DateTimeField()
    reason = models.CharField(max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True, help_text="Woken before its time: by a colleague or the customer.")
