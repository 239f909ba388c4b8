"""Note that we failed a customer twice, at the instant it became so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from amends.models import Case, Event, Merge
from amends.models.cases import CaseQuerySet
from amends.rules.actors import Actor
from amends.rules.double_deviation import (
    SECOND_WITHIN,
    Reason,
    is_in_recovery,
    reasons,
    require_both,
    require_person,
)
from amends.rules.lifecycle import State
from amends.rules.playbooks.record import purposes_said
from amends.services import events, jobs
from amends.services.events import Happened

SAID = ("message.sent", "step.done", "step.reopened", "case.failed_twice")  # what was said, and since when it counts


def note_deviation(case: Case, *why: Reason, by: Actor, now: datetime, at: datetime | None = None) -> bool:
    """Write down that this case is a double deviation; return whether that is news. The caller holds the case's row."""
    if case.double_deviation or not why:
        return False
    case.double_deviation = True
    case.save(update_fields=["double_deviation"])
    events.record(case, "case.failed_twice", by=by, now=now, at=at, reasons=[reason.value for reason in why])
    jobs.enqueue(task="tend_deviation", run_at=now, case_id=case.pk)
    return True


def broken_in_recovery(missed: Sequence[Happened], *, now: datetime) -> list[Happened]:
    """Mark the cases of promises that were missed while putting it right; return what is to be written down of each."""
    broken = {
        one.case.pk: one for one in missed if is_in_recovery(str(one.facts["kind"])) and not one.case.double_deviation
    }
    Case.objects.filter(pk__in=broken).update(double_deviation=True)
    jobs.enqueue_many(task="tend_deviation", run_at=now, arguments=[{"case_id": pk} for pk in broken])
    why = {"reasons": [Reason.PROMISE_BROKEN.value]}
    return [Happened(one.case, "case.failed_twice", one.at, why) for one in broken.values()]


def note_second_failure(case: Case, *, by: Actor, now: datetime) -> bool:
    """Look whether the same customer was failed before within 180 days; return whether that is news."""
    if case.double_deviation or case.customer_id is None:
        return False
    earlier = earlier_failures(case).filter(received_at__gte=case.received_at - SECOND_WITHIN)
    why = reasons(received_at=case.received_at, earlier=earlier.values_list("received_at", flat=True)[:1])
    return note_deviation(case, *why, by=by, now=now, at=case.received_at)


def note_second_on_arrival(case: Case, *, by: Actor, now: datetime) -> bool:
    """
    Note a second failure before anybody judged the case, where we held the earlier one for put right.

    While that is still open the customer may mean the same matter, which a person sees when they judge it.
    """
    if case.double_deviation or case.customer_id is None:
        return False
    since = case.received_at - SECOND_WITHIN
    over = earlier_failures(case).filter(received_at__gte=since).exclude(closed_at=None, resolved_at=None)
    why = reasons(received_at=case.received_at, earlier=over.values_list("received_at", flat=True)[:1])
    return note_deviation(case, *why, by=by, now=now, at=case.received_at)


def earlier_failures(case: Case) -> CaseQuerySet:
    """Return the customer's cases before this one; what was ended as no failure of ours, or told twice, is none."""
    before = Case.objects.filter(customer=case.customer_id, received_at__lt=case.received_at)
    return before.exclude(state=State.CLOSED_OUT).exclude(pk__in=Merge.objects.live().values("case"))


def require_recovered(case: Case, purposes: tuple[str, ...], *, by: Actor) -> None:
    """Refuse to resolve a double deviation by a machine, or without apology and compensation, both."""
    if not case.double_deviation:
        return
    require_person(by.kind)
    history = Event.objects.filter(case=case, verb__in=SAID).order_by("sequence")
    require_both(purposes_said(history) | set(purposes))
