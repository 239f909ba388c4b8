"""Tell a colleague something about a case, a warning or a topic, and note that they have read it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Q

from amends.models import Case, EarlyWarning, Message, Notification, Promise, Staff, Topic
from amends.rules.actors import Actor
from amends.rules.notices import OWNER, TOLD_OF, require_kind
from amends.services.directory import directory


def notify(
    *, to: Staff, case: Case, kind: str, by: Actor, now: datetime, message: Message | None = None
) -> Notification | None:
    """Tell a colleague something about a case; nobody is told what they did themselves, or do not want to be told."""
    if by.staff_id == to.pk or kind in to.quiet_kinds:
        return None
    return Notification.objects.create(
        to=to,
        case=case,
        kind=require_kind(kind),
        message=message,
        by_id=by.staff_id,
        made_at=now,
        goes_out=to.pk in directory().reachable,
    )


def tell_of_event(*, case: Case, verb: str, facts: Mapping[str, object], by: Actor, now: datetime) -> None:
    """Notify the colleague whom something that just happened to a case concerns most, if it does concern anybody."""
    if verb not in TOLD_OF:
        return
    kind, who = TOLD_OF[verb]
    staff_id = case.owner_id if who == OWNER else int(str(facts[who]))
    to = Staff.objects.active().filter(pk=staff_id).first()
    if to is not None:
        notify(to=to, case=case, kind=kind, by=by, now=now)


def tell_of_cases(told: Collection[tuple[Case, str, int]], *, now: datetime) -> None:
    """Notify colleagues of cases: (case, kind, colleague). Whoever calls sees to it that it is news."""
    _tell([Notification(to_id=person, case=case, kind=kind) for case, kind, person in told], now=now)


def tell_of_warnings(told: Collection[tuple[EarlyWarning, str, int]], *, now: datetime) -> None:
    """Notify colleagues of warnings: (warning, kind, colleague). Whoever calls sees to it that it is news."""
    _tell([Notification(to_id=person, warning=warning, kind=kind) for warning, kind, person in told], now=now)


def tell_of_topic(topic: Topic, kind: str, people: Collection[int], *, now: datetime) -> None:
    """Notify colleagues of a topic. Whoever calls sees to it that it is news."""
    _tell([Notification(to_id=person, topic=topic, kind=kind) for person in people], now=now)


def tell_of_promises(told: Collection[tuple[Promise, str, int]], *, now: datetime) -> None:
    """
    Notify colleagues of promises, each of one kind of news once: (promise, kind, colleague).

    Told again it is no news, whoever tells it: the database keeps it to one.
    """
    _tell(
        [
            Notification(to_id=person, case_id=promise.case_id, promise=promise, kind=kind)
            for promise, kind, person in told
        ],
        now=now,
    )


def _tell(notifications: Collection[Notification], *, now: datetime) -> None:
    people = Staff.objects.active().in_bulk({one.to_id for one in notifications})
    wanted = [one for one in notifications if one.to_id in people and one.kind not in people[one.to_id].quiet_kinds]
    for one in wanted:
        one.kind, one.made_at, one.goes_out = require_kind(one.kind), now, one.to_id in directory().reachable
    Notification.objects.bulk_create(wanted, ignore_conflicts=True)


def read_notifications(
    *,
    by: Actor,
    now: datetime,
    cases: Collection[int] = (),
    warnings: Collection[int] = (),
    topics: Collection[int] = (),
) -> int:
    """Note that a colleague has read what they were told, of what is named or all of it; return how many it was."""
    unread = Notification.objects.filter(to=by.staff_id).unread()
    if cases or warnings or topics:
        unread = unread.filter(Q(case__in=cases) | Q(warning__in=warnings) | Q(topic__in=topics))
    return unread.update(read_at=now)
