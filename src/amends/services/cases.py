"""What a colleague does with a case: judge it, answer the customer, note something, put it right."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.models import Case, FailureType, Message, Promise
from amends.rules.actors import Actor
from amends.rules.double_deviation import require_person
from amends.rules.hearing import StoredFile
from amends.rules.judging import require_levels, require_relationship, require_severity
from amends.rules.lifecycle import (
    DUAL_CONTROL_REASONS,
    CloseOutReason,
    Guard,
    State,
    Trigger,
    allowed,
)
from amends.rules.purposes import purposes_of
from amends.rules.refusals import Conflict, Faults, Invalid
from amends.services.apologies import settle_apologies
from amends.services.closing import RESPONSE, WORK, begin_silence, stop_asking
from amends.services.deviations import note_second_failure, require_recovered
from amends.services.legal_dates import require_law_met
from amends.services.lifecycle import advance, lock, move
from amends.services.mentions import mentioned_in, tell_mentioned
from amends.services.messages import add_message
from amends.services.pausing import resume_clocks
from amends.services.playbooks import settle_course
from amends.services.promises import keep_promises, make_promise
from amends.services.promising import promise_by_policy, promise_decision, tighten_promises
from amends.services.staff import require

FURTHEST_DATE = timedelta(days=90)


@transaction.atomic
def triage_case(
    *,
    case: Case,
    severity: int | None,
    failure_type: FailureType | None,
    is_safe: bool | None,
    by: Actor,
    now: datetime,
    relationship: str = "",
    criticality: int | None = None,
    emotion: int | None = None,
) -> Case:
    """
    Judge how bad it is and of which kind; ``is_safe`` answers whether nobody is in danger.

    ``criticality`` is how much hangs on this moment, ``emotion`` how upset the customer is. What is left out stays. How
    pressing the case is and which playbook it follows come out of it.
    """
    case = lock(case)
    require(by, "case.triage", case.site_id)
    require_levels(criticality, emotion)
    case.severity = require_severity(severity) or case.severity
    case.criticality = criticality or case.criticality
    case.emotion = emotion or case.emotion
    case.failure_type = failure_type or case.failure_type
    case.relationship = require_relationship(relationship) or case.relationship
    if is_safe is not None:
        case.safety_checked_at = now
        # Danger to people is never a small matter, whatever else was ticked.
        case.severity = case.severity if is_safe else 5
    judged = ["severity", "failure_type", "relationship", "safety_checked_at", "criticality", "emotion"]
    case.save(update_fields=judged)
    judgement = {
        "severity": case.severity,
        "failure_type": case.failure_type_id,
        "is_safe": is_safe,
        "relationship": case.relationship,
        "criticality": case.criticality,
        "emotion": case.emotion,
    }
    advance(case, is_answered=False, by=by, now=now, judgement=judgement)
    tighten_promises(case=case, by=by, now=now)
    if case.wanted_outcome:
        promise_decision(case=case, asked_at=case.received_at, by=by, now=now)
    note_second_failure(case, by=by, now=now)
    settle_course(case, by=by, now=now)
    return case


@transaction.atomic
def reply_to_customer(
    *,
    case: Case,
    text: str,
    by: Actor,
    now: datetime,
    next_at: datetime | None = None,
    files: Iterable[StoredFile] = (),
    said_at: datetime | None = None,
    purposes: Iterable[str] = (),
) -> Message:
    """
    Answer the customer and name the next date, a day from now unless another is given; ``purposes`` say what for.

    Keeps what was owed until now, late or not; a case never stays without a date. ``said_at`` is when it was said to
    their face, if that was earlier than now: then the answer was given, and the next date promised, at that instant.
    """
    case = lock(case)
    require(by, "case.reply", case.site_id)
    require_open(case)
    note_second_failure(case, by=by, now=now)
    if case.double_deviation:
        require_person(by.kind)
    promised_at = said_at or now
    check_next_date(next_at, now=promised_at)
    resume_clocks(case=case, by=by, now=now)
    what_for = purposes_of(text, purposes)
    message = add_message(case=case, kind="out", text=text, by=by, now=now, at=said_at, files=files, purposes=what_for)
    decided = ("decision",) if "decision" in what_for else ()
    keep_promises(case=case, kinds=(*WORK, *decided), by=by, now=now, done_at=said_at)
    settle_apologies(case=case, message=message, purposes=what_for, by=by, now=now)
    if State(case.state) is not State.RESOLVED:
        _promise_word(case, next_at, by=by, now=now, made_at=promised_at)
    advance(case, is_answered=True, by=by, now=now)
    return message


def require_open(case: Case) -> None:
    """Refuse to speak to a customer whose case is closed."""
    if case.closed_at is not None:
        raise Conflict(_("This case is closed. The customer's own word opens it again."))


def _promise_word(case: Case, next_at: datetime | None, *, by: Actor, now: datetime, made_at: datetime) -> None:
    if next_at is None:
        promise_by_policy(case=case, kind="progress", by=by, now=now, made_at=made_at)
    else:
        make_promise(case=case, kind="progress", due_at=next_at, by=by, now=now, made_at=made_at)


def check_next_date(next_at: datetime | None, *, now: datetime) -> None:
    """Refuse a next date that is past or far; none leaves it to the house."""
    if next_at is not None and not now < next_at <= now + FURTHEST_DATE:
        raise Invalid(_("The next date lies between now and 90 days from now."), field="next_at")


@transaction.atomic
def write_note(*, case: Case, text: str, by: Actor, now: datetime, files: Iterable[StoredFile] = ()) -> Message:
    """Write something only colleagues read, and tell those whom it names with an @."""
    case = lock(case)
    require(by, "case.note", case.site_id)
    named = mentioned_in(text, case)
    pks = [one.pk for one in named]
    note = add_message(case=case, kind="note", text=text, by=by, now=now, files=files, mentioned=pks)
    tell_mentioned(named, note=note, by=by, now=now)
    return note


@transaction.atomic
def promise_next_date(*, case: Case, next_at: datetime, by: Actor, now: datetime) -> Promise:
    """Give the customer a new next date."""
    case = lock(case)
    require(by, "case.reply", case.site_id)
    require_open(case)
    check_next_date(next_at, now=now)
    resume_clocks(case=case, by=by, now=now)
    return make_promise(case=case, kind="progress", due_at=next_at, by=by, now=now)


@transaction.atomic
def resolve_case(
    *,
    case: Case,
    final_response: str,
    by: Actor,
    now: datetime,
    severity: int | None = None,
    is_safe: bool | None = None,
    said_at: datetime | None = None,
    files: Iterable[StoredFile] = (),
    purposes: Iterable[str] = (),
) -> Case:
    """
    Send the final response: we hold it for put right, and ask the customer whether it is.

    A double deviation is resolved by a person only, and with an apology and compensation among the ``purposes`` of what
    was written. Only the customer's word closes the case as satisfied; we promise to ask again in a week. ``said_at``
    is when it was said to their face, if that was earlier than now.
    """
    case = lock(case)
    require(by, "case.resolve", case.site_id)
    what_for = purposes_of(final_response, purposes)
    case = ready_to_resolve(case, severity=severity, is_safe=is_safe, by=by, now=now, purposes=what_for)
    resume_clocks(case=case, by=by, now=now)
    message = add_message(
        case=case, kind="out", text=final_response, by=by, now=now, at=said_at, files=files, purposes=what_for
    )
    advance(case, is_answered=True, by=by, now=now)
    if Trigger.ACCEPT in allowed(State(case.state)):
        # A colleague who puts it right for the owner has taken up the work.
        move(case, Trigger.ACCEPT, satisfied={Guard.SAFETY_CHECKED}, by=by, now=now)
    keep_promises(case=case, kinds=WORK + RESPONSE, by=by, now=now, done_at=said_at)
    settle_apologies(case=case, message=message, purposes=what_for, by=by, now=now)
    move(
        case,
        Trigger.RESOLVE,
        satisfied={Guard.FINAL_RESPONSE_WRITTEN, Guard.NOTHING_OUTSTANDING},
        by=by,
        now=now,
    )
    begin_silence(case, by=by, now=now)
    return case


def ready_to_resolve(
    case: Case,
    *,
    severity: int | None,
    is_safe: bool | None,
    by: Actor,
    now: datetime,
    purposes: tuple[str, ...] = (),
) -> Case:
    """Take in the judgement and refuse a case that cannot be resolved. The caller holds the case's row."""
    if State(case.state) is State.RESOLVED:
        raise Conflict(_("This case is resolved already and waits for the customer's word."))
    require_open(case)
    if severity is not None or is_safe is not None:
        case = triage_case(case=case, severity=severity, failure_type=None, is_safe=is_safe, by=by, now=now)
    faults = Faults()
    with faults:
        if case.severity is None:
            raise Invalid(_("How bad was it? Say so before you resolve the case."), field="severity")
    with faults:
        if case.safety_checked_at is None:
            raise Invalid(_("Is everybody safe? Answer before you resolve the case."), field="is_safe")
    faults.refuse()
    require_law_met(case)
    require_recovered(case, purposes, by=by)
    return case


