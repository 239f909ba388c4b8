"""Tell a colleague something about a case, and note that they have read it."""

from __future__ import annotations

from datetime import datetime

from amends.models import Case, Message, Notification, Staff
from amends.rules.actors import Actor
from amends.rules.notices import require_kind


def notify(
    *, to: Staff, case: Case, kind: str, by: Actor, now: datetime, message: Message | None = None
) -> Notification | None:
    """Tell a colleague something about a case; nobody is told what they did themselves."""
    if by.staff_id == to.pk:
        return None
    return Notification.objects.create(
        to=to, case=case, kind=require_kind(kind), message=message, by_id=by.staff_id, made_at=now
    )
