"""The customer's word, and its absence: solved, not yet, a person please, or nothing at all."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from amends.models import Case
from amends.rules.actors import SYSTEM, Actor
from amends.rules.lifecycle import SILENCE_DAYS, Guard, State, Trigger, allowed, may_close_silent
from amends.rules.promises import ALLOWANCES
from amends.rules.refusals import Conflict
from amends.services import events, jobs
from amends.services.lifecycle import lock, move
from amends.services.messages import add_message
from amends.services.promises import keep_promises, make_promise

FOLLOW_UP = ("follow_up", "last_word")
TIME_TO_ANSWER = timedelta(days=3)  # at least this long after the second question, however late it was asked
# Silence closes the case on the fourteenth day; the promise to look again allows the worker a day for it.
WORKERS_DAY = timedelta(days=1)


@transaction.atomic
def confirm_solved(*, case: Case, by: Actor, now: datetime) -> Case:
    """The customer says it is put right: the only way to a satisfied end."""
    case = lock(case)
    if State(case.state) is State.CLOSED_SATISFIED:
        return case
    if Trigger.CONFIRM not in allowed(State(case.state)):
        raise Conflict(_("We have not told you yet that it is put right. We keep working on it."))
    keep_promises(case=case, kinds=FOLLOW_UP, by=by, now=now)
    move(case, Trigger.CONFIRM, satisfied={Guard.DECISION_COMPLIED}, by=by, now=now)
    _stop_asking(case)
    return case


@transaction.atomic
def say_not_yet(*, case: Case, by: Actor, now: datetime) -> Case:
    """The customer says it is not put right: the work goes on, and the owner owes an answer."""
    case = lock(case)
    keep_promises(case=case, kinds=FOLLOW_UP, by=by, now=now)
    if State(case.state) is State.RESOLVED:
        move(case, Trigger.NOT_YET, by=by, now=now)
    elif case.closed_at is not None:
        move(case, Trigger.OBJECT, by=by, now=now)
        _after_objection(case)
    else:
        events.record(case, "case.not_yet", by=by, now=now, state=case.state)
    _stop_asking(case)
    _owe_answer(case, by=by, now=now)
    return case


@transaction.atomic
def ask_for_person(*, case: Case, by: Actor, now: datetime) -> Case:
    """The customer wants to talk to a person: the owner owes an answer, soon and by name."""
    case = lock(case)
    if case.closed_at is not None:
        move(case, Trigger.OBJECT, by=by, now=now)
        _after_objection(case)
    events.record(case, "case.asked_for_person", by=by, now=now)
    _owe_answer(case, by=by, now=now)
    return case


def _after_objection(case: Case) -> None:
    """A first recovery that did not satisfy is a double deviation (domain.md B2)."""
    case.double_deviation = True
    case.save(update_fields=["double_deviation"])


def _owe_answer(case: Case, *, by: Actor, now: datetime) -> None:
    """Whoever waits for an answer has a date for it; an earlier one already given stands."""
    due_at = now + ALLOWANCES["progress"]
    if not case.promises.running().filter(kind__in=("first_reply", "progress"), due_at__lte=due_at).exists():
        make_promise(case=case, kind="progress", due_at=due_at, by=by, now=now)


def _stop_asking(case: Case) -> None:
    for task in ("ask_again", "close_silent"):
        jobs.cancel(unique_key=f"{task}:{case.pk}")


ASK_AGAIN = _(
    "A week ago we told you that this is put right. Is it? Please answer “Yes, solved” or “Not yet” on this page. "
    "If we hear nothing by %(date)s we will close it as unanswered, and your word can open it again."
)


@transaction.atomic
def ask_again(*, case_id: int, now: datetime) -> bool:
    """Ask a silent customer once more whether it is put right; return whether the question was sent."""
    case = Case.objects.select_for_update().get(pk=case_id)
    if State(case.state) is not State.RESOLVED or case.resolved_at is None:
        return False
    until = max(case.resolved_at + timedelta(days=SILENCE_DAYS), now + TIME_TO_ANSWER)
    with translation.override(case.language):
        text = str(ASK_AGAIN) % {"date": until.date().isoformat()}
    add_message(case=case, kind="out", text=text, by=SYSTEM, now=now)
    case.attempts += 1
    case.save(update_fields=["attempts"])
    make_promise(case=case, kind="last_word", due_at=until + WORKERS_DAY, by=SYSTEM, now=now)
    keep_promises(case=case, kinds=("follow_up",), by=SYSTEM, now=now)
    jobs.enqueue(task="close_silent", run_at=until, unique_key=f"close_silent:{case.pk}", case_id=case.pk)
    return True


@transaction.atomic
def close_silent(*, case_id: int, now: datetime) -> bool:
    """Close a case the customer no longer speaks about as unconfirmed; return whether it was."""
    case = Case.objects.select_for_update().get(pk=case_id)
    if State(case.state) is not State.RESOLVED or case.resolved_at is None:
        return False
    if not may_close_silent(case.resolved_at, case.attempts, now):
        return False
    keep_promises(case=case, kinds=FOLLOW_UP, by=SYSTEM, now=now)
    move(case, Trigger.SILENCE, satisfied={Guard.SILENT_LONG_ENOUGH}, by=SYSTEM, now=now)
    return True


def customer_of(case: Case, name: str = "") -> Actor:
    """Return the actor whom the key of this case's tracking page lets in."""
    return Actor(kind="customer", id=case.customer_id, name=name)
