"""Make one case of two that one customer told twice, and take that back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from amends.models import Case, Merge, Message, Promise, Restriction, Transfer, Undo
from amends.rules.actors import Actor
from amends.rules.lifecycle import CloseOutReason, Guard, State, Trigger, next_state
from amends.rules.merging import Owed, Settlement, settle
from amends.rules.refusals import Conflict, Invalid
from amends.services import events
from amends.services.carrying import carry_back, carry_over
from amends.services.pausing import resume_clocks
from amends.services.promises import mark_missed, refresh_next_date
from amends.services.promising import promise_by_policy
from amends.services.staff import require
from amends.services.undoing import Facts, leave_undo, undoes

LAST_WORD = ("snippet", "last_word_at", "last_word_by")


@transaction.atomic
def merge_cases(*, case: Case, into: Case, by: Actor, now: datetime) -> Undo | None:
    """
    Let ``case`` become part of ``into``. Its words stay where they were heard and are read from there; its reference
    and its tracking link lead to the other case; what it owes the customer is owed there (``rules.merging``).

    Only cases of one customer: on one page they would read each other's words. Return what takes it back; a program
    has none.
    """
    if case.pk == into.pk:
        raise Invalid(_("This is the case itself. Choose another."), field="into")
    case, into = lock_both(case, into)
    require(by, "case.merge", case.site_id)
    require(by, "case.merge", into.site_id)
    _refuse_what_cannot_be_one(case, into)
    for one in (case, into):
        resume_clocks(case=one, by=by, now=now)
    _mark_what_was_missed(case, into, now=now)
    settlement = settle(_owed(into), _owed(case))
    before = _before(case, into, settlement) | carry_over(case, into, by=by, now=now)
    Merge.objects.create(case=case, into=into, merged_by_id=by.staff_id, merged_at=now, before=before)
    _set_aside(settlement, now=now)
    Promise.objects.filter(pk__in=settlement.carried).update(case=into)
    Transfer.objects.pending().filter(case=case).update(withdrawn_at=now)
    _take_over(case, into)
    facts: dict[str, Any] = {"carried": list(settlement.carried), "set_aside": list(settlement.set_aside)}
    state = next_state(State(case.state), Trigger.CLOSE_OUT, {Guard.REASON_GIVEN, Guard.DUAL_CONTROL})
    case.state, case.closed_at, case.next_due_at = state.value, now, None
    case.save(update_fields=["state", "closed_at", "next_due_at"])
    events.record(
        case,
        "case.merged",
        by=by,
        now=now,
        state=case.state,
        reason=CloseOutReason.DUPLICATE.value,
        other=into.pk,
        **facts,
    )
    events.record(into, "case.took_in", by=by, now=now, other=case.pk, **facts)
    refresh_next_date(into)
    if by.staff_id is None:
        return None
    return leave_undo(verb="case.merged", facts={"case": case.pk, "into": into.pk}, by=by, now=now)


@undoes("case.merged")
def _unmerge(facts: Facts, *, by: Actor, now: datetime) -> None:
    unmerge_case(case=Case.objects.get(pk=facts["case"]), by=by, now=now)


@transaction.atomic
def unmerge_case(*, case: Case, by: Actor, now: datetime) -> Case:
    """
    Let a merged case stand alone again, as it was: state, promises, the question to a colleague.

    What was said since stays with the other case, as it was said there. Once that one was answered, an answer to both,
    no date it replaced comes back; a case that would be left without a date gets one.
    """
    require(by, "case.merge", case.site_id)
    merge = Merge.objects.live().select_related("into").filter(case=case).first()
    if merge is None:
        raise Conflict(_("This case is not part of another any more."))
    case, into = lock_both(case, merge.into)
    require(by, "case.merge", into.site_id)
    if into.closed_at is not None or State(into.state) is State.RESOLVED:
        raise Conflict(_("The other case was put right or has ended since, for both. Open that one again first."))
    merge.undone_at = now
    merge.save(update_fields=["undone_at"])
    before: dict[str, Any] = merge.before
    case.state, case.closed_at, case.next_due_at = before["state"], None, now
    case.save(update_fields=["state", "closed_at", "next_due_at"])
    events.record(case, "case.unmerged", by=by, now=now, state=case.state, other=into.pk)
    events.record(into, "case.gave_back", by=by, now=now, other=case.pk)
    _give_back(before, into)
    _promises_back(before, case, into, merge.merged_at, now=now)
    carry_back(before, case, into)
    Transfer.objects.filter(pk=before["transfer"]).update(withdrawn_at=None)
    for one in (case, into):
        if not one.promises.owed().exists():
            promise_by_policy(case=one, kind="progress", by=by, now=now)
        refresh_next_date(one)
    return case


def whole_case(case: Case) -> Case:
    """Return the case that a merged one is part of, or the case itself."""
    merge = Merge.objects.live().select_related("into__site", "into__customer").filter(case=case).first()
    return merge.into if merge else case


def lock_both(case: Case, into: Case) -> tuple[Case, Case]:
    """Return two cases as they are now, held until the transaction ends."""
    # In the order of their numbers, so that two people who merge crosswise do not wait for each other.
    held = {one.pk: one for one in Case.objects.select_for_update().filter(pk__in=[case.pk, into.pk]).order_by("pk")}
    return held[case.pk], held[into.pk]


def _refuse_what_cannot_be_one(case: Case, into: Case) -> None:
    if case.customer_id is None or case.customer_id != into.customer_id:
        raise Invalid(
            _(
                "The two were not told by the same customer, and nobody may read another's words. Link them instead; "
                "if it is one person, join the two customers first."
            ),
            field="into",
        )
    if case.is_story != into.is_story:
        raise Invalid(_("One of the two is a story. Stories and real cases stay apart."), field="into")
    for one in (case, into):
        if one.closed_at is not None:
            raise Conflict(_("One of the two has ended. Link them instead."), field="into")
        if State(one.state) is State.RESOLVED:
            raise Conflict(_("One of the two waits for the customer's word. Link them instead."), field="into")
    if Restriction.objects.live().filter(case__in=[case, into]).exists():
        raise Conflict(_("One of the two is restricted. Lift that first, or link them instead."), field="into")
    if Merge.objects.live().filter(into=case).exists():
        raise Conflict(_("Another case is part of this one. Merge the other way round."), field="into")


def _mark_what_was_missed(*cases: Case, now: datetime) -> None:
    """A date that ran out before the merge was missed before the merge, though the sweep had not come by yet."""
    for case in cases:
        for promise in Promise.objects.overdue(now).filter(case=case):
            promise.case = case  # the locked row, whose chain grows
            mark_missed(promise, now=now)


def _owed(case: Case) -> list[Owed]:
    return [Owed(*row) for row in case.promises.owed().values_list("pk", "kind", "due_at")]


def _set_aside(settlement: Settlement, *, now: datetime) -> None:
    replaced = Promise.objects.filter(pk__in=settlement.set_aside)
    replaced.filter(missed_at=None).update(withdrawn_at=now)
    replaced.exclude(missed_at=None).update(settled_at=now)


def _before(case: Case, into: Case, settlement: Settlement) -> dict[str, Any]:
    """Return what undoing needs: what the case was, and each value the other one took over with what it was."""
    taken = _to_take_over(case, into)
    return {
        "state": case.state,
        "transfer": Transfer.objects.pending().filter(case=case).values_list("pk", flat=True).first(),
        "carried": list(settlement.carried),
        "set_aside": list(settlement.set_aside),
        "into": {name: [_kept(getattr(into, name)), _kept(value)] for name, value in taken.items()},
    }


def _to_take_over(case: Case, into: Case) -> dict[str, Any]:
    """Return what changes on the case that stays: the earliest receipt, the worst judgement, the last word."""
    taken: dict[str, Any] = {
        "received_at": min(case.received_at, into.received_at),
        "severity": max(filter(None, (case.severity, into.severity)), default=None),
        "double_deviation": case.double_deviation or into.double_deviation,
    }
    if case.last_word_at > into.last_word_at:
        taken |= {name: getattr(case, name) for name in LAST_WORD}
    return {name: value for name, value in taken.items() if value != getattr(into, name)}


def _take_over(case: Case, into: Case) -> None:
    taken = _to_take_over(case, into)
    for name, value in taken.items():
        setattr(into, name, value)
    into.save(update_fields=list(taken))


def _give_back(before: dict[str, Any], into: Case) -> None:
    """Put back what was taken over, unless it was changed since: then it is the other case's own."""
    taken = before["into"]
    if "last_word_at" in taken and _kept(into.last_word_at) != taken["last_word_at"][1]:
        taken = {name: values for name, values in taken.items() if name not in LAST_WORD}
    given = {name: was for name, (was, became) in taken.items() if _kept(getattr(into, name)) == became}
    for name, was in given.items():
        setattr(into, name, parse_datetime(was) if name.endswith("_at") else was)
    into.save(update_fields=list(given))


def _kept(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _promises_back(before: dict[str, Any], case: Case, into: Case, since: datetime, *, now: datetime) -> None:
    Promise.objects.filter(pk__in=before["carried"]).update(case=case)
    if Message.objects.filter(case=into, kind="out", sent_at__gt=since).exists():
        return
    for promise in Promise.objects.filter(pk__in=before["set_aside"]):
        owner = case if promise.case_id == case.pk else into
        if owner.promises.owed().filter(kind=promise.kind).exists():
            continue  # a new date was given since
        promise.withdrawn_at = promise.settled_at = None
        promise.save(update_fields=["withdrawn_at", "settled_at"])
        if promise.missed_at is None and promise.due_at < now:
            promise.case = owner
            mark_missed(promise, now=now)
