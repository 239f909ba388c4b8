"""Shut the door on those who guess: for one person from one place on the net, the same for people we do not know."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from amends.models import Lockout, Staff
from amends.rules import addresses, lockouts
from amends.rules.actors import SYSTEM, Actor
from amends.rules.refusals import TooMany
from amends.services import events
from amends.services.staff import require_over

KEPT = timedelta(days=1)


class LockedOut(TooMany):
    """Too many failures; ``until`` is the instant from which one may try again."""

    def __init__(self, until: datetime, now: datetime) -> None:
        words = _("That was too often. Wait a while, or ask an administrator to let you in.")
        super().__init__(words, seconds=max(int((until - now).total_seconds()), 1))
        self.until = until


def key_of_password(email: str, address: str) -> bytes:
    """Return what failures to give the right password are counted by: whom it was tried for, and from where."""
    return _key("password", email.strip().casefold(), addresses.household(address))


def key_of_second_factor(staff: Staff) -> bytes:
    """
    Return what failures of the second factor are counted by: the person alone.

    Who comes so far knows the password. They get five guesses, not five from each of a thousand addresses.
    """
    return _key("second", str(staff.pk))


def require_open(key: bytes, *, now: datetime) -> None:
    """Refuse while the door is shut; what is tried then is not even looked at."""
    until = Lockout.objects.shut(now).filter(key=key).values_list("until", flat=True).first()
    if until is not None:
        raise LockedOut(until, now)


@transaction.atomic
def count_failure(*, key: bytes, staff: Staff | None, address: str, now: datetime) -> None:
    """
    Count one failure, and shut the door after the fifth.

    The same is written for somebody we do not know, so that neither words nor time tell who works here.
    """
    row = _locked_row(key, staff, address, now)
    before = lockouts.Count(row.failures, row.first_at, row.until)
    after = lockouts.after_failure(before if row.failures else lockouts.Count(), now)
    row.failures, row.first_at, row.until = after.failures, after.first_at or now, after.until
    row.save(update_fields=["failures", "first_at", "until"])
    facts = {"staff": staff.pk if staff else None, "network": addresses.coarse(address)}
    events.record_for_organisation("staff.sign_in_failed", by=SYSTEM, now=now, **facts)
    if after.until is not None:
        until = after.until.isoformat(timespec="seconds")
        events.record_for_organisation("staff.locked_out", by=SYSTEM, now=now, until=until, **facts)


@transaction.atomic
def unlock(*, staff: Staff, by: Actor, now: datetime) -> int:
    """Let a colleague try again at once, from wherever they were shut out; return from how many places."""
    require_over(staff, by)
    opened = Lockout.objects.shut(now).filter(staff=staff).count()
    Lockout.objects.filter(staff=staff).delete()
    if opened:
        events.record_for_organisation("staff.unlocked", by=by, now=now, staff=staff.pk)
    return opened


def forgive(key: bytes) -> None:
    """Forget the failures of somebody who proved it after all."""
    Lockout.objects.filter(key=key).delete()


def forgive_password(staff: Staff) -> None:
    """Forget the wrong passwords of somebody who has a new one; the second factor's count stays."""
    Lockout.objects.filter(staff=staff).exclude(key=key_of_second_factor(staff)).delete()


def forget_lockouts(*, now: datetime) -> int:
    """Forget what was counted more than a day ago; return how many counts."""
    return Lockout.objects.filter(first_at__lt=now - KEPT).delete()[0]


def _locked_row(key: bytes, staff: Staff | None, address: str, now: datetime) -> Lockout:
    try:
        with transaction.atomic():
            Lockout.objects.get_or_create(
                key=key, defaults={"staff": staff, "network": addresses.coarse(address), "first_at": now}
            )
    except IntegrityError:
        pass  # another attempt made it in this very moment
    return Lockout.objects.select_for_update().get(key=key)


def _key(*parts: str) -> bytes:
    return hashlib.sha256("\x00".join(parts).encode(errors="replace")).digest()
