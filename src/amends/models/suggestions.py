"""Which kind of failure Amends takes a case for, until a person has said."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def sure(self) -> Self:
        return self.filter(failure_type__isnull=False)


class Suggestion(models.Model):
    """
    What the words of a case spoke for when they were read; kept as it was, beside what a person said, which is on the
    case.

    Without a ``failure_type`` Amends was not sure, and the case waits for a person. ``others`` are the next likeliest:
    [failure type, chance], the likeliest first.
    """

    case = models.OneToOneField("Case", models.CASCADE, primary_key=True, related_name="suggestion")
    failure_type = models.ForeignKey("FailureType", models.PROTECT, null=True, related_name="+", db_index=False)
    confidence = models.FloatField(help_text="0 to 1.")
    why = models.JSONField(default=list, help_text="The words that decided.")
    others = models.JSONField(default=list)
    learned = models.CharField(max_length=64, blank=True, help_text="The model that judged; empty: the shipped words.")
    suggested_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True, help_text="When the language model outside was asked; it is asked once.")
    by_model = models.CharField(max_length=120, blank=True, help_text="The language model that suggests; empty: ours.")

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["suggested_at"], name="suggestion_lately"),
            models.Index(fields=["case"], name="suggestion_unsure", condition=Q(failure_type=None)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(confidence__gte=0, confidence__lte=1), name="suggestion_confidence")
        ]
