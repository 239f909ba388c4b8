"""Write the house's own versions of playbooks; every change is a new version, and open cases keep theirs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from amends.models import PlaybookVersion
from amends.rules.actors import Actor
from amends.rules.playbooks.books import Playbook, read, written
from amends.rules.playbooks.library import shipped
from amends.rules.refusals import Conflict, Invalid, NotAllowed, NotFound
from amends.services import events
from amends.services.directory import forget_directory
from amends.services.playbooks import in_force
from amends.services.staff import require


@transaction.atomic
def edit_playbook(*, key: str, body: Mapping[str, Any], by: Actor, now: datetime) -> PlaybookVersion:
    """Put a new version of a playbook in force; cases that follow an earlier one keep it."""
    _require(by)
    before = in_force().get(key)
    if before is None:
        raise NotFound(_("There is no such playbook."))
    playbook = read({**body, "key": key})
    if playbook == before:
        raise Invalid(_("Nothing is different from the version in force."))
    return _write(playbook, by=by, now=now)


@transaction.atomic
def restore_playbook(*, key: str, number: int | None, by: Actor, now: datetime) -> PlaybookVersion:
    """Put an earlier version in force again, as a new one; without a ``number`` the one that comes with the product."""
    _require(by)
    if number is None:
        found = shipped().get(key)
    else:
        kept = PlaybookVersion.objects.filter(key=key, number=number).first()
        found = read(kept.body) if kept else None
    if found is None:
        raise NotFound(_("There is no such playbook."))
    if found == in_force().get(key):
        raise Conflict(_("This version is in force already."))
    return _write(found, by=by, now=now)


def _require(by: Actor) -> None:
    require(by, "playbook.edit")
    if by.places("playbook.edit") is not None:
        raise NotAllowed(_("Playbooks hold for the whole house. Ask somebody who looks after all of it."))


def _write(playbook: Playbook, *, by: Actor, now: datetime) -> PlaybookVersion:
    last = PlaybookVersion.objects.filter(key=playbook.key).aggregate(last=Max("number"))["last"] or 0
    try:
        with transaction.atomic():
            version = PlaybookVersion.objects.create(
                key=playbook.key, number=last + 1, body=written(playbook), made_by_id=by.staff_id, made_at=now
            )
    except IntegrityError:
        raise Conflict(_("Somebody else changed this playbook just now. Look at it again.")) from None
    events.record_for_organisation("playbook.edited", by=by, now=now, playbook=version.pk, key=playbook.key)
    forget_directory()
    return version
