"""The organisation and its places: group, brand, place, as one tree."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from amends.rules.actors import Actor
from amends.rules.false_warnings import USUAL


class Organisation(models.Model):
    """The one organisation of this installation."""

    name = models.CharField(max_length=120)
    language = models.CharField(max_length=10)
    timezone = models.CharField(max_length=64, default="UTC")
    reference_prefix = models.CharField(max_length=6, default="AM")
    second_factor_roles = models.JSONField(default=list, help_text="Whoever has one of these roles proves it twice.")
    certifies_front_line = models.BooleanField(
        default=False, help_text="Without a valid certificate the front line gives small gestures and what is owed."
    )
    hour_costs = models.JSONField(default=dict, help_text="Role: minor units an hour, and their currency; or empty.")
    false_warnings_a_year = models.PositiveSmallIntegerField(
        default=USUAL, help_text="Of early warning, all places and kinds of failure together."
    )
    started_at = models.DateTimeField()
    colour = models.CharField(max_length=7, default="", help_text="#1A2B3C, or empty: our own green.")
    logo = models.CharField(max_length=32, default="", help_text="Digest of its logo, or empty.")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="organisation_only_one")]


class Logo(models.Model):
    """A picture the organisation shows customers, drawn anew by us; in the database, so that every machine has it."""

    digest = models.CharField(max_length=32, primary_key=True)
    png = models.BinaryField()


class SiteQuerySet(models.QuerySet["Site"]):
    def visible_to(self, actor: Actor) -> Self:
        places = actor.places("site.read")
        return self if places is None else self.filter(pk__in=places)

    def in_use(self) -> Self:
        return self.filter(closed_at=None)

    def at_or_below(self, site: Site) -> Self:
        return self.filter(path__startswith=site.path)

    def at_or_above(self, site: Site) -> Self:
        return self.filter(pk__in=[int(pk) for pk in site.path.split("/") if pk])


class Site(models.Model):
    """A group, a brand or a place. ``path`` lists the ids from the root down to itself: "/1/4/9/"."""

    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=120)
    path = models.CharField(max_length=255, db_index=True)
    timezone = models.CharField(max_length=64, default="UTC")
    responsible = models.ForeignKey(
        "Staff", models.PROTECT, null=True, related_name="+", help_text="First receiver; empty: as the place above."
    )
    phone = models.CharField(max_length=40, default="", help_text="For customers; empty: as the place above.")
    email = models.CharField(max_length=254, default="", help_text="For customers; empty: as the place above.")
    closed_at = models.DateTimeField(null=True)
    is_story = models.BooleanField(default=False)

    objects = SiteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(models.F("parent"), models.F("name"), name="site_name_once_per_parent"),
            models.UniqueConstraint(models.Value(1), condition=Q(parent=None), name="site_one_root"),
            models.CheckConstraint(
                condition=Q(parent__isnull=False) | Q(responsible__isnull=False), name="site_root_is_answered_for"
            ),
        ]

    def __str__(self) -> str:
        return self.name
