"""Who has a case open at this moment: short leases, no history."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models


class PresenceQuerySet(models.QuerySet["Presence"]):
    def present(self, now: datetime) -> Self:
        return self.filter(looking_until__gt=now)


class Presence(models.Model):
    """
    A colleague looks at a case until the lease runs out, and may be writing to its customer.

    Renewed by the process that holds the open page; one that dies is forgotten when its leases end.
    """

    case = models.ForeignKey("Case", models.CASCADE, related_name="+", db_index=False)
    staff = models.ForeignKey("Staff", models.CASCADE, related_name="+")
    looking_until = models.DateTimeField()
    replying_until = models.DateTimeField(null=True)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "staff"], name="presence_once")]
