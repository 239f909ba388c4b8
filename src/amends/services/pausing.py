"""Let the clocks of a case stand still while the customer is asked something, and run on with the answer."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from amends.models import Case, Pause, Promise
from amends.rules.actors import Actor
from amends.rules.escalation import next_step_at
from amends.rules.pausing import may_pause, require_pause
from amends.rules.refusals import Conflict
from amends.services import events
from amends.services.promises import look_after, refresh_next_date
from amends.services.reckoning import allowance_of, pauses_of, reckon


def pause_clocks(*, case: Case, reason: str, until: datetime, by: Actor, now: datetime) -> Pause:
    """
    Stop the clocks that may stand still, until the customer answers and at the latest ``until``.

    Their dates move by the whole pause at once, so nothing has to happen for a clock to run again; an earlier answer
    gives back what is left of it. The caller's transaction must hold the case's row.
    """
    require_pause(reason, until, now=now)
    resume_clocks(case=case, by=by, now=now)
    stopped = [promise for promise in _running(case, now) if _may_pause(promise)]
    if not stopped:
        raise Conflict(_("Nothing runs here that could stand still: this waits for the customer's word already."))
    pause = Pause.objects.create(
        case=case, reason=reason, began_at=now, until_at=until, promises=[one.pk for one in stopped],
        began_by_id=by.staff_id,
    )  # fmt: skip
    for promise in stopped:
        promise.paused_until = until
        _redate(promise, now=now)
    _note(case, now)
    facts = {"reason": reason, "until": until.isoformat(), "promises": pause.promises}
    events.record(case, "promise.paused", by=by, now=now, **facts)
    refresh_next_date(case)
    return pause


def resume_clocks(*, case: Case, by: Actor, now: datetime) -> None:
    """Let the clocks run on, if they stand still; each date moves by exactly the time it stood."""
    if case.paused_since is None:
        return
    pause = Pause.objects.open().get(case=case)
    pause.ended_at = min(now, pause.until_at)
    pause.save(update_fields=["ended_at"])
    for promise in Promise.objects.running().filter(pk__in=pause.promises).select_related("policy", "calendar"):
        promise.case, promise.paused_until = case, None
        _redate(promise, now=now)
    _note(case, None)
    events.record(case, "promise.resumed", by=by, now=now, at=pause.ended_at, promises=pause.promises)
    refresh_next_date(case)


def _running(case: Case, now: datetime) -> list[Promise]:
    found = list(Promise.objects.running().filter(case=case, due_at__gt=now).select_related("policy", "calendar"))
    for promise in found:
        promise.case = case
    return found


def _may_pause(promise: Promise) -> bool:
    allowance = allowance_of(promise)
    return may_pause(promise.kind, allowance.basis if allowance else None)


def _redate(promise: Promise, *, now: datetime) -> None:
    """Count the date again from what was stored, with every pause that stopped this promise."""
    due_at = reckon(promise, [pause.as_rule() for pause in pauses_of(promise)]).due_at
    promise.paused = (promise.paused or timedelta(0)) + (due_at - promise.due_at)
    promise.due_at = due_at
    promise.escalates_at = next_step_at(promise.kind, promise.runs_from, due_at, since=now)
    promise.save(update_fields=["due_at", "paused", "paused_until", "escalates_at"])


def _note(case: Case, since: datetime | None) -> None:
    case.paused_since = since
    Case.objects.filter(pk=case.pk).update(paused_since=since)
    if since is not None:
        look_after([case.pk], now=since)
