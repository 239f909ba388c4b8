"""The history: append-only, chained per case, sealed once a day."""

from __future__ import annotations

from django.db import models


class Event(models.Model):
    """
    One thing that happened, as a link of its case's chain (case empty: the organisation's own chain).

    ``facts`` hold references and salted digests, never personal data. The database refuses updates, and deletions
    of everything but stories.
    """

    case = models.ForeignKey("Case", models.DO_NOTHING, null=True, related_name="events", db_index=False)
    sequence = models.PositiveIntegerField(help_text="1 for the first event of the chain.")
    verb = models.CharField(max_length=40)
    at = models.DateTimeField(help_text="When it happened.")
    recorded_at = models.DateTimeField(help_text="When it was written down.")
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(null=True)
    facts = models.JSONField()
    digest = models.BinaryField(max_length=32)
    is_story = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "sequence"], name="event_in_its_place"),
            models.UniqueConstraint(
                fields=["sequence"], condition=models.Q(case=None), name="event_in_its_place_without_case"
            ),
        ]


class Seal(models.Model):
    """The root over every chain link recorded on one day (UTC), chained to the day before."""

    day = models.DateField(unique=True)
    first_event = models.BigIntegerField(help_text="Events after this id …")
    last_event = models.BigIntegerField(help_text="… up to this id are under the seal.")
    events = models.PositiveIntegerField()
    root = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField()
