"""The audit trail: the whole history as somebody may look through it, and take it out of the house."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from amends.models import Event, Seal
from amends.models.events import EventQuerySet
from amends.rules.actors import Actor
from amends.services import events
from amends.services.staff import require


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks of the trail; whatever is left out is not asked for."""

    verbs: frozenset[str] = frozenset()
    staff_id: int | None = None
    actor_kind: str = ""
    case_id: int | None = None
    site_path: str = ""
    since: datetime | None = None
    until: datetime | None = None


def trail(question: Question, *, by: Actor) -> EventQuerySet:
    """Return the events that answer, of the places somebody may look through, the newest first."""
    require(by, "audit.read")
    found = Event.objects.audited_by(by)
    if question.verbs:
        found = found.filter(verb__in=question.verbs)
    if question.staff_id:
        did = Q(actor_kind="staff", actor_id=question.staff_id)
        found = found.filter(did | Q(case=None, facts__staff=question.staff_id))
    if question.actor_kind:
        found = found.filter(actor_kind=question.actor_kind)
    if question.case_id:
        found = found.filter(case=question.case_id)
    if question.site_path:
        found = found.filter(case__site__path__startswith=question.site_path)
    return _between(found, question.since, question.until).order_by("-pk")


def _between(found: EventQuerySet, since: datetime | None, until: datetime | None) -> EventQuerySet:
    """Narrow to a span of time: by the seals of the days around it first, which need no index on time."""
    if since:
        before = _last_event_before(since.date())
        found = found.filter(pk__gt=before, recorded_at__gte=since)
    if until:
        found = found.filter(recorded_at__lt=until)
    return found


def _last_event_before(day: date) -> int:
    # A day further back: a seal ends at midnight in UTC, and a straggler is sealed with the next day.
    seal = Seal.objects.filter(day__lt=day).order_by("-day").values_list("first_event", flat=True).first()
    return seal or 0


@transaction.atomic
def record_export(*, rows: int, by: Actor, now: datetime) -> None:
    """Write down that the trail was taken out of the house, and how much of it."""
    require(by, "audit.read")
    events.record_for_organisation("history.exported", by=by, now=now, rows=rows)
