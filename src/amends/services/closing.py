"""The customer's word, and its absence: solved, not yet, a person please, or nothing at all."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from amends.models import Case
from amends.rules.actors import SYSTEM, Actor
from amends.rules.double_deviation import Reason
from amends.rules.lifecycle import SILENCE_DAYS, Guard, State, Trigger, allowed, may_close_silent
from amends.rules.promise_kinds import asked_by_law
from amends.rules.promises import ALLOWANCES
from amends.rules.refusals import Conflict, NotAllowed
from amends.services import events, jobs
from amends.services.deviations import note_deviation
from amends.services.legal_dates import OUTLASTING, promise_law_again
from amends.services.lifecycle import lock, move
from amends.services.messages import add_message
from amends.services.pausing import resume_clocks
from amends.services.promises import keep_promises, make_promise, withdraw_promises
from amends.services.promising import promise_again, promise_by_policy
from amends.services.staff import require
from amends.services.terms import shipped_or_own, situation_of

# Promises that any answer to the customer keeps, and those that the final response does.
WORK = ("acknowledge", "first_reply", "progress", *asked_by_law(kept_by="word"))
RESPONSE = ("resolve", "final_response", "decision", *asked_by_law(kept_by="response"))
FOLLOW_UP = ("follow_up", "last_word")
# Asked a little before the promised day is over, so that the asking itself is in time.
BEFORE = timedelta(hours=1)
ASK_AGAIN_AFTER = ALLOWANCES["follow_up"] - BEFORE
TIME_TO_ANSWER = timedelta(days=3)  # at least this long after the second question, however late it was asked
# Silence closes the case on the fourteenth day; the promise to look again allows the worker a day for it.
WORKERS_DAY = timedelta(days=1)


def require_voice(case: Case, by: Actor) -> None:
    """Refuse who neither is the customer of this case nor may pass on what customers say at its place."""
    if by.kind != "customer":
        require(by, "intake.hear", case.site_id)
    elif by.id != case.customer_id:
        raise NotAllowed(_("This case belongs to another customer."))


@transaction.atomic
def confirm_solved(*, case: Case, by: Actor, now: datetime) -> Case:
    """The customer says it is put right: the only way to a satisfied end, and theirs alone."""
    case = lock(case)
    if by.kind != "customer":
        raise NotAllowed(_("Only the customer can say that it is put right."))
    require_voice(case, by)
    if State(case.state) is State.CLOSED_SATISFIED:
        return case
    if Trigger.CONFIRM not in allowed(State(case.state)):
        raise Conflict(_("We have not told you yet that it is put right. We keep working on it."))
    keep_promises(case=case, kinds=FOLLOW_UP, by=by, now=now)
    move(case, Trigger.CONFIRM, by=by, now=now)
    stop_asking(case)
    return case


@transaction.atomic
def say_not_yet(*, case: Case, by: Actor, now: datetime) -> Case:
    """The customer says it is not put right: the work goes on, and the owner owes an answer."""
    case = lock(case)
    require_voice(case, by)
    resume_clocks(case=case, by=by, now=now)
    keep_promises(case=case, kinds=FOLLOW_UP, by=by, now=now)
    if State(case.state) is State.RESOLVED:
        move(case, Trigger.NOT_YET, by=by, now=now)
    elif case.closed_at is not None:
        move(case, Trigger.OBJECT, by=by, now=now)
        # A first recovery that did not satisfy is a double deviation.
        note_deviation(case, Reason.OBJECTED, by=by, now=now)
    else:
        events.record(case, "case.not_yet", by=by, now=now, state=case.state)
    stop_asking(case)
    promise_law_again(case=case, by=by, now=now)
    promise_again(case=case, by=by, now=now)
    owe_answer(case, by=by, now=now)
    return case


@transaction.atomic
def ask_for_person(*, case: Case, by: Actor, now: datetime) -> Case:
    """The customer wants to talk to a person: the owner owes an answer, soon and by name."""
    case = lock(case)
    require_voice(case, by)
    resume_clocks(case=case, by=by, now=now)
    open_again(case, by=by, now=now)
    note_words(case, by=by, now=now)
    events.record(case, "case.asked_for_person", by=by, now=now)
    owe_answer(case, by=by, now=now)
    return case


def open_again(case: Case, *, by: Actor, now: datetime) -> None:
    """
    Open a closed case for words that want an answer. They may be thanks as well as an objection, so they blame nobody:
    only the customer's "not yet" calls the first recovery unsatisfactory.
    """
    if case.closed_at is not None:
        move(case, Trigger.OBJECT, by=by, now=now)
        promise_law_again(case=case, by=by, now=now)
        promise_again(case=case, by=by, now=now)


def owe_answer(case: Case, *, by: Actor, now: datetime) -> None:
    """
    Whoever waits for an answer has a date for it; an earlier one already given stands.

    A missed one stands as well, or asking again would make a late case look less late.
    """
    terms = shipped_or_own("progress", situation_of(case), started_at=now)
    if not case.promises.owed().filter(kind__in=WORK, due_at__lte=terms.due_at).exists():
        promise_by_policy(case=case, kind="progress", by=by, now=now)


def stop_asking(case: Case) -> None:
    """Ask no more whether it is put right: the case goes on, or is over."""
    for task in ("ask_again", "close_silent"):
        jobs.cancel(unique_key=f"{task}:{case.pk}")


def begin_silence(case: Case, *, by: Actor, now: datetime) -> None:
    """Promise to ask again in a week, and queue the question; what follows on silence is queued then."""
    stop_asking(case)
    case.attempts = 1
    case.save(update_fields=["attempts"])
    promise = promise_by_policy(case=case, kind="follow_up", by=by, now=now)
    ask_at = max(promise.due_at - BEFORE, now)
    jobs.enqueue(task="ask_again", run_at=ask_at, unique_key=f"ask_again:{case.pk}", case_id=case.pk)


def note_words(case: Case, *, by: Actor, now: datetime) -> None:
    """Words after the final response are no silence: from them on it begins anew."""
    if State(case.state) is State.RESOLVED:
        withdraw_promises(case=case, kinds=FOLLOW_UP, by=by, now=now)
        begin_silence(case, by=by, now=now)


def _silent_since(case: Case) -> datetime:
    """Return when our final response or, if that was later, the customer's last word was."""
    said_at = case.intakes.aggregate(last=Max("received_at"))["last"]
    return max(at for at in (case.resolved_at, said_at) if at is not None)


