"""How colleagues prove who they are, where they are signed in, and who guessed too often."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models


class Authenticator(models.Model):
    """The app on a colleague's telephone that counts out six digits every half minute."""

    staff = models.OneToOneField("Staff", models.CASCADE, related_name="authenticator")
    secret = models.BinaryField(max_length=20)
    last_step = models.BigIntegerField(default=0, help_text="The half minute whose digits were used last.")
    added_at = models.DateTimeField()


class Passkey(models.Model):
    """A key that a device or a stick keeps and gives out to nobody (WebAuthn)."""

    staff = models.ForeignKey("Staff", models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=60)
    credential_id = models.BinaryField(max_length=1023, unique=True)
    credential = models.BinaryField(help_text="Its public half, as the authenticator attested it.")
    used_count = models.BigIntegerField(default=0, help_text="The device's own count; many leave it at 0.")
    added_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]


class RecoveryCode(models.Model):
    """One of ten words for the day the telephone is gone. Only its digest is kept; it opens once."""

    staff = models.ForeignKey("Staff", models.CASCADE, related_name="recovery_codes")
    digest = models.BinaryField(max_length=32)
    used_at = models.DateTimeField(null=True)


class VisitQuerySet(models.QuerySet["Visit"]):
    def of(self, staff_id: int) -> Self:
        return self.filter(staff=staff_id)

    def lasting(self, now: datetime) -> Self:
        return self.filter(ends_at__gt=now)


class Visit(models.Model):
    """One browser in which a colleague is signed in. It ends with its session, and is forgotten then."""

    staff = models.ForeignKey("Staff", models.CASCADE, related_name="visits")
    session_key = models.CharField(max_length=40, unique=True)
    device = models.CharField(max_length=80, blank=True)
    network = models.CharField(max_length=50, blank=True, help_text="Roughly where: the address without its end.")
    means = models.CharField(max_length=20, help_text="password, app, passkey, recovery_code, single_sign_on, link.")
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["-seen_at", "-pk"]


class LockoutQuerySet(models.QuerySet["Lockout"]):
    def shut(self, now: datetime) -> Self:
        return self.filter(until__gt=now)


class Lockout(models.Model):
    """Failures to prove who one is. ``key`` is a digest of whom it was tried for, and from where."""

    key = models.BinaryField(max_length=32, unique=True)
    staff = models.ForeignKey("Staff", models.CASCADE, null=True, related_name="lockouts")
    network = models.CharField(max_length=50, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    first_at = models.DateTimeField()
    until = models.DateTimeField(null=True)

    objects = LockoutQuerySet.as_manager()


class ResetLinkQuerySet(models.QuerySet["ResetLink"]):
    def open(self, now: datetime) -> Self:
        return self.filter(used_at=None, expires_at__gt=now)


class ResetLink(models.Model):
    """A way to a new password that an administrator hands over: it works once, for a day."""

    staff = models.ForeignKey("Staff", models.CASCADE, related_name="reset_links")
    digest = models.BinaryField(max_length=32, unique=True)
    made_by = models.ForeignKey("Staff", models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    objects = ResetLinkQuerySet.as_manager()
