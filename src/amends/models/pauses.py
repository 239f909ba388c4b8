"""When the clocks of a case stood still, and what we waited for."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from amends.rules.promises import Pause as Span

OPEN = Q(ended_at=None)


class PauseQuerySet(models.QuerySet["Pause"]):
    def open(self) -> Self:
        return self.filter(OPEN)


class Pause(models.Model):
    """
    One standstill: the customer was asked something. It ends with their answer, our next word, or at ``until_at``.

    reason    what we wait for, a key of ``rules.pausing``
    promises  numbers of the promises whose clocks stood still
    """

    case = models.ForeignKey("Case", models.CASCADE, related_name="pauses")
    reason = models.CharField(max_length=20)
    began_at = models.DateTimeField()
    until_at = models.DateTimeField(help_text="The clocks run again then, whether or not there was an answer.")
    ended_at = models.DateTimeField(null=True)
    promises = models.JSONField(default=list)
    began_by = models.ForeignKey("Staff", models.PROTECT, null=True, related_name="+", db_index=False)

    objects = PauseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=OPEN, name="pause_one_open"),
            models.CheckConstraint(condition=Q(until_at__gt=F("began_at")), name="pause_has_a_length"),
            models.CheckConstraint(
                condition=OPEN | Q(ended_at__gte=F("began_at"), ended_at__lte=F("until_at")), name="pause_ends_in_time"
            ),
        ]

    def as_rule(self) -> Span:
        """Return it as the rules count by; one that is open goes on to its last instant."""
        return Span(self.began_at, self.ended_at or self.until_at)
