"""The second factor of a colleague: the app, the recovery codes, who must have one, and taking it away."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from amends.models import Authenticator, Passkey, RecoveryCode, Staff
from amends.rules import second_factors as rule
from amends.rules.actors import Actor
from amends.rules.refusals import Conflict, Invalid, Refusal
from amends.services import events, lockouts
from amends.services.directory import directory, forget_directory
from amends.services.staff import require_over

APP, PASSKEY, RECOVERY_CODE = "app", "passkey", "recovery_code"
VOUCHED = "vouched_for"  # in the session: the organisation's provider saw to the second proof


class WrongCode(Invalid):
    """The six digits or the recovery code are not right, or were used already."""


def has_second_factor(staff: Staff) -> bool:
    """Return whether a colleague proves it twice."""
    return any(kind.objects.filter(staff=staff).exists() for kind in (Authenticator, Passkey))


def owes_second_factor(staff: Staff) -> bool:
    """Return whether one of a colleague's roles asks for a second factor and they have none yet."""
    roles = set(directory().organisation.second_factor_roles)
    if not roles or not any(membership.role in roles for membership in staff.memberships.all()):
        return False
    known = getattr(staff, "has_second_factor", None)  # some callers asked for it together with the person
    return not (has_second_factor(staff) if known is None else known)


def new_secret() -> bytes:
    """Return a secret for an app that is not set up yet."""
    return secrets.token_bytes(rule.SECRET_BYTES)


@transaction.atomic
def add_app(*, staff: Staff, secret: bytes, digits: str, by: Actor, now: datetime) -> list[str]:
    """
    Set the app up once it has shown that it counts out the right digits.

    Returns the recovery codes if these are the first, else nothing.
    """
    _require_own(staff, by)
    if Authenticator.objects.filter(staff=staff).exists():
        raise Conflict(_("An app is set up already. Remove it first."))
    step = rule.matching_step(secret, digits, now=now, after=0)
    if step is None:
        raise WrongCode(
            _("These digits are not right. The app shows new ones every 30 seconds; is its clock right?"), field="code"
        )
    Authenticator.objects.create(staff=staff, secret=secret, last_step=step, added_at=now)
    return factor_added(staff, APP, by=by, now=now)


def factor_added(staff: Staff, kind: str, *, by: Actor, now: datetime) -> list[str]:
    """Record a new factor; make the recovery codes with the first one. The caller's transaction added the factor."""
    events.record_for_organisation("staff.factor_added", by=by, now=now, staff=staff.pk, kind=kind)
    forget_directory()
    return [] if RecoveryCode.objects.filter(staff=staff).exists() else _new_codes(staff)


@transaction.atomic
def renew_recovery_codes(*, staff: Staff, by: Actor, now: datetime) -> list[str]:
    """Return ten new recovery codes, shown this once; the old ones open nothing any more."""
    _require_own(staff, by)
    if not has_second_factor(staff):
        raise Conflict(_("Recovery codes stand in for a second factor. Set one up first."))
    events.record_for_organisation("staff.factor_added", by=by, now=now, staff=staff.pk, kind=RECOVERY_CODE)
    return _new_codes(staff)


@transaction.atomic
def remove_app(*, staff: Staff, by: Actor, now: datetime) -> None:
    """Take one's own app away."""
    _require_own(staff, by)
    if Authenticator.objects.filter(staff=staff).delete()[0]:
        factor_removed(staff, APP, by=by, now=now)


def factor_removed(staff: Staff, kind: str, *, by: Actor, now: datetime) -> None:
    """Record that a factor is gone, and drop the recovery codes with the last one."""
    if not has_second_factor(staff):
        RecoveryCode.objects.filter(staff=staff).delete()
    events.record_for_organisation("staff.factor_removed", by=by, now=now, staff=staff.pk, kind=kind)
    forget_directory()


@transaction.atomic
def remove_second_factors(*, staff: Staff, by: Actor, now: datetime) -> None:
    """Take every second factor from a colleague who lost theirs; the password alone lets them in until a new one."""
    require_over(staff, by)
    removed = [kind.objects.filter(staff=staff).delete()[0] for kind in (Authenticator, Passkey, RecoveryCode)]
    if any(removed):
        factor_removed(staff, "all", by=by, now=now)


def prove_by_code(*, staff: Staff, code: str, address: str, now: datetime) -> str:
    """Return by which means a code proves it is them, the app or a recovery code; count failures, refuse wrong ones."""
    key = lockouts.key_of_second_factor(staff)
    lockouts.require_open(key, now=now)
    means = _use_digits(staff, code, now=now) or _use_recovery_code(staff, code, now=now)
    if not means:
        lockouts.count_failure(key=key, staff=staff, address=address, now=now)
        raise WrongCode(_("This code is not right, or it was used already."), field="code")
    lockouts.forgive(key)
    return means


def _use_digits(staff: Staff, code: str, *, now: datetime) -> str:
    app = Authenticator.objects.filter(staff=staff).first()
    step = rule.matching_step(bytes(app.secret), code, now=now, after=app.last_step) if app else None
    if app is None or step is None:
        return ""
    # Compare-and-set: of two browsers with the same digits one gets in.
    return APP if Authenticator.objects.filter(pk=app.pk, last_step__lt=step).update(last_step=step) else ""


def _use_recovery_code(staff: Staff, code: str, *, now: datetime) -> str:
    unused = RecoveryCode.objects.filter(staff=staff, digest=_digest(staff, code), used_at=None)
    return RECOVERY_CODE if unused.update(used_at=now) else ""


def _new_codes(staff: Staff) -> list[str]:
    letters = ["".join(secrets.choice(rule.RECOVERY_LETTERS) for _letter in range(10)) for _code in range(10)]
    RecoveryCode.objects.filter(staff=staff).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(staff=staff, digest=_digest(staff, code)) for code in letters)
    return [f"{code[:5]}-{code[5:]}" for code in letters]


def _digest(staff: Staff, code: str) -> bytes:
    # Keyed, since 50 random bits could be guessed from a stolen database; the key is not in it.
    return salted_hmac("amends.recovery_code", f"{staff.pk} {rule.plain(code)}", algorithm="sha256").digest()


def _require_own(staff: Staff, by: Actor) -> None:
    """One's own factors are nobody else's to add; an administrator may only take them away."""
    if by.staff_id != staff.pk:
        raise Refusal(_("Only they themselves can set this up."))
