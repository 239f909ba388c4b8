"""
The life of a case: every state, every way from one to the next, and what must be true before it is taken.

One table, ``TRANSITIONS``; everything else here reads it. Only the customer's word leads to ``closed_satisfied``.
Worked value: ``next_state(State.RESOLVED, Trigger.CONFIRM, ())`` is ``State.CLOSED_SATISFIED``.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, auto
from types import MappingProxyType

from amends.rules.refusals import Refusal, gettext_noop

SILENCE_DAYS = 14
SILENCE_ATTEMPTS = 2
REOPEN_DAYS = 90


class State(StrEnum):
    """Where a case stands."""

    DRAFT = auto()
    REGISTERED = auto()
    ACKNOWLEDGED = auto()
    TRIAGED = auto()
    IN_PROGRESS = auto()
    OFFER_PENDING = auto()
    OFFERED = auto()
    DELIVERING = auto()
    RESOLVED = auto()
    CLOSED_SATISFIED = auto()
    CLOSED_DISSATISFIED = auto()
    CLOSED_UNCONFIRMED = auto()
    CLOSED_OUT = auto()
    REOPENED = auto()
    DEADLOCK = auto()
    EXTERNAL = auto()
    EXTERNAL_DECIDED = auto()


class Trigger(StrEnum):
    """What happens to a case."""

    REGISTER = auto()  # the intake is saved
    ACKNOWLEDGE = auto()  # the first message is out
    TRIAGE = auto()  # severity is set
    ACCEPT = auto()  # the owner takes up the work
    ASK_APPROVAL = auto()  # the amount is above the owner's authority
    REFUSE_APPROVAL = auto()  # the supervisor says no
    SEND_OFFER = auto()
    DECLINE_OFFER = auto()  # the customer says no to the offer
    ACCEPT_OFFER = auto()  # the customer says yes to the offer
    TAKE_BACK_OFFER = auto()  # a colleague withdraws it, mostly for a better one
    LAPSE_OFFER = auto()  # its day has come and the customer has not chosen
    DELIVER = auto()  # all remedies are confirmed
    REVERSE = auto()  # one that was delivered came back: the bank or the till refused it
    RESOLVE = auto()  # put right, nothing to deliver
    CONFIRM = auto()  # the customer says: yes, solved
    NOT_YET = auto()  # the customer says: not yet
    REJECT = auto()  # the customer says no, and we have no further offer
    SILENCE = auto()  # the customer says nothing
    OBJECT = auto()  # the customer objects to the closure
    RECUR = auto()  # the same failure came back
    DEADLOCK = auto()  # our final position is rejected, or a statutory limit is reached
    EXTERNAL_NOTICE = auto()  # an outside body tells us it has the case
    EXTERNAL_DECISION = auto()  # the outside body decided
    CLOSE_OUT = auto()  # withdrawn, duplicate, wrong company, no fault or abuse
    IMPORT_CLOSED = auto()  # a list from another system says it was closed


class Guard(StrEnum):
    """What must be true before a transition; its sentence is in ``GUARD_SENTENCES``."""

    WORDS_KEPT = auto()
    PROBLEM_AND_DATE_NAMED = auto()
    SAFETY_CHECKED = auto()
    REASON_GIVEN = auto()
    APPROVED = auto()
    WITHIN_AUTHORITY = auto()
    AT_LEAST_FLOOR = auto()
    ALTERNATIVE_OFFERED = auto()
    CONSENT_STORED = auto()
    PAYMENT_PROVEN = auto()
    FINAL_RESPONSE_WRITTEN = auto()
    NOTHING_OUTSTANDING = auto()
    RIGHTS_TEXT_SENT = auto()
    SILENT_LONG_ENOUGH = auto()
    WITHIN_REOPEN_DAYS = auto()
    FINAL_RESPONSE_SENT = auto()
    REFERENCE_GIVEN = auto()
    DECISION_COMPLIED = auto()
    DUAL_CONTROL = auto()
    CLOSED_AT_SOURCE = auto()


class CloseOutReason(StrEnum):
    """Why a case ends without the customer's word on a repair."""

    WITHDRAWN = auto()
    DUPLICATE = auto()
    WRONG_COMPANY = auto()
    NO_FAULT = auto()
    ABUSE = auto()


