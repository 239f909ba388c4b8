"""The customer's view of a case's life: six stages like a parcel's, and one headline for where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from amends.models import Case, Event
from amends.rules.lifecycle import CLOSED_STATES, State
from amends.web import moments
from amends.web.markup import fill

RECEIVED, OWNED, CAUSE, CHOOSE, DELIVER, CONFIRM = range(6)

REACHED = {
    State.DRAFT: RECEIVED,
    State.REGISTERED: OWNED,
    State.ACKNOWLEDGED: CAUSE,
    State.TRIAGED: CAUSE,
    State.IN_PROGRESS: CAUSE,
    State.REOPENED: CAUSE,
    State.DEADLOCK: CAUSE,
    State.EXTERNAL: CAUSE,
    State.EXTERNAL_DECIDED: CAUSE,
    State.OFFER_PENDING: CHOOSE,
    State.OFFERED: CHOOSE,
    State.DELIVERING: DELIVER,
    State.RESOLVED: CONFIRM,
    State.CLOSED_SATISFIED: CONFIRM + 1,
    State.CLOSED_DISSATISFIED: CONFIRM,
    State.CLOSED_UNCONFIRMED: CONFIRM,
    State.CLOSED_OUT: CONFIRM,
}


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: done, now or to-come, and the day it was reached."""

    name: str
    state: str
    day: str


def stages_of(case: Case, events: Sequence[Event], now: datetime) -> list[Stage]:
    """Return the stages of a case; stages it went past without needing them are left out, never ticked."""
    state = State(case.state)
    reached = REACHED[state]
    names = (_("Received"), _("Has an owner"), _("Cause found"), _("You choose"), _("We deliver"), _("You confirm"))
    has_chosen = any(event.verb == "offer.accepted" for event in events)
    shown = range(6) if has_chosen or reached < CONFIRM else (RECEIVED, OWNED, CAUSE, CONFIRM)
    days = _days(case, events)
    stages = []
    for number in shown:
        mark = "done" if number < reached else "now" if number == reached and state not in CLOSED_STATES else "to-come"
        at = days.get(number) if mark == "done" else None
        day: str = _("today") if mark == "now" else _dated(at, now) if at else ""
        stages.append(Stage(names[number], mark, day))
    return stages


def _days(case: Case, events: Sequence[Event]) -> dict[int, datetime]:
    days = {RECEIVED: case.received_at, OWNED: case.registered_at}
    for event in events:
        if event.verb == "offer.sent":
            days[CAUSE] = event.at
        elif event.verb == "offer.accepted":
            days[CHOOSE] = event.at
        elif event.verb == "case.resolved":
            days[DELIVER if CHOOSE in days else CAUSE] = event.at
    if case.closed_at:
        days[CONFIRM] = case.closed_at
    return days


def _dated(instant: datetime, now: datetime) -> str:
    """Return the day, and the time of day for where there is room for it."""
    return fill('{}<span class="stage-time"> {}</span>', moments.day(instant, now), moments.clock(instant))


def headline(case: Case, *, said_not_yet: bool) -> str:
    """Return the one line that says where the case stands; fixed strings, as the headline's font knows only those."""
    lines = {
        State.RESOLVED: _("Is it put right?"),
        State.CLOSED_SATISFIED: _("Solved, by your word"),
        State.CLOSED_UNCONFIRMED: _("Closed without your word"),
        State.CLOSED_DISSATISFIED: _("This has come to an end"),
        State.CLOSED_OUT: _("This has come to an end"),
        State.OFFERED: _("Your options are ready"),
        State.REGISTERED: _("We have it"),
    }
    state = State(case.state)
    if said_not_yet and state not in CLOSED_STATES:
        return _("We are not done yet")
    return lines.get(state, _("We are working on it"))


STATE_NAMES = {
    State.DRAFT: pgettext_lazy("state of a case", "Draft"),
    State.REGISTERED: pgettext_lazy("state of a case", "New"),
    State.ACKNOWLEDGED: pgettext_lazy("state of a case", "Acknowledged"),
    State.TRIAGED: pgettext_lazy("state of a case", "Judged"),
    State.IN_PROGRESS: pgettext_lazy("state of a case", "In progress"),
    State.OFFER_PENDING: pgettext_lazy("state of a case", "Approval asked"),
    State.OFFERED: pgettext_lazy("state of a case", "Offer made"),
    State.DELIVERING: pgettext_lazy("state of a case", "Delivering"),
    State.RESOLVED: pgettext_lazy("state of a case", "Waiting for their word"),
    State.CLOSED_SATISFIED: pgettext_lazy("state of a case", "Solved, customer said so"),
    State.CLOSED_DISSATISFIED: pgettext_lazy("state of a case", "Closed, customer not satisfied"),
    State.CLOSED_UNCONFIRMED: pgettext_lazy("state of a case", "Closed without their word"),
    State.CLOSED_OUT: pgettext_lazy("state of a case", "Ended otherwise"),
    State.REOPENED: pgettext_lazy("state of a case", "Open again"),
    State.DEADLOCK: pgettext_lazy("state of a case", "Deadlock"),
    State.EXTERNAL: pgettext_lazy("state of a case", "With an outside body"),
    State.EXTERNAL_DECIDED: pgettext_lazy("state of a case", "Outside body decided"),
}


def state_name(state: State) -> str:
    """Return what colleagues call a state."""
    return str(STATE_NAMES[state])
