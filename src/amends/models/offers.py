"""Offers to put something right, the approval one may need, and what is on its way to the customer."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from amends.models.cases import Case
from amends.models.restrictions import Restriction
from amends.rules.actors import Actor
from amends.rules.money import Money

OPEN = Q(accepted_at=None, declined_at=None, withdrawn_at=None, expired_at=None)
OUTCOMES = ("accepted_at", "declined_at", "withdrawn_at", "expired_at")


def _at_most_one(names: tuple[str, ...]) -> Q:
    """At least all but one of these are empty."""
    found = Q()
    for name in names:
        found |= Q(**{f"{other}__isnull": True for other in names if other != name})
    return found


class OfferQuerySet(models.QuerySet["Offer"]):
    def open(self) -> Self:
        """Neither chosen nor over: waiting for approval, or for the customer."""
        return self.filter(OPEN)

    def alive(self) -> Self:
        """Open or accepted: what counts against how much somebody may give."""
        return self.filter(declined_at=None, withdrawn_at=None, expired_at=None)


class Offer(models.Model):
    """
    Ways of the same worth to put a failure right, of which the customer chooses one.

    cause    key of what is paid for (``rules.offers.cause_key``); one cause is accepted once, ever
    facts    what it was sized by (``rules.remedies.assessing``), without who gives it
    law      what the law said: one row for each rule pack, with the facts it was told and each floor
    steps    how the total adds up: [kind, minor units]
    options  the ways: each a list of [remedy, minor units]
    """

    case = models.ForeignKey("Case", models.CASCADE, related_name="offers")
    cause = models.CharField(max_length=130)
    currency = models.CharField(max_length=3)
    floor_minor = models.BigIntegerField(help_text="What is owed by law or by our own promise.")
    total_minor = models.BigIntegerField()
    facts = models.JSONField()
    law = models.JSONField(default=list)
    steps = models.JSONField()
    options = models.JSONField()
    words = models.TextField(help_text="What goes out with it.")
    purposes = models.JSONField(default=list)
    made_by = models.ForeignKey(
        "Staff", models.PROTECT, null=True, related_name="+", db_index=False, help_text="Empty: a program made it."
    )
    program = models.ForeignKey("Token", models.PROTECT, null=True, related_name="offers", help_text="That made it.")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    offered_at = models.DateTimeField(null=True, help_text="When the customer got it; empty: it waits for approval.")
    accepted_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    expired_at = models.DateTimeField(null=True)
    chosen = models.PositiveSmallIntegerField(null=True, help_text="Which of the options, from 0.")

    objects = OfferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=OPEN, name="offer_one_open"),
            models.UniqueConstraint(
                fields=["cause"], condition=Q(accepted_at__isnull=False), name="offer_one_cause_pays_once"
            ),
            models.CheckConstraint(
                condition=Q(total_minor__gte=F("floor_minor"), floor_minor__gte=0, total_minor__gt=0),
                name="offer_never_below_the_floor",
            ),
            models.CheckConstraint(condition=_at_most_one(OUTCOMES), name="offer_one_outcome"),
            models.CheckConstraint(
                condition=Q(accepted_at=None, chosen=None)
                | Q(accepted_at__isnull=False, chosen__isnull=False, offered_at__isnull=False),
                name="offer_accepted_is_chosen",
            ),
        ]

    @property
    def total(self) -> Money:
        return Money(self.total_minor, self.currency)

    @property
    def is_open(self) -> bool:
        """Whether it is neither chosen nor over."""
        return all(getattr(self, name) is None for name in OUTCOMES)

    def stands(self, now: datetime) -> bool:
        """Whether the customer may choose."""
        return self.is_open and self.offered_at is not None and now < self.expires_at


class ApprovalQuerySet(models.QuerySet["Approval"]):
    def pending(self) -> Self:
        return self.filter(decided_at=None, offer__withdrawn_at=None)

    def visible_to(self, actor: Actor) -> Self:
        places = actor.places("remedy.as_specialist")
        found = self if places is None else self.filter(offer__case__site__in=places)
        return found.exclude(offer__case__in=Restriction.objects.against(actor).values("case"))


class Approval(models.Model):
    """Somebody with more authority was asked whether an offer may go out."""

    offer = models.OneToOneField(Offer, models.CASCADE, related_name="approval")
    reason = models.CharField(max_length=500, help_text="Why so much.")
    needs = models.CharField(max_length=20, help_text="The lowest role whose word is enough.")
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("Staff", models.PROTECT, null=True, related_name="+", db_index=False)
    is_granted = models.BooleanField(null=True)
    answer = models.CharField(max_length=500, blank=True, help_text="Why not; or a word with the yes.")

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["asked_at"], name="approval_waiting", condition=Q(decided_at=None))]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, is_granted=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False, is_granted__isnull=False),
                name="approval_decided_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(is_granted=False, answer=""), name="approval_refused_with_a_reason"),
        ]


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(offer__case__in=Case.objects.visible_to(actor))

    def outstanding(self) -> Self:
        return self.filter(delivered_at=None)

    def stuck(self, now: datetime) -> Self:
        """Outstanding, and it came back once already, or the day we promised is over."""
        return self.outstanding().filter(Q(failures__gt=0) | Q(offer__case__next_due_at__lte=now))


class Delivery(models.Model):
    """One remedy of the way the customer chose: on its way, or delivered with its proof."""

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="deliveries")
    remedy = models.CharField(max_length=40)
    amount_minor = models.BigIntegerField()
    delivered_at = models.DateTimeField(null=True)
    delivered_by = models.ForeignKey("Staff", models.PROTECT, null=True, related_name="+", db_index=False)
    proof = models.CharField(max_length=120, blank=True, help_text="Number of the payment, voucher or booking.")
    failures = models.PositiveSmallIntegerField(default=0, help_text="How often it came back and was owed again.")
    failure = models.CharField(max_length=300, blank=True, help_text="Why it came back the last time.")
    listed_in = models.ForeignKey(
        "PaymentList", models.SET_NULL, null=True, related_name="+", db_index=False, help_text="The list that shows it."
    )

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["offer"], name="delivery_outstanding", condition=Q(delivered_at=None))]
        constraints = [
            models.UniqueConstraint(fields=["offer", "remedy"], name="delivery_once"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="delivery_is_worth_something"),
            models.CheckConstraint(
                condition=Q(delivered_at=None, delivered_by=None, proof="")
                | (Q(delivered_at__isnull=False) & ~Q(proof="")),
                name="delivery_is_proven",
            ),
        ]
