"""When a place is open, version by version."""

from __future__ import annotations

from datetime import date
from typing import Self
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Max

from amends.rules.calendars import Calendar


class SiteCalendarQuerySet(models.QuerySet["SiteCalendar"]):
    def newest(self) -> Self:
        """The last version of each place, also where it was given up."""
        return self.filter(pk__in=self.model.objects.values("site").annotate(last=Max("pk")).values("last"))

    def in_force(self) -> Self:
        return self.newest().filter(is_off=False)


class SiteCalendar(models.Model):
    """
    The opening hours of a place and those below it, as they stood from an instant until the next version.

    week      of each weekday from Monday on its blocks, [from, until] in minutes after midnight
    holidays  days off by their date, and what they are called; make_up the same of days worked in exchange
    is_off    from this version on the place keeps the hours of the one above
    """

    site = models.ForeignKey("Site", models.CASCADE, related_name="calendars")
    number = models.PositiveIntegerField()
    zone = models.CharField(max_length=64)
    week = models.JSONField()
    holidays = models.JSONField(default=dict)
    make_up = models.JSONField(default=dict)
    is_off = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("Staff", models.PROTECT, null=True, related_name="+")

    objects = SiteCalendarQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "number"], name="site_calendar_version_once")]

    def as_rule(self) -> Calendar:
        """Return it as the rules count by."""
        return Calendar(
            ZoneInfo(self.zone),
            tuple(tuple((start, end) for start, end in blocks) for blocks in self.week),
            _named(self.holidays),
            _named(self.make_up),
        )


def _named(days: dict[str, str]) -> dict[date, str]:
    return {date.fromisoformat(day): name for day, name in days.items()}
