"""What a role may give, what one person may give beyond it, and the certificates that rests on."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from amends.rules.remedies.own_limits import OwnLimit
from amends.rules.remedies.role_limits import RoleLimit


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def standing(self) -> Self:
        """Not taken back; it may have run out."""
        return self.filter(withdrawn_at=None)

    def valid(self, on: date) -> Self:
        """As ``rules.remedies.own_limits.is_valid``."""
        return self.standing().filter(granted_on__lte=on, expires_on__gte=on)


class Certificate(models.Model):
    """Somebody vouched that a colleague is trained to put things right, from a day to a day."""

    staff = models.ForeignKey("Staff", models.CASCADE, related_name="certificates")
    subject = models.CharField(max_length=120, help_text="What they were trained and examined in.")
    granted_on = models.DateField()
    expires_on = models.DateField(help_text="The last day it holds.")
    certified_by = models.ForeignKey("Staff", models.PROTECT, related_name="+", db_index=False)
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on__gte=F("granted_on")), name="certificate_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=~Q(certified_by=F("staff")), name="certificate_by_somebody_else"),
        ]


class AuthorityGrantQuerySet(models.QuerySet["AuthorityGrant"]):
    def in_force(self) -> Self:
        return self.filter(withdrawn_at=None)


class AuthorityGrant(models.Model):
    """A limit of one person's own, for one kind of remedy or for every one; a change is a new row."""

    staff = models.ForeignKey("Staff", models.CASCADE, related_name="authority_grants")
    remedy = models.CharField(max_length=40, blank=True, help_text="Key of the kind; empty: every kind.")
    currency = models.CharField(max_length=3)
    per_case_minor = models.BigIntegerField()
    per_day_minor = models.BigIntegerField(null=True, help_text="Empty: without limit.")
    per_customer_minor = models.BigIntegerField(null=True, help_text="Within a year. Empty: without limit.")
    granted_by = models.ForeignKey("Staff", models.PROTECT, null=True, related_name="+", db_index=False)
    granted_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    objects = AuthorityGrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "remedy", "currency"], condition=Q(withdrawn_at=None), name="grant_one_of_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(per_case_minor__gt=0)
                & (Q(per_day_minor=None) | Q(per_day_minor__gte=F("per_case_minor")))
                & (Q(per_customer_minor=None) | Q(per_customer_minor__gte=F("per_case_minor"))),
                name="grant_of_a_case_fits_its_day_and_customer",
            ),
        ]

    def as_rule(self) -> OwnLimit:
        return OwnLimit(self.remedy, self.currency, self.per_case_minor, self.per_day_minor, self.per_customer_minor)


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def standing(self) -> Self:
        """Not taken back; it may not have begun."""
        return self.filter(withdrawn_at=None)

    def begun(self, on: date) -> Self:
        """Those that hold on a day and those they replaced, the earliest first: the last of a kind holds."""
        return self.standing().filter(starts_on__lte=on).order_by("starts_on", "pk")


class RoleGrant(models.Model):
    """
    What a role may give from a day on instead of what is shipped, for one kind of remedy or for every one.

    A change is a new row; taken back, the one before it holds again.
    """

    role = models.CharField(max_length=20, help_text="A key of rules.remedies.authority.EDITABLE.")
    remedy = models.CharField(max_length=40, blank=True, help_text="Key of the kind; empty: every kind.")
    currency = models.CharField(max_length=3)
    price_percent = models.PositiveSmallIntegerField(help_text="Share of the price; on a case the more of both holds.")
    per_case_minor = models.BigIntegerField()
    per_day_minor = models.BigIntegerField(null=True, help_text="Of one colleague. Empty: without limit.")
    per_customer_minor = models.BigIntegerField(null=True, help_text="Within a year. Empty: without limit.")
    needs_certificate = models.BooleanField()
    starts_on = models.DateField()
    set_by = models.ForeignKey("Staff", models.PROTECT, related_name="+", db_index=False)
    set_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey("Staff", models.PROTECT, null=True, related_name="+", db_index=False)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(per_case_minor__gte=0)
                & (Q(per_day_minor=None) | Q(per_day_minor__gte=F("per_case_minor")))
                & (Q(per_customer_minor=None) | Q(per_customer_minor__gte=F("per_case_minor"))),
                name="role_grant_of_a_case_fits_its_day_and_customer",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="role_grant_withdrawn_by_somebody",
            ),
        ]

    def as_rule(self) -> RoleLimit:
        sums = (self.per_case_minor, self.per_day_minor, self.per_customer_minor)
        limit = OwnLimit(self.remedy, self.currency, *sums)
        return RoleLimit(self.role, self.price_percent, limit, self.needs_certificate)