@transaction.atomic
def close_out(
    *, case: Case, reason: str, explanation: str, by: Actor, now: datetime, second: Actor | None = None
) -> Case:
    """End a case that is withdrawn, a duplicate, not ours, without fault or abuse; tell the customer why."""
    case = lock(case)
    require(by, "case.close_out", case.site_id)
    try:
        known = CloseOutReason(reason)
    except ValueError:
        raise Invalid(_("Why does this case end? Choose one of the reasons."), field="reason") from None
    satisfied = {Guard.REASON_GIVEN}
    facts: dict[str, object] = {"reason": known.value}
    if known not in DUAL_CONTROL_REASONS:
        satisfied.add(Guard.DUAL_CONTROL)
    elif second is not None and _agree(by, second, case):
        satisfied.add(Guard.DUAL_CONTROL)
        facts["second"] = second.staff_id
    add_message(case=case, kind="out", text=explanation, by=by, now=now)
    move(case, Trigger.CLOSE_OUT, satisfied=satisfied, by=by, now=now, **facts)
    stop_asking(case)
    return case


def _agree(by: Actor, second: Actor, case: Case) -> bool:
    """Whether these are two people who both may end a case here; a program is nobody's second opinion."""
    is_two = None not in {by.staff_id, second.staff_id} and by.staff_id != second.staff_id
    return is_two and second.may("case.close_out", case.site_id)
