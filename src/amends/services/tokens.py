"""Tokens: how software acts, within scopes and places, until they run out or are revoked."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.models import Site, Token
from amends.rules import access
from amends.rules.actors import Actor, Reach
from amends.rules.money import Money
from amends.rules.refusals import Invalid
from amends.rules.writing import one_line
from amends.services import events
from amends.services.staff import places_of, require

TOKEN_PREFIX = "amends_"  # noqa: S105 - lets leak scanners recognise our tokens


def actor_of_token(token: Token) -> Actor:
    """Return the actor that software with this token is."""
    places = places_of(token.site) if token.site else None
    return Actor(
        kind="token", id=token.pk, name=token.name, reach=(Reach(access.permissions_of_scopes(token.scopes), places),)
    )


@transaction.atomic
def create_token(
    *,
    name: str,
    scopes: Collection[str],
    by: Actor,
    now: datetime,
    site: Site | None = None,
    expires_at: datetime | None = None,
    a_day: Money | None = None,
) -> tuple[Token, str]:
    """
    Make a token; return it with its secret, which is shown this once and kept nowhere.

    ``a_day`` is the most it may give in a day beyond what is owed; None: as far as its scopes.
    """
    _require_token(site, by)
    access.permissions_of_scopes(scopes)
    secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
    token = Token.objects.create(
        name=one_line(name)[:80] or "API",
        digest=_digest(secret),
        hint=secret[len(TOKEN_PREFIX) :][:6],
        scopes=sorted(scopes),
        site=site,
        created_by_id=by.staff_id,
        created_at=now,
        expires_at=expires_at,
        day_minor=a_day.minor if a_day else None,
        day_currency=a_day.currency if a_day else "",
    )
    events.record_for_organisation("token.created", by=by, now=now, token=token.pk, scopes=token.scopes)
    return token, secret


@transaction.atomic
def limit_token(*, token: Token, a_day: Money | None, by: Actor, now: datetime) -> None:
    """Say how much a program may give in a day beyond what is owed; None: as far as its scopes."""
    _require_token(token.site, by)
    day = {"day_minor": a_day.minor if a_day else None, "day_currency": a_day.currency if a_day else ""}
    if Token.objects.filter(pk=token.pk, revoked_at=None).exclude(**day).update(**day):
        events.record_for_organisation("token.limited", by=by, now=now, token=token.pk, **day)


@transaction.atomic
def revoke_token(*, token: Token, by: Actor, now: datetime) -> None:
    """Make a token worthless from now on."""
    _require_token(token.site, by)
    if Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now):
        transaction.on_commit(_remembered.clear)
        events.record_for_organisation("token.revoked", by=by, now=now, token=token.pk)


def _require_token(site: Site | None, by: Actor) -> None:
    """Refuse an actor who may not make tokens for a place; None stands for every place."""
    require(by, "token.create", site.pk if site else None)
    if site is None and by.places("token.create") is not None:
        raise Invalid(_("You administer some places only. Choose one of them."), field="site")


def token_of(secret: str, *, now: datetime) -> Token | None:
    """Return the live token that a secret opens, or None."""
    if not secret.startswith(TOKEN_PREFIX):
        return None
    return Token.objects.live(now).select_related("site").filter(digest=_digest(secret)).first()


REMEMBERED_SECONDS = 5.0
_remembered: dict[bytes, tuple[float, Actor, datetime | None]] = {}


def actor_with(secret: str, *, now: datetime) -> Actor | None:
    """
    Return who acts with a secret, or None for a worthless one.

    Software asks again and again, so a token is remembered for a while: one that another process revoked is refused
    within five seconds, one that this process revoked at once.
    """
    digest = _digest(secret)
    kept = _remembered.get(digest)
    if kept is not None and time.monotonic() - kept[0] <= REMEMBERED_SECONDS:
        return kept[1] if kept[2] is None or kept[2] > now else None
    token = token_of(secret, now=now)
    if token is None:
        return None
    if len(_remembered) > 1000:
        _remembered.clear()
    actor = actor_of_token(token)
    _remembered[digest] = (time.monotonic(), actor, token.expires_at)
    return actor


def _digest(secret: str) -> bytes:
    # The secret has 256 random bits, so one fast hash is enough: there is nothing to guess.
    return hashlib.sha256(secret.encode(errors="replace")).digest()
