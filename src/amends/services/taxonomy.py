"""The company's own list of what can go wrong, edited without losing the history of closed cases."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from amends.models import FailureType
from amends.rules.actors import Actor
from amends.rules.refusals import Invalid
from amends.rules.writing import one_line
from amends.services import events
from amends.services.staff import require


@transaction.atomic
def add_failure_type(
    *, parent: FailureType | None, name_zh: str, name_en: str, by: Actor, now: datetime
) -> FailureType:
    """Add a kind of failure, on the first level or below one of the first level."""
    require(by, "taxonomy.edit")
    if parent is not None and parent.parent_id is not None:
        raise Invalid(_("There are two levels. Choose a kind of the first level."), field="parent")
    name_zh, name_en = _names(name_zh, name_en)
    last = FailureType.objects.filter(parent=parent).aggregate(last=Max("position"))["last"] or 0
    failure = FailureType.objects.create(
        parent=parent, key=_free_key(name_en), name_zh=name_zh, name_en=name_en, position=last + 1
    )
    events.record_for_organisation("taxonomy.edited", by=by, now=now, failure_type=failure.pk)
    return failure


@transaction.atomic
def edit_failure_type(
    *, failure_type: FailureType, name_zh: str, name_en: str, by: Actor, now: datetime
) -> FailureType:
    """Rename a kind of failure; its key and its cases stay."""
    require(by, "taxonomy.edit")
    failure_type.name_zh, failure_type.name_en = _names(name_zh, name_en)
    failure_type.save(update_fields=["name_zh", "name_en"])
    events.record_for_organisation("taxonomy.edited", by=by, now=now, failure_type=failure_type.pk)
    return failure_type


@transaction.atomic
def retire_failure_type(*, failure_type: FailureType, is_retired: bool, by: Actor, now: datetime) -> FailureType:
    """Take a kind of failure out of use, or back into it; cases that have it keep it."""
    require(by, "taxonomy.edit")
    failure_type.retired_at = now if is_retired else None
    failure_type.save(update_fields=["retired_at"])
    events.record_for_organisation("taxonomy.edited", by=by, now=now, failure_type=failure_type.pk, retired=is_retired)
    return failure_type


@transaction.atomic
def move_failure_type(*, failure_type: FailureType, is_up: bool, by: Actor, now: datetime) -> None:
    """Let a kind of failure change places with the one above or below it in the list; at the end it stays."""
    require(by, "taxonomy.edit")
    row = list(FailureType.objects.select_for_update().filter(parent=failure_type.parent_id).order_by("position", "pk"))
    here = row.index(failure_type)
    there = here + (-1 if is_up else 1)
    if not 0 <= there < len(row):
        return
    row[here], row[there] = row[there], row[here]
    for position, kind in enumerate(row):
        kind.position = position
    FailureType.objects.bulk_update(row, ["position"])
    events.record_for_organisation("taxonomy.edited", by=by, now=now, failure_type=failure_type.pk, moved=is_up)


def _names(name_zh: str, name_en: str) -> tuple[str, str]:
    """Return both names; one language may stand in for the other until somebody translates it."""
    name_zh, name_en = one_line(name_zh)[:60], one_line(name_en)[:60]
    if not (name_zh or name_en):
        raise Invalid(_("What is this kind of failure called?"), field="name_en")
    return name_zh or name_en, name_en or name_zh


def _free_key(name: str) -> str:
    base = slugify(name).replace("-", "_")[:50] or "kind"
    key, number = base, 1
    while FailureType.objects.filter(key=key).exists():
        number += 1
        key = f"{base}_{number}"
    return key
