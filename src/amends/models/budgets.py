"""Goodwill budgets of teams, and what was told of them."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from amends.rules.actors import Actor

IN_FORCE = Q(ended_at=None)


class BudgetQuerySet(models.QuerySet["Budget"]):
    def visible_to(self, actor: Actor) -> Self:
        places = actor.places("budget.read")
        return self if places is None else self.filter(site__in=places)

    def in_force(self) -> Self:
        return self.filter(IN_FORCE)


class Budget(models.Model):
    """
    How much goodwill a place and all below it plan to give in a month or a quarter; never what is owed.

    A change ends one and begins another, so that what held at an instant can be read.
    """

    site = models.ForeignKey("Site", models.CASCADE, related_name="+")
    currency = models.CharField(max_length=3)
    period = models.CharField(max_length=10, help_text="A key of rules.budgets.PERIODS.")
    amount_minor = models.BigIntegerField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey("Staff", models.PROTECT, null=True, related_name="+", db_index=False)
    ended_at = models.DateTimeField(null=True)

    objects = BudgetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "currency"], condition=IN_FORCE, name="budget_one_in_force"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="budget_is_of_something"),
        ]


class BudgetAlert(models.Model):
    """That something was told of a budget in one of its periods: each thing once."""

    budget = models.ForeignKey(Budget, models.CASCADE, related_name="alerts")
    first_on = models.DateField(help_text="The first day of the period.")
    kind = models.CharField(max_length=40)
    told_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["budget", "first_on", "kind"], name="budget_alert_once")]
