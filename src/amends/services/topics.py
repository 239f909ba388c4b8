"""What colleagues make of a topic: somebody looks into it, it gets a failure type, or it is none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.models import Case, FailureType, Organisation, Topic, Undo
from amends.rules.actors import Actor
from amends.rules.refusals import Conflict, Invalid, NotFound
from amends.rules.writing import at_most, one_line
from amends.services import events
from amends.services.sorting import sort_cases, unsort_cases
from amends.services.staff import require
from amends.services.suggesting import kinds_to_choose
from amends.services.taxonomy import add_failure_type, retire_failure_type
from amends.services.undoing import leave_undo, undoes

LONGEST_REASON = 200


@transaction.atomic
def acknowledge_topic(*, topic: Topic, by: Actor, now: datetime) -> Undo | None:
    """Say that one looks into it; it stays on the board and follows its cases."""
    topic = _lock_live(topic, by=by)
    if topic.acknowledged_at is not None:
        raise Conflict(_("A colleague looks into it already."))
    topic.acknowledged_at, topic.acknowledged_by_id = now, by.staff_id
    topic.save(update_fields=["acknowledged_at", "acknowledged_by"])
    return _done("topic.acknowledged", topic, by=by, now=now)


@transaction.atomic
def dismiss_topic(*, topic: Topic, reason: str, by: Actor, now: datetime) -> Undo | None:
    """Say that it is no topic, and why; for eight weeks the same cases are not found again."""
    reason = at_most(one_line(reason), LONGEST_REASON, field="reason")
    topic = _lock_live(topic, by=by)
    if not reason:
        raise Invalid(_("Say in a few words why it is no topic. Who sees the next one wants to know."), field="reason")
    topic.dismissed_at, topic.dismissed_by_id, topic.reason = now, by.staff_id, reason
    topic.save(update_fields=["dismissed_at", "dismissed_by", "reason"])
    return _done("topic.dismissed", topic, by=by, now=now)


@transaction.atomic
def name_topic(
    *, topic: Topic, parent: FailureType | None, name_zh: str, name_en: str, by: Actor, now: datetime
) -> Undo:
    """Make it a failure type: those of its cases that nobody has sorted get it, and its words suggest it at once."""
    topic = _lock_live(topic, by=by)
    kind = add_failure_type(parent=parent, name_zh=name_zh, name_en=name_en, by=by, now=now)
    return _sort(topic, kind, "topic.named", by=by, now=now)


@transaction.atomic
def match_topic(*, topic: Topic, failure_type: FailureType | None, by: Actor, now: datetime) -> Undo:
    """Say that there is a failure type for it already; its cases and words go there."""
    topic = _lock_live(topic, by=by)
    require(by, "taxonomy.edit")
    if failure_type is None or failure_type not in kinds_to_choose():
        raise Invalid(_("There is no such failure type."), field="failure_type")
    return _sort(topic, failure_type, "topic.matched", by=by, now=now)


def _sort(topic: Topic, kind: FailureType, verb: str, *, by: Actor, now: datetime) -> Undo:
    topic.failure_type, topic.named_at = kind, now
    topic.save(update_fields=["failure_type", "named_at"])
    cases = sort_cases(case_ids=topic.cases, failure_type=kind, by=by, now=now, topic=topic.pk)
    _record(verb, topic, by=by, now=now, cases=len(cases))
    return leave_undo(verb=verb, facts={"topic": topic.pk, "cases": cases}, by=by, now=now)


@undoes("topic.acknowledged")
@transaction.atomic
def _not_acknowledged(facts: Mapping[str, Any], *, by: Actor, now: datetime) -> None:
    topic = _lock(facts["topic"], by=by)
    if topic.acknowledged_by_id != by.staff_id or not topic.is_live:
        raise Conflict(_("Somebody changed it since; nothing was changed."))
    topic.acknowledged_at = topic.acknowledged_by_id = None
    topic.save(update_fields=["acknowledged_at", "acknowledged_by"])
    _record("topic.taken_back", topic, by=by, now=now)


@undoes("topic.dismissed")
@transaction.atomic
def _not_dismissed(facts: Mapping[str, Any], *, by: Actor, now: datetime) -> None:
    topic = _lock(facts["topic"], by=by)
    topic.dismissed_at, topic.dismissed_by_id, topic.reason = None, None, ""
    topic.save(update_fields=["dismissed_at", "dismissed_by", "reason"])
    _record("topic.taken_back", topic, by=by, now=now)


@undoes("topic.named")
@transaction.atomic
def _not_named(facts: Mapping[str, Any], *, by: Actor, now: datetime) -> None:
    """The type goes out of use; once somebody else gave it to a case, it stays."""
    topic, kind = _without_kind(facts, by=by, now=now)
    if Case.objects.filter(failure_type=kind).exists():
        raise Conflict(_("Cases are of this failure type already; nothing was changed."))
    retire_failure_type(failure_type=kind, is_retired=True, by=by, now=now)
    _record("topic.taken_back", topic, by=by, now=now)


@undoes("topic.matched")
@transaction.atomic
def _not_matched(facts: Mapping[str, Any], *, by: Actor, now: datetime) -> None:
    topic, _kind = _without_kind(facts, by=by, now=now)
    _record("topic.taken_back", topic, by=by, now=now)


def _without_kind(facts: Mapping[str, Any], *, by: Actor, now: datetime) -> tuple[Topic, FailureType]:
    """Take the type off the topic, and off its cases where nobody has judged since."""
    topic = _lock(facts["topic"], by=by)
    kind = topic.failure_type
    if kind is None:
        raise Conflict(_("Somebody changed it since; nothing was changed."))
    unsort_cases(kept=facts["cases"], failure_type=kind, by=by, now=now)
    topic.named_at = topic.failure_type = None
    topic.save(update_fields=["named_at", "failure_type"])
    return topic, kind


def _lock_live(topic: Topic, *, by: Actor) -> Topic:
    topic = _lock(topic.pk, by=by)
    if not topic.is_live:
        raise Conflict(_("A colleague has settled this topic already."))
    return topic


def _lock(pk: int, *, by: Actor) -> Topic:
    # The one row first, as the look for topics has it: so neither waits for the other.
    Organisation.objects.select_for_update().first()
    topic = Topic.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if topic is None:
        raise NotFound
    require(by, "warning.judge", topic.site_id)
    return topic


def _done(verb: str, topic: Topic, *, by: Actor, now: datetime) -> Undo | None:
    """Record it, and return what takes it back; a program has none."""
    _record(verb, topic, by=by, now=now)
    return leave_undo(verb=verb, facts={"topic": topic.pk}, by=by, now=now) if by.staff_id else None


def _record(verb: str, topic: Topic, *, by: Actor, now: datetime, **facts: int) -> None:
    if topic.failure_type_id:
        facts["failure_type"] = topic.failure_type_id
    events.record_for_organisation(verb, by=by, now=now, topic=topic.pk, site=topic.site_id, **facts)
