"""What a customer likes and avoids, as they said it, with its source and its date."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q


class PreferenceQuerySet(models.QuerySet["Preference"]):
    def in_force(self) -> Self:
        return self.filter(withdrawn_at=None)


class Preference(models.Model):
    """One thing to remember for the next visit: a high floor, no feathers. It holds until it is withdrawn."""

    customer = models.ForeignKey("Customer", models.CASCADE, related_name="preferences")
    text = models.CharField(max_length=200)
    noted_by = models.ForeignKey("Staff", models.PROTECT, null=True, related_name="+", db_index=False)
    noted_at = models.DateTimeField(help_text="When the customer said it.")
    case = models.ForeignKey(
        "Case", models.SET_NULL, null=True, related_name="+", help_text="Where it was learned; empty: in conversation."
    )
    withdrawn_at = models.DateTimeField(null=True)

    objects = PreferenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "text"], condition=Q(withdrawn_at=None), name="preference_once")
        ]

    def __str__(self) -> str:
        return self.text
