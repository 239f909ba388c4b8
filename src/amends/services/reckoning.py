"""How a promise's date came about, counted again from what was stored when it was made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from amends.gateways.working_calendars import working_calendar
from amends.models import Event, LegalDate, Pause, Promise
from amends.rules import promises
from amends.rules.allowances import Allowance, Basis, allow
from amends.rules.calendars import Calendar, usual_calendar
from amends.rules.deadlines import Step, deadline
from amends.rules.promise_kinds import KINDS
from amends.rules.promises import Pause as Span


@dataclass(frozen=True, slots=True)
class Reckoning:
    """
    The way from the start of a clock to its end.

    allowance  how long it takes and by which clock; None when somebody named the date itself
    steps      the days gone through, for what is counted by opening hours or in days
    """

    due_at: datetime
    allowance: Allowance | None = None
    hours: Calendar | None = None
    steps: tuple[Step, ...] = ()


def reckon(promise: Promise, pauses: Sequence[Span] = ()) -> Reckoning:
    """Return how the date came about; ``pauses`` are those that stopped this promise, sorted."""
    allowance = allowance_of(promise)
    if allowance is None or (allowance.basis == Basis.ELAPSED and allowance.length is not None):
        # Somebody's own date is as far away as it was named, before any pause.
        length = allowance.length if allowance and allowance.length else promise.due_at - promise.runs_from
        return Reckoning(promises.due_at(promise.made_at, length, tuple(pauses)), allowance)
    hours = _days_of(promise)
    counted = deadline(promise.made_at, allowance, hours, pauses)
    return Reckoning(counted.due_at.astimezone(UTC), allowance, hours, counted.steps)


def _days_of(promise: Promise) -> Calendar:
    """Return by whose days it was counted: those of the law that set it, of the place, or the usual ones."""
    if legal := legal_of(promise):
        return working_calendar(legal.calendar, promise.made_at.year)
    return promise.calendar.as_rule() if promise.calendar else usual_calendar(ZoneInfo(promise.case.site.timezone))


def legal_of(promise: Promise) -> LegalDate | None:
    """Return the law that set a date; None for the house's own, which may be earlier than a law's."""
    legal = getattr(promise, "legal", None)
    return legal if legal and legal.due_at == promise.due_at else None


def pauses_of(promise: Promise) -> list[Pause]:
    """Return the pauses that stopped this promise, the earliest first."""
    pauses = Pause.objects.filter(case=promise.case_id).order_by("began_at")
    return [pause for pause in pauses if promise.pk in pause.promises]


def named_by(promise: Promise) -> Event | None:
    """Return the event with which somebody named the date; None when another system had promised it."""
    return Event.objects.filter(case=promise.case_id, verb="promise.made", facts__promise=promise.pk).first()


def allowance_of(promise: Promise) -> Allowance | None:
    """Return how long a promise takes and by which clock; None when somebody named the date itself."""
    shipped = KINDS.get(promise.kind)
    if shipped and shipped.statutory and promise.allow and (legal := legal_of(promise)):
        return allow(promise.allow, legal.basis)
    if promise.allow is not None and (promise.policy or shipped):
        return allow(promise.allow, promise.policy.basis if promise.policy else shipped.basis if shipped else "")
    # Before dates bore what had set them, the shipped ones were as far away as they still are.
    length = promise.due_at - promise.runs_from
    is_shipped = shipped is not None and shipped.always and shipped.allowance().length == length
    return shipped.allowance() if shipped and is_shipped else None
