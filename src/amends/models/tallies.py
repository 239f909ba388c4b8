"""How often somebody did something lately: what a limit is held against, by every process alike."""

from __future__ import annotations

from django.db import models


class Tally(models.Model):
    """A count within one window of time. ``who`` is a digest: no address of anybody is kept."""

    what = models.CharField(max_length=20)
    who = models.CharField(max_length=40)
    began_at = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["what", "who", "began_at"], name="tally_once_a_window")]
