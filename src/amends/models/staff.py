"""Colleagues, what they may do where, and the tokens that software acts with."""

from __future__ import annotations

from typing import Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower

from amends.models.signing_in import Authenticator, Passkey
from amends.rules.actors import Actor


class StaffManager(BaseUserManager["Staff"]):
    def get_by_natural_key(self, username: str | None) -> Staff:
        return self.get(email__iexact=username)


class StaffQuerySet(models.QuerySet["Staff"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def with_second_factor(self) -> Self:
        """Know of each whether there is a second way to prove it is them, as ``has_second_factor``."""
        app, passkey = (kind.objects.filter(staff=OuterRef("pk")) for kind in (Authenticator, Passkey))
        return self.annotate(has_second_factor=Exists(app) | Exists(passkey))

    def visible_to(self, actor: Actor) -> Self:
        """Colleagues are known to each other; customers know only the one who owns their case."""
        return self if actor.may("staff.read") else self.none()


class Staff(AbstractBaseUser):
    """A colleague, who signs in with an e-mail address."""

    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=80)
    given_name = models.CharField(max_length=40, help_text="As customers read it: Lin, 林悦.")
    language = models.CharField(max_length=10, default="en")
    timezone = models.CharField(max_length=64, blank=True, help_text="Empty: as the organisation.")
    theme = models.CharField(max_length=10, default="system")
    contrast = models.CharField(max_length=10, default="system")
    undo_seconds = models.PositiveSmallIntegerField(default=10, help_text="How long a reply waits to be undone.")
    density = models.CharField(max_length=10, default="plain", help_text="compact, plain or roomy rows.")
    has_single_keys = models.BooleanField(default=True, help_text="Whether one key alone does something.")
    quiet_kinds = models.JSONField(default=list, help_text="Kinds of notifications this colleague does not want.")
    is_active = models.BooleanField(default=True)
    is_story = models.BooleanField(default=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = StaffManager.from_queryset(StaffQuerySet)()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="staff_email_once")]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A colleague's role at a place and every place below it."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="memberships")
    site = models.ForeignKey("Site", models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "site", "role"], name="membership_once")]


class TokenQuerySet(models.QuerySet["Token"]):
    def live(self, now: object) -> Self:
        return self.filter(revoked_at=None).filter(Q(expires_at=None) | Q(expires_at__gt=now))

    def visible_to(self, actor: Actor) -> Self:
        """Whoever may make tokens knows those of their places."""
        places = actor.places("token.create")
        return self if places is None else self.filter(site__in=places)


class Token(models.Model):
    """A secret that software acts with. Only its digest is kept; the secret is shown once."""

    name = models.CharField(max_length=80)
    digest = models.BinaryField(max_length=32, unique=True)
    hint = models.CharField(max_length=8, help_text="First letters of the secret, to tell tokens apart.")
    scopes = models.JSONField()
    site = models.ForeignKey("Site", models.PROTECT, null=True, help_text="Empty: every place.")
    created_by = models.ForeignKey(Staff, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    day_minor = models.BigIntegerField(null=True, help_text="What it may give in a day. Empty: without such a limit.")
    day_currency = models.CharField(max_length=3, blank=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(day_minor=None, day_currency="") | (Q(day_minor__gte=0) & ~Q(day_currency="")),
                name="token_day_is_in_a_currency",
            )
        ]
