"""Put a tag on a case and take it off again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import IntegrityError, transaction

from amends.models import Case, CaseTag, Tag
from amends.rules.actors import Actor
from amends.rules.tags import MOST, require_room, tag_name
from amends.services import events
from amends.services.directory import forget_directory
from amends.services.lifecycle import lock
from amends.services.staff import require


@transaction.atomic
def tag_case(*, case: Case, name: str, by: Actor, now: datetime) -> CaseTag | None:
    """Put a tag on a case, a new one if nobody used it before; return None when the case bears it already."""
    name = tag_name(name)
    case = lock(case)
    require(by, "case.tag", case.site_id)
    borne = set(CaseTag.objects.filter(case=case).values_list("tag", flat=True))
    tag = _tag_called(name)
    if tag.pk in borne:
        return None
    require_room(len(borne))
    link = CaseTag.objects.create(case=case, tag=tag)
    _repeat(case)
    events.record(case, "case.tagged", by=by, now=now, tag=tag.pk)
    return link


def _tag_called(name: str) -> Tag:
    found = Tag.objects.filter(name__iexact=name).first()
    if found is not None:
        return found
    forget_directory()  # the names of tags are remembered as long as it
    try:
        with transaction.atomic():
            return Tag.objects.create(name=name)
    except IntegrityError:
        return Tag.objects.get(name__iexact=name)  # a colleague used the same new word in this very moment


@transaction.atomic
def untag_case(*, case: Case, tag_id: int, by: Actor, now: datetime) -> bool:
    """Take a tag off a case; return whether it bore it."""
    case = lock(case)
    require(by, "case.tag", case.site_id)
    if not CaseTag.objects.filter(case=case, tag=tag_id).delete()[0]:
        return False
    _repeat(case)
    events.record(case, "case.untagged", by=by, now=now, tag=tag_id)
    return True


def add_those_of(case: Case, *, to: Case) -> list[int]:
    """Put the tags of a case on another too, as far as there is room; return which. The caller holds both rows."""
    borne = set(CaseTag.objects.filter(case=to).values_list("tag", flat=True))
    others = CaseTag.objects.filter(case=case).exclude(tag__in=borne).order_by("pk").values_list("tag", flat=True)
    added = list(others)[: max(MOST - len(borne), 0)]
    CaseTag.objects.bulk_create([CaseTag(case=to, tag_id=tag) for tag in added])
    if added:
        _repeat(to)
    return added


def remove_again(tag_ids: Collection[int], *, from_case: Case) -> None:
    """Take tags off that came from another case. The caller holds the row."""
    if CaseTag.objects.filter(case=from_case, tag__in=tag_ids).delete()[0]:
        _repeat(from_case)


def _repeat(case: Case) -> None:
    case.tag_ids = list(CaseTag.objects.filter(case=case).order_by("pk").values_list("tag", flat=True))
    case.save(update_fields=["tag_ids"])
