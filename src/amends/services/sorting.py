"""Say of many cases at once which kind of failure they are, and take it back where nobody has judged since."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from amends.models import Case, Event, FailureType
from amends.rules.actors import Actor
from amends.services import events
from amends.services.events import Happened
from amends.services.playbooks import settle_course
from amends.services.promising import tighten_promises

Sorted = tuple[int, int]  # a case, and the place in its history at which it was sorted


def sort_cases(
    *,
    case_ids: Collection[int],
    failure_type: FailureType,
    by: Actor,
    now: datetime,
    was: FailureType | None = None,
    **facts: object,
) -> list[Sorted]:
    """
    Give a kind to the cases a colleague may see that are still what they were, one event each; return them.

    was  the kind they had; None: nobody has sorted them yet

    What follows from the kind, its playbook and its promises, follows for those that are open. The caller's transaction
    must hold the organisation's row, so that two who sort never wait for each other.
    """
    seen = Case.objects.visible_to(by).filter(pk__in=case_ids, failure_type=was)
    found = [case for case in _held(seen.values_list("pk", flat=True)) if case.failure_type == was]
    return _settle(found, failure_type, "case.sorted", by=by, now=now, failure_type=failure_type.pk, **facts)


def unsort_cases(
    *,
    kept: Iterable[Sequence[int]],
    failure_type: FailureType,
    by: Actor,
    now: datetime,
    was: FailureType | None = None,
) -> list[Sorted]:
    """Give back what they were where nobody has judged the case since. The caller's transaction as above."""
    places = {case: place for case, place in kept}  # noqa: C416 - JSON gives lists
    found = _held(places)
    since = Event.objects.filter(case__in=places, verb="case.triaged").values_list("case", "sequence")
    judged = {case for case, place in since if place > places[case]}
    ours = [case for case in found if case.failure_type_id == failure_type.pk and case.pk not in judged]
    return _settle(ours, was, "case.unsorted", by=by, now=now, failure_type=failure_type.pk)


def _held(case_ids: Iterable[int]) -> list[Case]:
    return list(Case.objects.select_for_update().filter(pk__in=list(case_ids)).order_by("pk"))


def _settle(
    cases: Sequence[Case], kind: FailureType | None, verb: str, *, by: Actor, now: datetime, **facts: object
) -> list[Sorted]:
    for case in cases:
        case.failure_type = kind
    Case.objects.filter(pk__in=[case.pk for case in cases]).update(failure_type=kind)
    events.record_many([Happened(case, verb, now, facts) for case in cases], by=by, now=now)
    places = [(case.pk, case.event_count) for case in cases]
    for case in cases:
        if case.closed_at is None:
            tighten_promises(case=case, by=by, now=now)
            settle_course(case, by=by, now=now)
    return places
