"""Customers to take special care of, why, and until which day."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from amends.models.customers import Customer

STANDING = Q(lifted_at=None)


class CareFlagQuerySet(models.QuerySet["CareFlag"]):
    def in_force(self, today: date) -> Self:
        return self.filter(STANDING, until_on__gte=today)


class CareFlag(models.Model):
    """One reason to take special care of a customer, shown wherever they are met. It ends by itself."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="care_flags")
    reason = models.CharField(max_length=200)
    until_on = models.DateField(help_text="The last day it is shown.")
    flagged_by = models.ForeignKey("Staff", models.PROTECT, null=True, related_name="+", db_index=False)
    flagged_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, help_text="Taken away, or replaced by a newer one, before its day.")

    objects = CareFlagQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer"], condition=STANDING, name="care_flag_one_standing")]

    def __str__(self) -> str:
        return self.reason
