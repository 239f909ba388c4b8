"""Tell a colleague something about a case, and note that they have read it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from amends.models import Case, Message, Notification, Promise, Staff
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


def tell_of_promises(told: Collection[tuple[Promise, str, int]], *, now: datetime) -> None:
    """
    Notify colleagues of promises, each of one kind of news once: (promise, kind, colleague).

    Told again it is no news, whoever tells it: the database keeps it to one.
    """
    people = Staff.objects.active().in_bulk({staff_id for _promise, _kind, staff_id in told})
    Notification.objects.bulk_create(
        [
            Notification(
                to_id=staff_id,
                case_id=promise.case_id,
                promise=promise,
                kind=require_kind(kind),
                made_at=now,
                goes_out=staff_id in directory().reachable,
            )
            for promise, kind, staff_id in told
            if staff_id in people and kind not in people[staff_id].quiet_kinds
        ],
        ignore_conflicts=True,
    )


def read_notifications(*, by: Actor, now: datetime, case_ids: Collection[int] | None = None) -> int:
    """Note that a colleague has read what they were told: of these cases, or all of it. Return how many there were."""
    unread = Notification.objects.filter(to=by.staff_id).unread()
    if case_ids is not None:
        unread = unread.filter(case__in=case_ids)
    return unread.update(read_at=now)
