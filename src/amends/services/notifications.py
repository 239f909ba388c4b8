"""Tell a colleague something about a case, and note that they have read it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from amends.models import Case, Message, Notification, Promise, Staff
from amends.rules.actors import SYSTEM, Actor
from amends.rules.notices import OWNER, TOLD_OF, require_kind

SOON = timedelta(hours=1)


def notify(
    *, to: Staff, case: Case, kind: str, by: Actor, now: datetime, message: Message | None = None
) -> Notification | None:
    """Tell a colleague something about a case; nobody is told what they did themselves, or do not want to be told."""
    if by.staff_id == to.pk or kind in to.quiet_kinds:
        return None
    return Notification.objects.create(
        to=to, case=case, kind=require_kind(kind), message=message, by_id=by.staff_id, made_at=now
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


def tell_of_promises(*, now: datetime) -> int:
    """Notify owners of promises that break within the hour, once for each; return how many were told."""
    ahead = Promise.objects.running().filter(due_at__gt=now, due_at__lte=now + SOON, made_at__lt=now - SOON / 2)
    told = Notification.objects.filter(kind="promise.soon", made_at__gt=now - SOON - SOON / 4)
    cases = Case.objects.open().filter(promises__in=ahead).exclude(pk__in=told.values("case")).distinct()
    made = [
        notify(to=case.owner, case=case, kind="promise.soon", by=SYSTEM, now=now)
        for case in cases.select_related("owner")
    ]
    return len([one for one in made if one is not None])


def read_notifications(*, by: Actor, now: datetime, case_ids: Collection[int] | None = None) -> int:
    """Note that a colleague has read what they were told: of these cases, or all of it. Return how many there were."""
    unread = Notification.objects.filter(to=by.staff_id).unread()
    if case_ids is not None:
        unread = unread.filter(case__in=case_ids)
    return unread.update(read_at=now)
