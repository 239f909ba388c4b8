"""Vouchers that were issued as a remedy, and what was redeemed on them."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from amends.models.offers import Delivery
from amends.rules.actors import Actor
from amends.rules.money import Money
from amends.rules.vouchers import BACK_WITHIN, spoken

UNUSED = Q(lapsed_at=None, spent_minor__lt=F("amount_minor"))


class VoucherQuerySet(models.QuerySet["Voucher"]):
    def run_out(self, now: datetime) -> Self:
        """Those with something left to book out: their last day is over, and nothing more can be taken back."""
        return self.filter(UNUSED, expires_at__lt=now - BACK_WITHIN)


class Voucher(models.Model):
    """A code worth ``amount_minor`` until ``expires_at``; whoever has the code has the value."""

    delivery = models.OneToOneField(Delivery, models.CASCADE, related_name="voucher")
    code = models.CharField(max_length=16, unique=True, help_text="Digits, the last of which checks the others.")
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    spent_minor = models.BigIntegerField(default=0, help_text="Redeemed, without what was taken back.")
    is_divisible = models.BooleanField(help_text="Used in parts, or whole at once.")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    lapsed_at = models.DateTimeField(null=True, help_text="When what was left on it was booked out.")

    objects = VoucherQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="voucher_unused_until", condition=UNUSED)]
        constraints = [
            models.CheckConstraint(
                condition=Q(spent_minor__gte=0, spent_minor__lte=F("amount_minor"), amount_minor__gt=0),
                name="voucher_never_more_than_its_value",
            ),
        ]

    @property
    def left(self) -> Money:
        """What can still be redeemed while it is good."""
        return Money(self.amount_minor - self.spent_minor, self.currency)

    @property
    def spoken(self) -> str:
        return spoken(self.code)


class RedemptionQuerySet(models.QuerySet["Redemption"]):
    def standing(self) -> Self:
        """Not taken back."""
        return self.filter(taken_back_at=None)

    def visible_to(self, actor: Actor) -> Self:
        """One's own, and for whoever leads a place those of the vouchers it gave."""
        led = actor.places("remedy.as_supervisor")
        if led is None:
            return self
        own = Q(actor_kind=actor.kind, actor_id=actor.id)
        return self.filter(own | Q(voucher__delivery__offer__case__site__in=led))


class Redemption(models.Model):
    """An amount that was taken off a voucher at a till, by a colleague or a program."""

    voucher = models.ForeignKey(Voucher, models.CASCADE, related_name="redemptions")
    amount_minor = models.BigIntegerField()
    receipt = models.CharField(max_length=60, blank=True, help_text="Number of the till's receipt.")
    redeemed_at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(null=True)
    taken_back_at = models.DateTimeField(null=True)

    objects = RedemptionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["actor_kind", "actor_id", "redeemed_at"], name="redemption_of_somebody")]
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="redemption_is_of_something"),
        ]
