"""Put several kinds of failure in the place of one: what is over keeps what it was, what is open is sorted anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.models import Case, FailureType, Organisation, Undo
from amends.models.cases import CaseQuerySet
from amends.rules.actors import Actor
from amends.rules.refusals import Conflict, Invalid
from amends.services import events
from amends.services.sorting import sort_cases, unsort_cases
from amends.services.staff import require
from amends.services.taxonomy import add_failure_type
from amends.services.undoing import Facts, leave_undo, undoes

Names = tuple[str, str]  # Chinese, English


@transaction.atomic
def split_failure_type(*, failure_type: FailureType, names: Sequence[Names], by: Actor, now: datetime) -> Undo:
    """Have two or more kinds in the place of one, which goes out of use; its cases keep it until somebody says."""
    require(by, "taxonomy.edit")
    failure_type = FailureType.objects.select_for_update().get(pk=failure_type.pk)
    names = [name for name in names if any(part.strip() for part in name)]
    if failure_type.retired_at is not None:
        raise Conflict(_("That kind of failure is out of use. Bring it back first."))
    if failure_type.children.filter(retired_at=None).exists():
        raise Invalid(_("There are kinds below this one. Split those."), field="parts")
    if len(names) < 2:
        raise Invalid(_("Name at least two kinds."), field="parts")
    parts = [_part(failure_type, name, by=by, now=now) for name in names]
    failure_type.retired_at = now
    failure_type.save(update_fields=["retired_at"])
    kinds = [part.pk for part in parts]
    events.record_for_organisation("taxonomy.split", by=by, now=now, failure_type=failure_type.pk, parts=kinds)
    facts = {"failure_type": failure_type.pk, "parts": kinds}
    return leave_undo(verb="taxonomy.split", facts=facts, by=by, now=now)


@undoes("taxonomy.split")
def _put_together(facts: Facts, *, by: Actor, now: datetime) -> None:
    require(by, "taxonomy.edit")
    parts = FailureType.objects.filter(pk__in=facts["parts"])
    if Case.objects.filter(failure_type__in=parts).exists():
        raise Conflict(_("Cases were sorted into these kinds since. Merge them back one by one."))
    FailureType.objects.filter(pk=facts["failure_type"]).update(retired_at=None)
    parts.update(retired_at=now, split_from=None)
    events.record_for_organisation("taxonomy.unsplit", by=by, now=now, failure_type=facts["failure_type"])


@transaction.atomic
def sort_into_parts(*, failure_type: FailureType, chosen: Mapping[int, int], by: Actor, now: datetime) -> Undo:
    """
    Say of open cases which part of a split kind they are.

    chosen  the part of each case; a case that somebody judged anew keeps that judgement
    """
    require(by, "taxonomy.edit")
    Organisation.objects.select_for_update().first()  # see sort_cases
    open_cases = set(left_to_sort(failure_type, by=by).filter(pk__in=chosen).values_list("pk", flat=True))
    kept: dict[str, list[tuple[int, int]]] = {}
    for part in failure_type.parts.filter(retired_at=None).order_by("pk"):
        cases = [case for case in sorted(open_cases) if chosen[case] == part.pk]
        kept[str(part.pk)] = sort_cases(case_ids=cases, failure_type=part, was=failure_type, by=by, now=now)
    if not any(kept.values()):
        raise Invalid(_("Choose a kind for at least one case."), field="parts")
    facts = {"failure_type": failure_type.pk, "kept": kept}
    return leave_undo(verb="taxonomy.sorted", facts=facts, by=by, now=now)


@undoes("taxonomy.sorted")
def _unsort(facts: Facts, *, by: Actor, now: datetime) -> None:
    require(by, "taxonomy.edit")
    Organisation.objects.select_for_update().first()
    was = FailureType.objects.get(pk=facts["failure_type"])
    for part in FailureType.objects.filter(pk__in=facts["kept"]).order_by("pk"):
        unsort_cases(kept=facts["kept"][str(part.pk)], failure_type=part, was=was, by=by, now=now)


def left_to_sort(failure_type: FailureType, *, by: Actor) -> CaseQuerySet:
    """Return the open cases that are still of a split kind and that this colleague may see, the next promise first."""
    mine = Case.objects.visible_to(by).filter(failure_type=failure_type, closed_at=None)
    return mine.order_by("next_due_at", "pk")


def _part(whole: FailureType, name: Names, *, by: Actor, now: datetime) -> FailureType:
    part = add_failure_type(parent=whole.parent, name_zh=name[0], name_en=name[1], by=by, now=now)
    part.split_from = whole
    part.save(update_fields=["split_from"])
    return part
