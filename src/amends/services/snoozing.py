"""Let a case rest out of sight for a while, and fetch it back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.models import Case, Snooze
from amends.rules.actors import Actor
from amends.rules.refusals import Conflict
from amends.rules.snoozing import require_sleep
from amends.rules.writing import at_most, one_line
from amends.services import events
from amends.services.lifecycle import lock
from amends.services.staff import require

LONGEST_REASON = 120


@transaction.atomic
def snooze_case(*, case: Case, until: datetime, by: Actor, now: datetime, reason: str = "") -> Snooze:
    """Let a case rest until an instant. Its promises run on, and the first of them to fall due wakes it before."""
    reason = at_most(one_line(reason), LONGEST_REASON, field="reason")
    case = lock(case)
    require(by, "case.snooze", case.site_id)
    if case.closed_at is not None or case.next_due_at is None:
        raise Conflict(_("This case is closed; there is nothing to put off."))
    require_sleep(until, case.next_due_at, now)
    _end(case, now=now)
    snooze = Snooze.objects.create(case=case, staff_id=by.staff_id, asked_at=now, until=until, reason=reason)
    case.snoozed_until = until
    case.save(update_fields=["snoozed_until"])
    events.record(case, "case.snoozed", by=by, now=now, snooze=snooze.pk, until=until.isoformat())
    return snooze


@transaction.atomic
def wake_case(*, case: Case, by: Actor, now: datetime) -> Case:
    """Fetch a case back before its time."""
    case = lock(case)
    require(by, "case.snooze", case.site_id)
    if case.snoozed_until is None:
        raise Conflict(_("This case does not rest any more."))
    fetch_back(case, by=by, now=now)
    return case


def fetch_back(case: Case, *, by: Actor, now: datetime) -> None:
    """Let a case rest no more. The caller's transaction must hold its row."""
    _end(case, now=now)
    case.snoozed_until = None
    case.save(update_fields=["snoozed_until"])
    events.record(case, "case.woken", by=by, now=now)


def _end(case: Case, *, now: datetime) -> None:
    Snooze.objects.filter(case=case, ended_at=None, until__gt=now).update(ended_at=now)
