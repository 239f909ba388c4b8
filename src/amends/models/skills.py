"""Which languages a colleague speaks with customers, which failures they know, and whether new cases find them."""

from __future__ import annotations

from django.db import models


class Skills(models.Model):
    """What routing knows of one colleague; nothing is known of who has none."""

    staff = models.OneToOneField("Staff", models.CASCADE, related_name="skills", primary_key=True)
    languages = models.JSONField(default=list)
    failure_types = models.JSONField(default=list, help_text="Numbers of failure types, and of groups of them.")
    takes_new = models.BooleanField(default=False, help_text="New cases that nobody heard in person may be theirs.")
