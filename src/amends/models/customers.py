"""Customers, and the many ways one of them can be recognised."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from amends.models.cases import Case
from amends.models.restrictions import Restriction
from amends.rules.actors import Actor


class CustomerQuerySet(models.QuerySet["Customer"]):
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
