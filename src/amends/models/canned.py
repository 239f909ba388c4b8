"""Canned replies of a house: shared by a place and those below it, or one's own."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from amends.rules.actors import Actor


class CannedReplyQuerySet(models.QuerySet["CannedReply"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own, and those shared with the house or with a place one may see."""
        places = actor.places("case.read")
        shared = Q(owner=None) if places is None else Q(owner=None, site=None) | Q(owner=None, site__in=places)
        return self.filter(Q(owner=actor.staff_id) | shared) if actor.staff_id else self.filter(shared)

    def in_use(self) -> Self:
        return self.filter(retired_at=None)


class CannedReply(models.Model):
    """
    A reply to be used again, with places for facts in braces.

    key    of the shipped reply whose place this one takes; empty for one's own invention
    site   where it is offered, and at every place below; empty: everywhere
    owner  whose own it is; empty: shared
    """

    key = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=80)
    folder = models.CharField(max_length=40, blank=True)
    text_zh = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    site = models.ForeignKey("Site", models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey("Staff", models.CASCADE, null=True, related_name="+")
    edited_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    objects = CannedReplyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text_zh="", text_en=""), name="canned_reply_says_something"),
            models.CheckConstraint(condition=Q(owner=None) | Q(site=None), name="canned_reply_own_or_of_a_place"),
        ]

    def __str__(self) -> str:
        return self.name
