"""What colleagues want to be told of."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from amends.rules.actors import Actor
from amends.rules.watches import Asked

if TYPE_CHECKING:
    from amends.models.staff import Staff


class WatchQuerySet(models.QuerySet["Watch"]):
    def visible_to(self, actor: Actor) -> Self:
        places = actor.places("warning.read")
        return self if places is None else self.filter(site__in=places)

    def kept(self) -> Self:
        return self.filter(ended_at=None)

    def awake(self, today: date) -> Self:
        return self.kept().filter(paused_at=None, holds_from__lte=today)


class Watch(models.Model):
    """
    Cases at a place and below it, of a kind, from a post, in some words, and when to tell of them.

    What is watched never changes, so that its warnings stay what they were; when it tells, and whom, may.
    """

    name = models.CharField(max_length=60)
    site = models.ForeignKey("Site", models.CASCADE, related_name="+")
    failure_type = models.ForeignKey(
        "FailureType", models.PROTECT, null=True, related_name="+", db_index=False, help_text="Empty: all kinds."
    )
    post = models.ForeignKey(
        "ListeningPost", models.PROTECT, null=True, related_name="+", db_index=False, help_text="Empty: all."
    )
    words = models.CharField(max_length=200, blank=True, help_text="Phrases parted by commas; empty: any words.")
    false_alarms = models.PositiveSmallIntegerField(
        null=True, help_text="In ten years, for more than usual; empty: not asked for."
    )
    cases = models.PositiveIntegerField(null=True, help_text="So many within ``days``; empty: not asked for.")
    days = models.PositiveSmallIntegerField(null=True)
    tells: models.ManyToManyField[Staff, Watch] = models.ManyToManyField("Staff", related_name="+")
    holds_from = models.DateField()

    made_at = models.DateTimeField()
    made_by = models.ForeignKey("Staff", models.SET_NULL, null=True, related_name="+", db_index=False)
    paused_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    course = models.JSONField(default=list, help_text="Cases a day, lately; the last is of ``course_until_on``.")
    course_until_on = models.DateField(null=True)

    objects = WatchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(cases=None, days=None) | Q(cases__gt=0, days__gt=0), name="watch_counts_within_days"
            ),
            models.CheckConstraint(
                condition=Q(false_alarms__isnull=False) | Q(cases__isnull=False), name="watch_waits_for_something"
            ),
        ]

    @property
    def asked(self) -> Asked:
        return Asked(self.false_alarms, self.cases, self.days)
