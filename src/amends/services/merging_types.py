"""Make one kind of failure of two, and two again: the cases move, what their history says stays."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.models import Case, FailureType, Undo
from amends.rules.actors import Actor
from amends.rules.refusals import Conflict, Invalid
from amends.services import events
from amends.services.staff import require
from amends.services.undoing import Facts, leave_undo, undoes


@transaction.atomic
def merge_failure_types(*, failure_type: FailureType, into: FailureType, by: Actor, now: datetime) -> Undo:
    """
    Give the cases of one kind to another and take the first out of use.

    The history of a case goes on saying as what it was judged. One event stands for all of them, as one act.
    """
    require(by, "taxonomy.edit")
    failure_type, into = _locked(failure_type, into)
    _require_alike(failure_type, into)
    cases = list(Case.objects.filter(failure_type=failure_type).values_list("pk", flat=True))
    Case.objects.filter(failure_type=failure_type).update(failure_type=into)
    before = failure_type.retired_at
    failure_type.retired_at = before or now
    failure_type.save(update_fields=["retired_at"])
    facts = {"failure_type": failure_type.pk, "into": into.pk}
    events.record_for_organisation("taxonomy.merged", by=by, now=now, cases=len(cases), **facts)
    was_retired = before.isoformat() if before else None
    return leave_undo(
        verb="taxonomy.merged", facts={"cases": cases, "was_retired": was_retired, **facts}, by=by, now=now
    )


@undoes("taxonomy.merged")
def _take_apart(facts: Facts, *, by: Actor, now: datetime) -> None:
    require(by, "taxonomy.edit")
    failure_type = FailureType.objects.select_for_update().get(pk=facts["failure_type"])
    if failure_type.retired_at is None:
        raise Conflict(_("This kind of failure was brought back since. Nothing was taken back."))
    # A case that somebody judged anew in between keeps that judgement.
    moved = Case.objects.filter(failure_type=facts["into"], pk__in=facts["cases"])
    count = moved.update(failure_type=failure_type)
    failure_type.retired_at = datetime.fromisoformat(facts["was_retired"]) if facts["was_retired"] else None
    failure_type.save(update_fields=["retired_at"])
    kinds = {"failure_type": failure_type.pk, "into": facts["into"]}
    events.record_for_organisation("taxonomy.unmerged", by=by, now=now, cases=count, **kinds)


def _locked(failure_type: FailureType, into: FailureType) -> tuple[FailureType, FailureType]:
    """Lock both in the order of their numbers, so that two merges never wait for each other."""
    both = FailureType.objects.select_for_update().filter(pk__in=[failure_type.pk, into.pk]).order_by("pk")
    found = {kind.pk: kind for kind in both}
    return found[failure_type.pk], found[into.pk]


def _require_alike(failure_type: FailureType, into: FailureType) -> None:
    if failure_type.pk == into.pk:
        raise Invalid(_("Choose another kind of failure."), field="into")
    if into.retired_at is not None:
        raise Invalid(_("That kind of failure is out of use. Bring it back first."), field="into")
    if failure_type.children.filter(retired_at=None).exists():
        raise Invalid(_("There are kinds below this one. Merge those first."), field="into")
