"""Passkeys: add one, prove with one who one is, take one away."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from amends.models import Passkey, Staff
from amends.rules.actors import Actor
from amends.rules.refusals import Conflict, Invalid, Refusal
from amends.rules.writing import one_line
from amends.services import second_factors
from amends.services.directory import directory

if TYPE_CHECKING:
    from amends.gateways.passkeys import Passkeys, Question

MOST = 10


class NoPasskey(Invalid):
    """What the device answered proves nothing."""


def passkeys_work() -> bool:
    """
    Return whether browsers will make passkeys for our public address.

    They want a name, not a number, and HTTPS, except on this very machine.
    """
    parts = urlsplit(settings.PUBLIC_URL)
    host = parts.hostname or ""
    return not _is_number(host) and (parts.scheme == "https" or host == "localhost")


def ask_new(*, staff: Staff) -> Question:
    """Return what to ask the browser for a new passkey, and what to keep until it answers."""
    known = [bytes(one) for one in Passkey.objects.filter(staff=staff).values_list("credential", flat=True)]
    if len(known) >= MOST:
        raise Conflict(_("You have ten passkeys. Remove one that you no longer use."))
    # Random to anybody else, and the same each time: the device replaces nothing of another house.
    handle = salted_hmac("amends.passkey", str(staff.pk), algorithm="sha256").digest()
    return _house().ask_new(handle=handle, email=staff.email, name=staff.name, known=known)


@transaction.atomic
def add_passkey(
    *, staff: Staff, state: Mapping[str, Any], answer: str, name: str, by: Actor, now: datetime
) -> list[str]:
    """Keep a new passkey; return the recovery codes if it is the first factor, else nothing."""
    if by.staff_id != staff.pk:
        raise Refusal(_("Only they themselves can set this up."))
    new = _true(lambda: _house().read_new(state, _read(answer)))
    if Passkey.objects.filter(credential_id=new.credential_id).exists():
        raise Conflict(_("This passkey is here already."))
    Passkey.objects.create(
        staff=staff,
        name=one_line(name)[:60] or str(_("Passkey")),
        credential_id=new.credential_id,
        credential=new.credential,
        used_count=new.used_count,
        added_at=now,
    )
    return second_factors.factor_added(staff, second_factors.PASSKEY, by=by, now=now)


@transaction.atomic
def remove_passkey(*, passkey: Passkey, by: Actor, now: datetime) -> None:
    """Take one of one's own passkeys away."""
    if by.staff_id != passkey.staff_id:
        raise Refusal(_("Only they themselves can set this up."))
    if Passkey.objects.filter(pk=passkey.pk).delete()[0]:
        second_factors.factor_removed(passkey.staff, second_factors.PASSKEY, by=by, now=now)


def ask_who(*, staff: Staff | None = None) -> Question:
    """Return what to ask the browser to prove: that it is this colleague, or any."""
    known = Passkey.objects.filter(staff=staff).values_list("credential", flat=True) if staff else ()
    return _house().ask_who([bytes(one) for one in known])


@transaction.atomic
def prove_by_passkey(*, state: Mapping[str, Any], answer: str, now: datetime, staff: Staff | None = None) -> Staff:
    """Return whose passkey answered; with ``staff`` only theirs will do."""
    # Loaded when the first passkey is asked for: its library costs every start a fifth of a second and 10 MB.
    from amends.gateways.passkeys import credential_id_of  # noqa: PLC0415

    told = _read(answer)
    found = Passkey.objects.select_related("staff").select_for_update(of=("self",))
    key = found.filter(credential_id=_true(lambda: credential_id_of(told)), staff__is_active=True).first()
    if key is None or (staff is not None and key.staff_id != staff.pk):
        raise NoPasskey(_("We do not know this passkey. Sign in with your password."))
    used_count = _true(lambda: _house().check_who(state, told, credential=bytes(key.credential)))
    if used_count and used_count <= key.used_count:
        # A count that goes backwards: somebody copied the key (Web Authentication, section 6.1.1).
        raise NoPasskey(_("This passkey was copied. Sign in with your password and remove it."))
    key.used_count, key.used_at = used_count, now
    key.save(update_fields=["used_count", "used_at"])
    return key.staff


def _house() -> Passkeys:
    from amends.gateways.passkeys import Passkeys  # noqa: PLC0415 - as above

    return Passkeys(public_url=settings.PUBLIC_URL, name=directory().organisation.name)


def _true(ask: Any) -> Any:
    from amends.gateways.passkeys import NotTrue  # noqa: PLC0415 - as above

    try:
        return ask()
    except NotTrue:
        raise NoPasskey(_("The device did not prove it. Try again, or sign in with your password.")) from None


def _read(answer: str) -> dict[str, Any]:
    try:
        told = json.loads(answer)
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise NoPasskey(_("The device did not prove it. Try again, or sign in with your password."))
    return told


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return not host
    return True