# Said of a person or of our own innocence, so two people must agree (``Guard.DUAL_CONTROL``).
DUAL_CONTROL_REASONS: frozenset[CloseOutReason] = frozenset({CloseOutReason.NO_FAULT, CloseOutReason.ABUSE})

GUARD_SENTENCES: Mapping[Guard, str] = MappingProxyType(
    {
        Guard.WORDS_KEPT: gettext_noop("There must be words, a picture or a recording."),
        Guard.PROBLEM_AND_DATE_NAMED: gettext_noop("The message must name the problem and the next date."),
        Guard.SAFETY_CHECKED: gettext_noop("The safety question must be answered."),
        Guard.REASON_GIVEN: gettext_noop("A reason must be given."),
        Guard.APPROVED: gettext_noop("The amount must be approved."),
        Guard.WITHIN_AUTHORITY: gettext_noop("The amount must be within your authority."),
        Guard.AT_LEAST_FLOOR: gettext_noop("The offer must not be below what the customer is entitled to."),
        Guard.ALTERNATIVE_OFFERED: gettext_noop("The customer must have an alternative where the value allows one."),
        Guard.CONSENT_STORED: gettext_noop("The customer's consent must be kept."),
        Guard.PAYMENT_PROVEN: gettext_noop("Every remedy must be delivered, with proof of payment."),
        Guard.FINAL_RESPONSE_WRITTEN: gettext_noop("The final response must be written."),
        Guard.NOTHING_OUTSTANDING: gettext_noop("Nothing promised may be outstanding."),
        Guard.RIGHTS_TEXT_SENT: gettext_noop("The customer must be told where else to turn."),
        Guard.SILENT_LONG_ENOUGH: gettext_noop("The customer must have been silent for 14 days after 2 attempts."),
        Guard.WITHIN_REOPEN_DAYS: gettext_noop("The same failure must come back within 90 days."),
        Guard.FINAL_RESPONSE_SENT: gettext_noop("The final response must be sent."),
        Guard.REFERENCE_GIVEN: gettext_noop("The outside body's reference number must be given."),
        Guard.DECISION_COMPLIED: gettext_noop("The outside body's decision must be carried out."),
        Guard.DUAL_CONTROL: gettext_noop("A second person must agree."),
        Guard.CLOSED_AT_SOURCE: gettext_noop("The list must say that it was closed."),
    }
)

CLOSED_STATES: frozenset[State] = frozenset(
    {
        State.CLOSED_SATISFIED,
        State.CLOSED_DISSATISFIED,
        State.CLOSED_UNCONFIRMED,
        State.CLOSED_OUT,
    }
)
OPEN_STATES: frozenset[State] = frozenset(State) - CLOSED_STATES


@dataclass(frozen=True, slots=True)
class Transition:
    """One way from ``source`` to ``target``; every guard must hold."""

    source: State
    trigger: Trigger
    target: State
    guards: frozenset[Guard] = frozenset()


def _way(source: State, trigger: Trigger, target: State, *guards: Guard) -> Transition:
    return Transition(source, trigger, target, frozenset(guards))


