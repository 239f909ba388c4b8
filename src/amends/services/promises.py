"""Make promises, keep them, withdraw them; and find the ones whose time ran out."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import F, Min
from django.utils.translation import gettext_lazy as _

from amends.models import Case, LegalDate, Promise
from amends.rules.actors import SYSTEM, Actor
from amends.rules.double_deviation import Reason, is_in_recovery
from amends.rules.escalation import next_step_at
from amends.rules.promise_kinds import KINDS
from amends.rules.refusals import Invalid
from amends.services import events
from amends.services.deviations import broken_in_recovery, note_deviation
from amends.services.events import Happened
from amends.services.terms import Terms

BATCH = 200


def make_promise(
    *, case: Case, kind: str, due_at: datetime, by: Actor, now: datetime, made_at: datetime | None = None
) -> Promise:
    """
    Promise the customer something by an instant that somebody named.

    ``made_at`` is when it was given, if that was earlier: its date may have passed since, and is then missed.
    The caller's transaction must hold the case's row.
    """
    return promise_on_terms(case, kind, Terms(due_at), by=by, now=now, made_at=made_at or now)


def promise_on_terms(case: Case, kind: str, terms: Terms, *, by: Actor, now: datetime, made_at: datetime) -> Promise:
    """
    Write a promise. One of a kind is owed at a time: a new date for a running one withdraws it in favour of the new;
    a missed one is no longer owed once a new date was given, and stays missed. What a law dated stays within the law.
    """
    legal = _dated_by_law(case, kind)
    if legal and terms.due_at > legal.due_at:
        terms = Terms(legal.due_at, legal.allow)
    due_at = terms.due_at
    if due_at <= made_at:
        raise Invalid(_("The next date has to lie ahead."), field="next_at")
    _supersede(case=case, kind=kind, by=by, now=now)
    promise = Promise.objects.create(
        case=case, kind=kind, made_at=made_at, due_at=due_at,
        escalates_at=next_step_at(kind, made_at, due_at, since=now),
        allow=terms.allow, policy_id=terms.policy, calendar_id=terms.calendar,
    )  # fmt: skip
    if legal:
        legal.promise = promise
        legal.save(force_insert=True)
    events.record(case, "promise.made", by=by, now=now, promise=promise.pk, kind=kind, due_at=due_at.isoformat())
    refresh_next_date(case)
    return promise


def _dated_by_law(case: Case, kind: str) -> LegalDate | None:
    """Return the law that set the date of what is owed of a kind."""
    if kind not in KINDS or not KINDS[kind].statutory:
        return None
    return LegalDate.objects.filter(promise__in=Promise.objects.owed().filter(case=case, kind=kind)).first()


def keep_promises(
    *, case: Case, kinds: Collection[str], by: Actor, now: datetime, done_at: datetime | None = None
) -> int:
    """
    Keep what is owed of these kinds: in time, or late and then made good. Return how many there were.

    ``done_at`` is when it was done, if that was earlier than now.
    """
    kept, done_at = 0, done_at or now
    for promise in _owed(case, kind__in=kinds):
        _miss_if_overdue(promise, at=done_at, now=now)
        if promise.missed_at is None:
            promise.kept_at = done_at
            verb = "promise.kept"
        else:
            promise.settled_at = done_at
            verb = "promise.made_good"
        promise.save(update_fields=["kept_at", "settled_at"])
        events.record(case, verb, by=by, now=now, at=done_at, promise=promise.pk, kind=promise.kind)
        kept += 1
    refresh_next_date(case)
    if case.next_due_at is None:
        look_after([case.pk], now=now)
    return kept


def withdraw_promises(*, case: Case, by: Actor, now: datetime, kinds: Collection[str] | None = None) -> None:
    """Withdraw what is still owed, because the case is over or has changed course. A miss stays a miss."""
    for promise in _owed(case) if kinds is None else _owed(case, kind__in=kinds):
        _withdraw(promise, by=by, now=now)


def _owed(case: Case, **which: object) -> list[Promise]:
    owed = list(Promise.objects.owed().filter(case=case, **which))
    for promise in owed:
        promise.case = case  # the locked row, whose chain grows with every event
    return owed


def _supersede(*, case: Case, kind: str, by: Actor, now: datetime) -> None:
    for promise in _owed(case, kind=kind):
        _withdraw(promise, by=by, now=now)


def _withdraw(promise: Promise, *, by: Actor, now: datetime) -> None:
    _miss_if_overdue(promise, at=now, now=now)
    if promise.missed_at is not None:
        promise.settled_at = now
        promise.save(update_fields=["settled_at"])
        return
    promise.withdrawn_at = now
    promise.save(update_fields=["withdrawn_at"])
    events.record(promise.case, "promise.withdrawn", by=by, now=now, promise=promise.pk, kind=promise.kind)


def _miss_if_overdue(promise: Promise, *, at: datetime, now: datetime) -> None:
    """A late deed does not turn a miss into a keeping just because the sweep had not come by yet."""
    if promise.missed_at is None and promise.due_at < at:
        mark_missed(promise, now=now)


def mark_missed(promise: Promise, *, now: datetime) -> bool:
    """Mark one running promise as missed at the instant it fell due. The caller must hold the case's row."""
    # Compare-and-set: a second worker, or a colleague keeping the promise now, wins quietly.
    if not Promise.objects.running().filter(pk=promise.pk).update(missed_at=F("due_at")):
        return False
    promise.missed_at = promise.due_at
    look_after([promise.case_id], now=now)
    events.record(
        promise.case, "promise.missed", by=SYSTEM, now=now, at=promise.due_at, promise=promise.pk, kind=promise.kind
    )
    if is_in_recovery(promise.kind):
        note_deviation(promise.case, Reason.PROMISE_BROKEN, by=SYSTEM, now=now, at=promise.due_at)
    return True


