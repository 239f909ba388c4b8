"""What the law asks for in a case, and the promises that came of it."""

from __future__ import annotations

from django.db import models

from amends.models.cases import Case
from amends.models.promises import Promise


class CaseLaw(models.Model):
    """What was found of the law in a case, so that nobody is asked twice and no notice is forgotten."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="law")
    # pack -> {"facts": as they were told, "kinds": the promises that came of it, "notices": {key: when it was sent}}
    found = models.JSONField(default=dict)


class LegalDate(models.Model):
    """Why a promise has its date: the law that set it. The promise may be earlier, and never later."""

    promise = models.OneToOneField(Promise, models.CASCADE, primary_key=True, related_name="legal")
    pack = models.CharField(max_length=40)
    since = models.DateField(help_text="Which version of the law.")
    rule = models.CharField(max_length=60)
    citation = models.CharField(max_length=300)
    is_verified = models.BooleanField(help_text="False: promised though nobody has read the source.")
    allow = models.CharField(max_length=8)
    basis = models.CharField(max_length=20)
    calendar = models.CharField(max_length=10, help_text="The country whose days were counted.")
    starts = models.CharField(max_length=40, help_text="The fact its clock runs from.")
    due_at = models.DateTimeField(help_text="The last instant the law allows.")
    relaxed_because = models.TextField(blank=True, help_text="Why it was put off or dropped.")
