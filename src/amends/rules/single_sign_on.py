"""Whom another house's word lets in: the provider of the organisation's own sign-in (OpenID Connect)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from amends.rules.refusals import Invalid, gettext_noop

LASTS = timedelta(minutes=10)  # to sign in over there, a second factor included


@dataclass(frozen=True, slots=True)
class Provider:
    """Who vouches for our colleagues, and as what we are known there."""

    issuer: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    name: str = ""
    asks_twice: bool = False  # our own second factor is asked for on top of theirs


def is_over(began_at: float, now: datetime) -> bool:
    """Return whether a sign-in that began at ``began_at`` took too long; after exactly ten minutes it has not."""
    return now.timestamp() - began_at > LASTS.total_seconds()


def email_of(claims: Mapping[str, object], provider: str) -> str:
    """
    Return the address a provider vouches for.

    Only a verified one counts: with some providers anybody writes into their own profile what they like. The standard
    says true (OpenID Connect Core 5.1); a few send the word.
    """
    email = claims.get("email")
    if not isinstance(email, str) or not email.strip() or claims.get("email_verified") not in {True, "true"}:
        message = gettext_noop("%(name)s does not vouch for your e-mail address. Have it verified there and try again.")
        raise Invalid(message, params={"name": provider})
    return email.strip()


def is_same_address(told: str, ours: str) -> bool:
    """
    Return whether two addresses are one: capitals do not matter, look-alikes do.

    Databases fold more than capitals: "ſ" to "S", "K" (the Kelvin sign) to "k". Beyond ASCII only equal is the same.
    """
    return told == ours or (told.isascii() and ours.isascii() and told.lower() == ours.lower())