def _ask_at(case: Case) -> datetime:
    """Return when to ask: a little before what was promised is due, and never while they have just spoken."""
    promised = case.promises.owed().filter(kind="follow_up").first()
    return promised.due_at - BEFORE if promised else _silent_since(case) + ASK_AGAIN_AFTER


def _day(instant: datetime, case: Case) -> str:
    return instant.astimezone(ZoneInfo(case.site.timezone)).date().isoformat()


def _waits_for_us(case: Case) -> bool:
    return case.promises.owed().filter(kind__in=(*WORK, *OUTLASTING)).exists()


ASK_AGAIN = _(
    "We told you on %(told)s that this is put right. Is it? Please answer “Yes, solved” or “Not yet” on this page. "
    "If we hear nothing by %(date)s we will close it as unanswered, and your word can open it again."
)


@transaction.atomic
def ask_again(*, case_id: int, now: datetime) -> bool | datetime:
    """
    Ask a silent customer once more whether it is put right; return whether the question was sent.

    Too early, or while we owe an answer ourselves, return when to come back instead.
    """
    case = Case.objects.select_for_update().get(pk=case_id)
    if State(case.state) is not State.RESOLVED or case.resolved_at is None:
        return False
    if now < (ask_at := _ask_at(case)):
        return ask_at
    if _waits_for_us(case):
        return now + WORKERS_DAY
    until = max(_silent_since(case) + timedelta(days=SILENCE_DAYS), now + TIME_TO_ANSWER)
    with translation.override(case.language):
        text = str(ASK_AGAIN) % {"told": _day(case.resolved_at, case), "date": _day(until, case)}
    add_message(case=case, kind="out", text=text, by=SYSTEM, now=now)
    case.attempts += 1
    case.save(update_fields=["attempts"])
    make_promise(case=case, kind="last_word", due_at=until + WORKERS_DAY, by=SYSTEM, now=now)
    keep_promises(case=case, kinds=("follow_up",), by=SYSTEM, now=now)
    jobs.enqueue(task="close_silent", run_at=until, unique_key=f"close_silent:{case.pk}", case_id=case.pk)
    return True


@transaction.atomic
def close_silent(*, case_id: int, now: datetime) -> bool | datetime:
    """
    Close a case the customer no longer speaks about, as unconfirmed and never as satisfied; return whether it was.

    Too early, or while we owe an answer ourselves, return when to come back instead.
    """
    case = Case.objects.select_for_update().get(pk=case_id)
    if State(case.state) is not State.RESOLVED or case.resolved_at is None:
        return False
    since = _silent_since(case)
    if now < (close_at := since + timedelta(days=SILENCE_DAYS)):
        return close_at
    if _waits_for_us(case) or not may_close_silent(since, case.attempts, now):
        return now + WORKERS_DAY
    keep_promises(case=case, kinds=FOLLOW_UP, by=SYSTEM, now=now)
    move(case, Trigger.SILENCE, satisfied={Guard.SILENT_LONG_ENOUGH}, by=SYSTEM, now=now)
    return True


def customer_of(case: Case, name: str = "") -> Actor:
    """Return the actor whom the key of this case's tracking page lets in."""
    return Actor(kind="customer", id=case.customer_id, name=name)
