"""Move a case along its life: the rules decide, this writes the state and what follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from amends.models import Case, Merge
from amends.rules.actors import Actor
from amends.rules.lifecycle import CLOSED_STATES, Guard, State, Trigger, allowed, next_state
from amends.rules.refusals import Conflict
from amends.services import events
from amends.services.pausing import resume_clocks
from amends.services.promises import withdraw_promises

VERBS = {
    Trigger.ACKNOWLEDGE: "case.acknowledged",
    Trigger.TRIAGE: "case.triaged",
    Trigger.ACCEPT: "case.started",
    Trigger.ASK_APPROVAL: "approval.asked",
    Trigger.REFUSE_APPROVAL: "approval.refused",
    Trigger.SEND_OFFER: "offer.sent",
    Trigger.TAKE_BACK_OFFER: "offer.withdrawn",
    Trigger.ACCEPT_OFFER: "offer.accepted",
    Trigger.DECLINE_OFFER: "offer.declined",
    Trigger.LAPSE_OFFER: "offer.expired",
    Trigger.DELIVER: "case.resolved",
    Trigger.REVERSE: "remedy.reversed",
    Trigger.RESOLVE: "case.resolved",
    Trigger.NOT_YET: "case.not_yet",
    Trigger.CONFIRM: "case.closed",
    Trigger.REJECT: "case.closed",
    Trigger.SILENCE: "case.closed_silent",
    Trigger.CLOSE_OUT: "case.closed_out",
    Trigger.OBJECT: "case.reopened",
    Trigger.RECUR: "case.reopened",
}


def lock(case: Case) -> Case:
    """Return the case as it is now, held until the transaction ends."""
    return Case.objects.select_for_update().get(pk=case.pk)


def move(
    case: Case, trigger: Trigger, *, satisfied: Iterable[Guard] = (), by: Actor, now: datetime, **facts: object
) -> None:
    """
    Take one transition, or refuse with what is missing. The caller's transaction must hold the case's row.

    ``facts`` go into the event: references, nothing personal.
    """
    state = next_state(State(case.state), trigger, frozenset(satisfied))
    case.state = state.value
    fields = ["state"]
    if state in CLOSED_STATES:
        resume_clocks(case=case, by=by, now=now)
        withdraw_promises(case=case, by=by, now=now)
        case.closed_at, case.next_due_at = now, None
        fields += ["closed_at", "next_due_at"]
    elif case.closed_at is not None:
        _refuse_a_part(case)
        # Open again; the caller gives a next date before the transaction ends, or the database refuses.
        case.closed_at, case.next_due_at = None, now
        fields += ["closed_at", "next_due_at"]
    if state is State.RESOLVED or trigger in {Trigger.NOT_YET, Trigger.REVERSE}:
        case.resolved_at = now if state is State.RESOLVED else None
        fields.append("resolved_at")
    if case.live_since is not None and (state is State.RESOLVED or state in CLOSED_STATES):
        case.live_since = None
        fields.append("live_since")
    case.save(update_fields=fields)
    events.record(case, VERBS[trigger], at=None, by=by, now=now, state=case.state, **facts)


def _refuse_a_part(case: Case) -> None:
    """A case that became part of another has no life of its own until that is undone."""
    if Merge.objects.live().filter(case=case).exists():
        raise Conflict(_("This case is part of another one now. Go on there, or undo the merge."))


def advance(
    case: Case, *, is_answered: bool, by: Actor, now: datetime, judgement: Mapping[str, object] | None = None
) -> None:
    """
    Walk as far as the facts carry: answered makes acknowledged, judged makes triaged, the owner at work makes started.

    A ``judgement`` just made is written down in any case, also where the state stays.
    """
    if is_answered and State(case.state) is State.REGISTERED:
        move(case, Trigger.ACKNOWLEDGE, satisfied={Guard.PROBLEM_AND_DATE_NAMED}, by=by, now=now)
    judged = {Guard.SAFETY_CHECKED} if case.severity and case.safety_checked_at else set()
    if judged and State(case.state) is State.ACKNOWLEDGED:
        move(case, Trigger.TRIAGE, satisfied=judged, by=by, now=now, **(judgement or {}))
    elif judgement:
        events.record(case, "case.triaged", at=None, by=by, now=now, state=case.state, **judgement)
    if by.staff_id == case.owner_id or by.kind == "token":
        may_start = Trigger.ACCEPT in allowed(State(case.state))
        if may_start and (judged or State(case.state) is State.TRIAGED):
            move(case, Trigger.ACCEPT, satisfied=judged, by=by, now=now)
