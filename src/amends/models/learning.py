"""The models of failure types that were learnt, night after night, and which of them is in use."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

IN_USE = Q(taken_up_at__isnull=False, dropped_at=None)


class LearnedModelQuerySet(models.QuerySet["LearnedModel"]):
    def in_use(self) -> Self:
        return self.filter(IN_USE)


class LearnedModel(models.Model):
    """
    A model learnt from what people said cases are; its files lie under its fingerprint in the folder of models.

    ``figures`` say how good it is on the texts kept back, ``champion_figures`` how good what was in use was on the
    same texts, and ``by_kind`` of each failure type [how often it was true, chosen, both]. Without a model in use the
    shipped words suggest.
    """

    fingerprint = models.CharField(max_length=64, unique=True, help_text="SHA-256 of what it was learnt from.")
    learned_at = models.DateTimeField()
    texts = models.PositiveIntegerField()
    figures = models.JSONField()
    champion_figures = models.JSONField()
    by_kind = models.JSONField(default=dict)
    taken_up_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)
    before = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+", help_text="What it replaced.")
    drifted_at = models.DateTimeField(null=True, help_text="Since when it is right clearly less often than it was.")
    went_back_at = models.DateTimeField(null=True, help_text="Since when a person prefers what was before it.")

    objects = LearnedModelQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(models.Value(1), condition=IN_USE, name="learned_model_one_in_use")]
