"""What several customers began to say that no failure type covers yet, and what colleagues made of it."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from amends.rules.actors import Actor

LIVE = Q(dismissed_at=None, named_at=None, over_at=None)


class TopicQuerySet(models.QuerySet["Topic"]):
    def visible_to(self, actor: Actor) -> Self:
        places = actor.places("warning.read")
        return self if places is None else self.filter(site__in=places)

    def live(self) -> Self:
        return self.filter(LIVE)

    def named(self) -> Self:
        """Those of which people said which failure type they are."""
        return self.filter(failure_type__isnull=False)


class Topic(models.Model):
    """
    Cases in like words, new in one week, with the narrowest place that all of them are at.

    ``cases`` are their numbers, the earliest first; a look that finds it again brings it up to date.
    """

    site = models.ForeignKey("Site", models.CASCADE, related_name="+", db_index=False)
    words = models.JSONField(help_text="The phrases it is called by, the most telling first.")
    group = models.CharField(max_length=40, blank=True, help_text="Whom it concerns, as the cases name them.")
    cases = models.JSONField()
    places = models.JSONField(help_text="[place, cases], the most first.")
    representative = models.ForeignKey("Case", models.SET_NULL, null=True, related_name="+", db_index=False)
    voices = models.PositiveIntegerField(help_text="People who say it; one person or one text repeated is one.")
    in_week = models.PositiveIntegerField(help_text="Cases in the week in which it was new.")
    expected = models.FloatField(help_text="Cases that the time before let expect in that week.")
    began_on = models.DateField()
    until_on = models.DateField(help_text="The day of its newest case.")

    found_at = models.DateTimeField()
    seen_at = models.DateTimeField(help_text="When it was last found again.")
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey("Staff", models.SET_NULL, null=True, related_name="+", db_index=False)
    dismissed_at = models.DateTimeField(null=True, help_text="Called no topic.")
    dismissed_by = models.ForeignKey("Staff", models.SET_NULL, null=True, related_name="+", db_index=False)
    reason = models.CharField(max_length=200, blank=True, help_text="Why it is none.")
    named_at = models.DateTimeField(null=True, help_text="Made a failure type.")
    failure_type = models.ForeignKey("FailureType", models.SET_NULL, null=True, related_name="+", db_index=False)
    over_at = models.DateTimeField(null=True, help_text="Nobody said it any more for a while.")

    objects = TopicQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(began_on__lte=F("until_on")), name="topic_begins_first")]

    @property
    def is_live(self) -> bool:
        return self.dismissed_at is None and self.named_at is None and self.over_at is None