TRANSITIONS: tuple[Transition, ...] = (
    _way(State.DRAFT, Trigger.REGISTER, State.REGISTERED, Guard.WORDS_KEPT),
    _way(State.REGISTERED, Trigger.ACKNOWLEDGE, State.ACKNOWLEDGED, Guard.PROBLEM_AND_DATE_NAMED),
    # Another system's closure says nothing about the customer's word, so it never arrives as satisfied.
    _way(State.REGISTERED, Trigger.IMPORT_CLOSED, State.CLOSED_UNCONFIRMED, Guard.CLOSED_AT_SOURCE),
    _way(State.ACKNOWLEDGED, Trigger.TRIAGE, State.TRIAGED, Guard.SAFETY_CHECKED),
    _way(State.TRIAGED, Trigger.ACCEPT, State.IN_PROGRESS),
    # Above one's authority the offer waits; a limit becomes an approval, never a silent pass.
    _way(State.IN_PROGRESS, Trigger.ASK_APPROVAL, State.OFFER_PENDING, Guard.REASON_GIVEN),
    _way(
        State.IN_PROGRESS,
        Trigger.SEND_OFFER,
        State.OFFERED,
        Guard.WITHIN_AUTHORITY,
        Guard.AT_LEAST_FLOOR,
        Guard.ALTERNATIVE_OFFERED,
    ),
    _way(
        State.OFFER_PENDING,
        Trigger.SEND_OFFER,
        State.OFFERED,
        Guard.APPROVED,
        Guard.AT_LEAST_FLOOR,
        Guard.ALTERNATIVE_OFFERED,
    ),
    # An approval that can only be granted is none; a refusal sends the case back to work on another offer.
    _way(State.OFFER_PENDING, Trigger.REFUSE_APPROVAL, State.IN_PROGRESS, Guard.REASON_GIVEN),
    _way(State.OFFERED, Trigger.DECLINE_OFFER, State.IN_PROGRESS),
    _way(State.OFFERED, Trigger.LAPSE_OFFER, State.IN_PROGRESS),
    *(_way(state, Trigger.TAKE_BACK_OFFER, State.IN_PROGRESS) for state in (State.OFFER_PENDING, State.OFFERED)),
    _way(State.OFFERED, Trigger.ACCEPT_OFFER, State.DELIVERING, Guard.CONSENT_STORED),
    _way(State.DELIVERING, Trigger.DELIVER, State.RESOLVED, Guard.PAYMENT_PROVEN),
    # What was accepted and then came back from the bank is owed as before, however far the case had got.
    *(
        _way(state, Trigger.REVERSE, State.DELIVERING, Guard.SAFETY_CHECKED, Guard.REASON_GIVEN, Guard.CONSENT_STORED)
        for state in State
        if state in {State.IN_PROGRESS, State.RESOLVED, State.REOPENED, *CLOSED_STATES}
    ),
    # An apology, an explanation or a repair done on the spot leaves nothing to offer or deliver.
    _way(
        State.IN_PROGRESS,
        Trigger.RESOLVE,
        State.RESOLVED,
        Guard.FINAL_RESPONSE_WRITTEN,
        Guard.NOTHING_OUTSTANDING,
    ),
    _way(State.RESOLVED, Trigger.CONFIRM, State.CLOSED_SATISFIED),
    _way(State.RESOLVED, Trigger.REJECT, State.CLOSED_DISSATISFIED, Guard.RIGHTS_TEXT_SENT),
    _way(State.RESOLVED, Trigger.SILENCE, State.CLOSED_UNCONFIRMED, Guard.SILENT_LONG_ENOUGH),
    # "Not yet" takes the resolution back before anything was closed, so it is no reopening and counts as none.
    _way(State.RESOLVED, Trigger.NOT_YET, State.IN_PROGRESS),
    _way(State.IN_PROGRESS, Trigger.DEADLOCK, State.DEADLOCK, Guard.FINAL_RESPONSE_SENT),
    _way(State.DEADLOCK, Trigger.EXTERNAL_NOTICE, State.EXTERNAL, Guard.REFERENCE_GIVEN),
    _way(State.EXTERNAL, Trigger.EXTERNAL_DECISION, State.EXTERNAL_DECIDED, Guard.REFERENCE_GIVEN),
    # A body's decision binds us, but whether the customer is satisfied is still the customer's to say.
    _way(State.EXTERNAL_DECIDED, Trigger.CONFIRM, State.CLOSED_SATISFIED, Guard.DECISION_COMPLIED),
    _way(State.EXTERNAL_DECIDED, Trigger.REJECT, State.CLOSED_DISSATISFIED, Guard.DECISION_COMPLIED),
    _way(
        State.EXTERNAL_DECIDED,
        Trigger.SILENCE,
        State.CLOSED_UNCONFIRMED,
        Guard.DECISION_COMPLIED,
        Guard.SILENT_LONG_ENOUGH,
    ),
    # No closure is final: the customer may object at any time, and the same failure may come back.
    *(_way(state, Trigger.OBJECT, State.REOPENED) for state in State if state in CLOSED_STATES),
    *(
        _way(state, Trigger.RECUR, State.REOPENED, Guard.WITHIN_REOPEN_DAYS)
        for state in State
        if state in CLOSED_STATES
    ),
    # A reopened case goes on; one that was never triaged (imported, closed out early) needs its safety answer first.
    _way(State.REOPENED, Trigger.TRIAGE, State.TRIAGED, Guard.SAFETY_CHECKED),
    _way(State.REOPENED, Trigger.ACCEPT, State.IN_PROGRESS, Guard.SAFETY_CHECKED),
    # DUAL_CONTROL holds by itself for the reasons outside DUAL_CONTROL_REASONS.
    *(
        _way(state, Trigger.CLOSE_OUT, State.CLOSED_OUT, Guard.REASON_GIVEN, Guard.DUAL_CONTROL)
        for state in State
        if state in OPEN_STATES and state is not State.DELIVERING
    ),
    # What the customer was given and accepted is owed, whatever else is found out.
    _way(
        State.DELIVERING,
        Trigger.CLOSE_OUT,
        State.CLOSED_OUT,
        Guard.REASON_GIVEN,
        Guard.DUAL_CONTROL,
        Guard.NOTHING_OUTSTANDING,
    ),
)