def refresh_next_date(case: Case) -> None:
    """Repeat on the case when its next promise falls due, or fell due and is still owed."""
    if case.closed_at is None:
        case.next_due_at = Promise.objects.owed().filter(case=case).aggregate(next=Min("due_at"))["next"]
        if case.next_due_at is not None:
            Case.objects.filter(pk=case.pk).update(next_due_at=case.next_due_at)


def look_after(case_ids: Collection[int], *, now: datetime) -> None:
    """Have cases looked at whose clock has ended or stands still, so that they are not forgotten (``forgetting``)."""
    Case.objects.open().filter(pk__in=case_ids, forgets_at=None).update(forgets_at=now)


def sweep_overdue(*, now: datetime, limit: int = 2000) -> int:
    """Mark promises whose time ran out as missed, at the instant it ran out; return how many."""
    missed = 0
    while missed < limit and (found := _sweep_some(now=now, most=min(BATCH, limit - missed))):
        missed += found
    return missed


def _sweep_some(*, now: datetime, most: int) -> int:
    """Mark one batch in one transaction: few enough that nobody waits long for the lock."""
    overdue = Promise.objects.overdue(now).order_by("due_at", "pk")
    found = dict(overdue.values_list("pk", "case_id")[:most])
    if not found:
        return 0
    with transaction.atomic():
        # Whose row somebody holds at this moment is looked at again in the next round.
        chains = Case.objects.only("event_count", "event_head", "is_story", "double_deviation")
        cases = chains.select_for_update(skip_locked=True).in_bulk(set(found.values()))
        # Read again under the lock: what was kept, or swept by another worker, in between is not overdue any more.
        late = list(overdue.filter(pk__in=found, case__in=cases))
        Promise.objects.filter(pk__in=[promise.pk for promise in late]).running().update(missed_at=F("due_at"))
        look_after(list(cases), now=now)
        missed = [
            Happened(cases[one.case_id], "promise.missed", one.due_at, {"promise": one.pk, "kind": one.kind})
            for one in late
        ]
        events.record_many([*missed, *broken_in_recovery(missed, now=now)], by=SYSTEM, now=now)
    return len(late)
