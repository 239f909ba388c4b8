"""How many false warnings a year the house takes: say so, and see what came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from amends.models import Case, EarlyWarning, Organisation, Site, Undo
from amends.rules.actors import Actor
from amends.rules.false_warnings import LEARNT_FROM_DAYS, require_offered
from amends.rules.refusals import Conflict
from amends.services import events
from amends.services.directory import directory, forget_directory
from amends.services.staff import require
from amends.services.undoing import leave_undo, undoes

SET = "false_warnings.set"
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Came:
    """Warnings of the last year that one may see, and how many of them were judged false."""

    warnings: int
    false: int


@transaction.atomic
def set_false_warnings(*, a_year: int, by: Actor, now: datetime) -> Undo | None:
    """Say how many false warnings a year the whole house takes, from the next look on; None: it was so already."""
    _require_whole_house(by)
    a_year = require_offered(a_year)
    house = Organisation.objects.select_for_update().get()
    before = house.false_warnings_a_year
    if a_year == before:
        return None
    _set(house, a_year, by=by, now=now)
    return leave_undo(verb=SET, facts={"before": before, "after": a_year}, by=by, now=now)


@undoes(SET)
@transaction.atomic
def _not_set(facts: Mapping[str, Any], *, by: Actor, now: datetime) -> None:
    _require_whole_house(by)
    house = Organisation.objects.select_for_update().get()
    if house.false_warnings_a_year != facts["after"]:
        raise Conflict(_("Somebody changed it since; nothing was changed."))
    _set(house, facts["before"], by=by, now=now)


def may_set_false_warnings(actor: Actor) -> bool:
    """Whether this is for them to say: what the whole house is told, whoever may set watches for all of it says."""
    return actor.may("watch.edit", directory().root_id)


def is_learnt(*, now: datetime) -> bool:
    """Whether there is history enough to know how rare counts have to be; without, fixed limits hold."""
    return Case.objects.filter(received_at__lt=now - timedelta(days=LEARNT_FROM_DAYS)).exists()


def came_lately(*, by: Actor, now: datetime) -> Came:
    """Return what came within a year, watches apart: they are asked for one by one."""
    lately = EarlyWarning.objects.visible_to(by).unasked().filter(raised_at__gt=now - YEAR)
    return Came(**lately.aggregate(warnings=Count("pk"), false=Count("pk", filter=Q(dismissed_at__isnull=False))))


def _require_whole_house(by: Actor) -> None:
    require(by, "watch.edit", Site.objects.get(parent=None).pk)


def _set(house: Organisation, a_year: int, *, by: Actor, now: datetime) -> None:
    house.false_warnings_a_year = a_year
    house.save(update_fields=["false_warnings_a_year"])
    events.record_for_organisation(SET, by=by, now=now, a_year=a_year)
    forget_directory()
