"""A way to a new password: an administrator makes it and hands it over, the colleague chooses the password."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.models import ResetLink, Staff
from amends.rules.actors import Actor
from amends.rules.refusals import NotFound, Refusal
from amends.services import events, lockouts
from amends.services.staff import actor_of, require_over, set_password

WORKS_FOR = timedelta(hours=24)


@transaction.atomic
def make_reset_link(*, staff: Staff, by: Actor, now: datetime) -> str:
    """Return the secret of a link that works once, for a day; links made before open nothing any more."""
    require_over(staff, by)
    if not staff.is_active:
        raise Refusal(_("They do not work here any more."))
    ResetLink.objects.open(now).filter(staff=staff).update(expires_at=now)
    secret = secrets.token_urlsafe(24)
    ResetLink.objects.create(
        staff=staff, digest=_digest(secret), made_by_id=by.staff_id, made_at=now, expires_at=now + WORKS_FOR
    )
    events.record_for_organisation("staff.reset_link_made", by=by, now=now, staff=staff.pk)
    return secret


def link_with(secret: str, *, now: datetime) -> ResetLink:
    """Return the link a secret opens; one that was used, ran out or never was looks the same: NotFound."""
    found = ResetLink.objects.open(now).select_related("staff").filter(digest=_digest(secret), staff__is_active=True)
    link = found.first()
    if link is None:
        raise NotFound
    return link


@transaction.atomic
def use_reset_link(*, secret: str, password: str, now: datetime) -> Staff:
    """Set the password its owner chose. Every session ends; a second factor stays and is asked for as ever."""
    link = link_with(secret, now=now)
    # Compare-and-set, before anything else: a link works once.
    if not ResetLink.objects.open(now).filter(pk=link.pk).update(used_at=now):
        raise NotFound
    set_password(staff=link.staff, password=password, by=actor_of(link.staff), now=now)
    lockouts.forgive_password(link.staff)
    return link.staff


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode(errors="replace")).digest()
