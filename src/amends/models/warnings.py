"""What came in more often than it should, and what colleagues made of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q

from amends.rules.actors import Actor

LIVE = Q(dismissed_at=None, over_at=None)


class EarlyWarningQuerySet(models.QuerySet["EarlyWarning"]):
    def visible_to(self, actor: Actor) -> Self:
        places = actor.places("warning.read")
        return self if places is None else self.filter(site__in=places)

    def unasked(self) -> Self:
        """Found by the look over all places and kinds; no watch asked for them."""
        return self.filter(watch=None)

    def live(self) -> Self:
        return self.filter(LIVE)


class EarlyWarning(models.Model):
    """
    More cases of a kind than expected, at a place and below it, from one day to another.

    A surge that goes on updates its one live warning. ``course`` holds a row a day: observed, expected, and the two
    bounds between which 95 of 100 quiet days lie; the last row is ``course_until_on``. What a watch counts may have too
    little history for anything to be expected: those figures are 0 then.
    """

    site = models.ForeignKey("Site", models.CASCADE, related_name="+", db_index=False)
    failure_type = models.ForeignKey(
        "FailureType", models.CASCADE, null=True, related_name="+", db_index=False, help_text="Empty: all kinds."
    )
    watch = models.ForeignKey("Watch", models.CASCADE, null=True, related_name="warnings", help_text="Whose it is.")
    told_at_cases = models.PositiveIntegerField(null=True, help_text="A count told: at so many cases,")
    told_within_days = models.PositiveSmallIntegerField(null=True, help_text="within so many days.")
    began_on = models.DateField()
    until_on = models.DateField(help_text="The newest day on which it stood out.")
    observed = models.PositiveIntegerField()
    expected = models.FloatField()
    low = models.PositiveIntegerField(help_text="Between low and high lie 95 of 100 quiet spans as long.")
    high = models.PositiveIntegerField()
    p = models.FloatField(help_text="Chance of something as surprising in quiet times.")
    q = models.FloatField(help_text="Share of false ones among warnings as surprising, over all that was looked at.")
    tried = models.PositiveIntegerField(help_text="Series that were looked at.")
    course = models.JSONField()
    course_until_on = models.DateField()
    near = models.JSONField(help_text="[place, kind of failure] within it to look at, the most surprising first.")

    raised_at = models.DateTimeField()
    seen_at = models.DateTimeField(help_text="When it was last found again.")
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey("Staff", models.SET_NULL, null=True, related_name="+", db_index=False)
    dismissed_at = models.DateTimeField(null=True, help_text="Called a false alarm.")
    dismissed_by = models.ForeignKey("Staff", models.SET_NULL, null=True, related_name="+", db_index=False)
    reason = models.CharField(max_length=200, blank=True, help_text="Why it is a false alarm.")
    over_at = models.DateTimeField(null=True, help_text="It stood out no more for a while.")

    objects = EarlyWarningQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "failure_type"],
                name="early_warning_one_live",
                condition=LIVE & Q(failure_type__isnull=False, watch=None),
            ),
            models.UniqueConstraint(
                fields=["site"], name="early_warning_one_live_of_all", condition=LIVE & Q(failure_type=None, watch=None)
            ),
            models.UniqueConstraint(fields=["watch"], name="early_warning_one_live_a_watch", condition=LIVE),
            models.CheckConstraint(condition=Q(began_on__lte=F("until_on")), name="early_warning_begins_first"),
        ]

    @property
    def is_live(self) -> bool:
        return self.dismissed_at is None and self.over_at is None

    @property
    def key(self) -> tuple[int, int]:
        return self.site_id, self.failure_type_id or 0

    @property
    def course_from_on(self) -> date:
        return self.course_until_on - timedelta(days=len(self.course) - 1)
