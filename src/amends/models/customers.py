"""Customers, and the many ways one of them can be recognised."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from amends.models.cases import Case
from amends.models.restrictions import Restriction
from amends.rules.actors import Actor

LIVE = Q(undone_at=None)


class CustomerQuerySet(models.QuerySet["Customer"]):
    def standing(self) -> Self:
        """Without those that became part of another record."""
        return self.exclude(pk__in=CustomerJoin.objects.live().values("customer"))

    def visible_to(self, actor: Actor) -> Self:
        """Customers with a case at one of the actor's places that is not restricted to others."""
        places = actor.places("customer.read")
        readable = Case.objects.readable_by(actor).filter(customer=OuterRef("pk"))
        if places is not None:
            return self.filter(Exists(readable.filter(site__in=places)))
        if actor.places("case.read_restricted") is None:
            return self
        # Those of whom nothing but restricted cases is known: few, so all others are taken without asking for a case.
        hidden = Restriction.objects.against(actor).filter(case__customer__isnull=False).values("case__customer")
        return self.exclude(Q(pk__in=hidden) & ~Exists(readable))


class Customer(models.Model):
    """A person or household. Without any identity, they are known by their case alone."""

    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=10, blank=True)
    created_at = models.DateTimeField()
    is_story = models.BooleanField(default=False)

    objects = CustomerQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class Identity(models.Model):
    """One way a customer is recognised: a telephone number, an address, a member number, a channel's own id."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=30)
    value = models.CharField(max_length=200, help_text="Normalised: one spelling per identity.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "value"], name="identity_belongs_to_one")]


class CustomerJoinQuerySet(models.QuerySet["CustomerJoin"]):
    def live(self) -> Self:
        return self.filter(LIVE)


class CustomerJoin(models.Model):
    """
    A record that became part of another, with how it is known that both are one person.

    Cases, ways to recognise them, preferences and the care flag moved; ``moved`` names them by their keys, nothing
    personal, so that they can move back.
    """

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="joins")
    into = models.ForeignKey(Customer, models.CASCADE, related_name="joined_here")
    reason = models.CharField(max_length=200)
    joined_by = models.ForeignKey("Staff", models.PROTECT, null=True, related_name="+", db_index=False)
    joined_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    moved = models.JSONField()

    objects = CustomerJoinQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer"], condition=LIVE, name="customer_join_into_one"),
            models.CheckConstraint(condition=~Q(customer=F("into")), name="customer_join_into_another"),
        ]