_WAYS: Mapping[tuple[State, Trigger], Transition] = MappingProxyType({(w.source, w.trigger): w for w in TRANSITIONS})


class CannotMove(Refusal):
    """The case cannot go this way: the trigger does not exist in its state, or ``missing`` guards do not hold."""

    def __init__(self, state: State, trigger: Trigger, missing: frozenset[Guard] = frozenset()) -> None:
        super().__init__(gettext_noop("This is not possible in the present state of the case."))
        self.state = state
        self.trigger = trigger
        self.missing = missing

    def in_words(self, translate: Callable[[str], str]) -> str:
        """Return the sentence of each missing guard, in the order of the table, or that the way does not exist."""
        if not self.missing:
            return super().in_words(translate)
        return " ".join(translate(GUARD_SENTENCES[guard]) for guard in Guard if guard in self.missing)


def next_state(state: State, trigger: Trigger, satisfied: Collection[Guard]) -> State:
    """
    Return the state after ``trigger``; raise CannotMove unless it exists here and all its guards are ``satisfied``.

    Worked value: registered, ``acknowledge`` and ``problem_and_date_named`` give acknowledged.
    """
    way = _WAYS.get((state, trigger))
    if way is None:
        raise CannotMove(state, trigger)
    if missing := way.guards.difference(satisfied):
        raise CannotMove(state, trigger, missing)
    return way.target


def allowed(state: State) -> tuple[Trigger, ...]:
    """Return the triggers that exist in ``state``, in the order of the table, whether or not their guards hold."""
    return tuple(way.trigger for way in TRANSITIONS if way.source == state)


def guards_of(state: State, trigger: Trigger) -> frozenset[Guard]:
    """Return what must be true for ``trigger`` in ``state``; raise CannotMove when it does not exist there."""
    way = _WAYS.get((state, trigger))
    if way is None:
        raise CannotMove(state, trigger)
    return way.guards


def may_close_silent(resolved_at: datetime, attempts: int, now: datetime) -> bool:
    """
    Return whether silence may close a resolved case as unconfirmed: 14 full days since ``resolved_at``, 2 attempts.

    Worked value: resolved on 1 March 09:00 with two attempts: 15 March 09:00 is enough, 08:59 is not.
    """
    return attempts >= SILENCE_ATTEMPTS and now - resolved_at >= timedelta(days=SILENCE_DAYS)


def may_recur(closed_at: datetime, now: datetime) -> bool:
    """Return whether the same failure reopens the case (90 days to the instant still do) or begins a new one."""
    return now - closed_at <= timedelta(days=REOPEN_DAYS)
