"""What was heard, word for word, and where."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from amends.models.restrictions import Restriction
from amends.rules.actors import Actor


class ListeningPost(models.Model):
    """A place to be heard at. ``kind`` is the key of its reader: web, api, import, staff."""

    key = models.SlugField(max_length=40, unique=True)
    kind = models.CharField(max_length=20)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    site = models.ForeignKey("Site", models.PROTECT, null=True, related_name="+", help_text="Empty: the root.")
    closed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.key


class IntakeQuerySet(models.QuerySet["Intake"]):
    def visible_to(self, actor: Actor) -> Self:
        places = actor.places("intake.read")
        found = self if places is None else self.filter(case__site__in=places)
        if actor.places("case.read_restricted") is None:
            return found
        return found.exclude(case__in=Restriction.objects.against(actor).values("case"))

    def unread(self) -> Self:
        """Heard, but no case could be made of it yet: a person has to look."""
        return self.filter(case=None)


class Intake(models.Model):
    """
    One thing heard, kept as it was said. The database refuses any change of the words and any deletion;
    only which case it belongs to may still be found out or put right.
    """

    post = models.ForeignKey(ListeningPost, models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey("Case", models.PROTECT, null=True, related_name="intakes")
    customer = models.ForeignKey("Customer", models.PROTECT, null=True, related_name="+", db_index=False)
    heard_by = models.ForeignKey("Staff", models.PROTECT, null=True, related_name="+", db_index=False)
    external_id = models.CharField(max_length=200, null=True)  # noqa: DJ001 - absent is not the same as empty here
    idempotency_key = models.CharField(max_length=100, null=True)  # noqa: DJ001
    text = models.TextField()
    language = models.CharField(max_length=10)
    place = models.CharField(max_length=120, blank=True, help_text="Where, in the customer's own words.")
    occurred_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    raw = models.TextField(blank=True, help_text="What could not be read, exactly as it came.")
    is_story = models.BooleanField(default=False)

    objects = IntakeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post", "external_id"], name="intake_external_id_once", condition=Q(external_id__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["post", "idempotency_key"], name="intake_key_once", condition=Q(idempotency_key__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["received_at"], name="intake_unread", condition=Q(case=None))]


class Artifact(models.Model):
    """A file that came with words. The bytes lie in the file store under their checksum."""

    intake = models.ForeignKey(Intake, models.PROTECT, null=True, related_name="artifacts")
    message = models.ForeignKey("Message", models.PROTECT, null=True, related_name="artifacts")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100, help_text="As sniffed from the bytes, never as claimed.")
    size_bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(intake__isnull=False, message=None) | Q(intake=None, message__isnull=False),
                name="artifact_came_with_one",
            )
        ]
