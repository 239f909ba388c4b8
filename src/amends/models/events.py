"""The history: append-only, chained per case, sealed once a day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from django.db import connections, models

from amends.models.restrictions import Restriction
from amends.rules.actors import Actor

LONGEST_WRITE = timedelta(seconds=3)


class EventQuerySet(models.QuerySet["Event"]):
    def visible_to(self, actor: Actor) -> Self:
        """Events of cases at the actor's places; those of no case only for one who sees every place."""
        return self._at(actor.places("event.read"))._unrestricted(actor)

    def audited_by(self, actor: Actor) -> Self:
        """The same for the audit trail, which fewer may look through."""
        return self._at(actor.places("audit.read"))._unrestricted(actor)

    def _at(self, places: frozenset[int] | None) -> Self:
        return self if places is None else self.filter(case__site__in=places)

    def _unrestricted(self, actor: Actor) -> Self:
        if actor.places("case.read_restricted") is None:
            return self
        return self.exclude(case__in=Restriction.objects.against(actor).values("case"))

    def settled(self, now: datetime) -> Self:
        """
        Events before which no other can appear any more, for those who follow the history by number.

        PostgreSQL gives numbers out before the commit, so an earlier one may show later; SQLite has one writer.
        """
        is_in_order = connections[self.db].vendor == "sqlite"
        return self if is_in_order else self.filter(recorded_at__lt=now - LONGEST_WRITE)


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

    objects = EventQuerySet.as_manager()

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
