"""Write down which languages a colleague speaks with customers, what they know, and whether new cases find them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.models import FailureType, Skills, Staff
from amends.rules.actors import Actor
from amends.rules.languages import CHINESE, ENGLISH
from amends.rules.refusals import Invalid, NotAllowed
from amends.services import events
from amends.services.directory import forget_directory
from amends.services.staff import actor_of, require

ACCEPT = "case.accept"


@transaction.atomic
def set_skills(
    *,
    staff: Staff,
    languages: Collection[str],
    failure_types: Collection[FailureType],
    takes_new: bool,
    by: Actor,
    now: datetime,
) -> Skills:
    """Say what routing may go by. Refuses languages nobody writes to us in, and new cases for who may own none."""
    require_lead(staff, by)
    if not set(languages) <= {CHINESE, ENGLISH}:
        raise Invalid(_("The pages are in Chinese and English."), field="languages")
    if takes_new and actor_of(staff).places(ACCEPT) == frozenset():
        raise Invalid(_("%(name)s may not own cases anywhere."), field="takes_new", params={"name": staff.name})
    said = {
        "languages": sorted(languages),
        "failure_types": sorted(kind.pk for kind in failure_types),
        "takes_new": takes_new,
    }
    skills, _is_new = Skills.objects.update_or_create(staff=staff, defaults=said)
    events.record_for_organisation("staff.skilled", by=by, now=now, staff=staff.pk, takes_new=takes_new)
    forget_directory()
    return skills


def require_lead(staff: Staff, by: Actor) -> None:
    """Refuse who decides for somebody who also owns cases at places that are not theirs to lead."""
    require(by, "routing.edit")
    theirs, led = actor_of(staff).places(ACCEPT), by.places("routing.edit")
    if led is not None and (theirs is None or not theirs <= led):
        raise NotAllowed(_("%(name)s also works at places you do not lead."), params={"name": staff.name})
