"""The language model outside the house that may suggest failure types, and the contests it went through."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from amends.rules.language_models import Endpoint

WAITS = Q(answered_at=None)


class LanguageModel(models.Model):
    """The one model this house may ask: at most one row. Its key is a secret, never shown again and never logged."""

    address = models.CharField(max_length=300)
    name = models.CharField(max_length=120)
    key = models.CharField(max_length=500, blank=True, help_text="A secret; empty where the service asks for none.")
    switched_on_at = models.DateTimeField(null=True)
    rests_until = models.DateTimeField(null=True, help_text="Nothing is asked before; it failed, or asked for it.")
    failing_since = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=20, blank=True, help_text="Why it failed last, as the gateway names it.")
    told_at = models.DateTimeField(null=True, help_text="When administrators were told of this outage.")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="language_model_only_one")]

    def __str__(self) -> str:
        return self.name  # never the key

    @property
    def endpoint(self) -> Endpoint:
        """Where and as what it is asked."""
        return Endpoint(self.address, self.name, self.key)


class ContestQuerySet(models.QuerySet["Contest"]):
    def running(self) -> Self:
        return self.filter(finished_at=None, stopped_at=None)


class Contest(models.Model):
    """
    One judging of the language model beside the local one, on texts that the local one never learnt from.

    ``address``, ``name`` and ``taxonomy`` say for what its result holds; ``examples`` are of each failure type the
    cases whose words the model is shown. ``figures`` stand once it is finished: rules.contests says which.
    """

    address = models.CharField(max_length=300)
    name = models.CharField(max_length=120)
    taxonomy = models.CharField(max_length=64, help_text="SHA-256 of the failure types there were to choose from.")
    examples = models.JSONField(default=dict)
    begun_by = models.ForeignKey("Staff", models.SET_NULL, null=True, related_name="+", db_index=False)
    begun_at = models.DateTimeField()
    dealt_at = models.DateTimeField(null=True, help_text="When its texts were chosen.")
    stopped_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=20, blank=True, help_text="Why it stopped by itself.")
    finished_at = models.DateTimeField(null=True)
    figures = models.JSONField(default=dict)

    objects = ContestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=Q(finished_at=None, stopped_at=None), name="contest_one_runs"
            )
        ]

    @property
    def is_won(self) -> bool:
        """Whether the language model won it."""
        return bool(self.figures.get("won"))


class ContestRow(models.Model):
    """One text of a contest: what a person said it is, what the local model says, and what the other answered."""

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="rows", db_index=False)
    case = models.ForeignKey("Case", models.CASCADE, related_name="+")
    truth = models.BigIntegerField()
    local = models.BigIntegerField(null=True)
    answer = models.BigIntegerField(null=True, help_text="A failure type; none: it chose none, or said anything else.")
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(help_text="Moved on before each try, so that no two workers ask at once.")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["contest", "next_try_at"], name="contest_row_waits", condition=WAITS)]
        constraints = [
            models.UniqueConstraint(fields=["contest", "case"], name="contest_row_once"),
            models.CheckConstraint(
                condition=Q(answer=None) | Q(answered_at__isnull=False), name="contest_row_answered"
            ),
        ]
