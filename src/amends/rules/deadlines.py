"""When a promise falls due, day by day, so that everybody can check the calculation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from amends.rules.allowances import Allowance, Basis
from amends.rules.calendars import Calendar, DayKind, Opening
from amends.rules.promises import Pause
from amends.rules.refusals import Invalid, gettext_noop

ONE_DAY = timedelta(days=1)
ZERO = timedelta(0)
FURTHEST_DAYS = 366 * 60  # a calendar that is hardly ever open must not be searched for ever


@dataclass(frozen=True, slots=True)
class Step:
    """
    One day of the calculation.

    day      the day on the calendar's wall clock
    kind     what sort of day it is
    name     what it is called, "" when it is like any other
    counted  what of the allowance was used up that day, None where days are counted
    left     what was left after it, None where days are counted
    number   which of the counted days it is, None when it does not count or time is counted
    """

    day: date
    kind: DayKind
    name: str
    counted: timedelta | None = None
    left: timedelta | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """The instant a promise falls due, in the calendar's zone, and how it came about."""

    due_at: datetime
    steps: tuple[Step, ...]


def deadline(started_at: datetime, allowance: Allowance, calendar: Calendar, pauses: Sequence[Pause] = ()) -> Deadline:
    """
    Return when what was begun at ``started_at`` (aware) falls due.

    ``pauses`` are sorted and do not overlap; they stop a clock that counts time and never one that counts days, since
    those are the law's. What counts days is due at the end of the last one, and the day it began is not counted.

    Worked values: 72 h elapsed from 2026-03-28 10:00 in Paris is 2026-03-31 11:00, the clock having jumped; 10 working
    days after 2025-09-29 in China is 2025-10-20, a Saturday and a Sunday having been made workdays.
    """
    if allowance.length is None:
        return _after_days(started_at, allowance, calendar)
    return _after_time(started_at, allowance.length, allowance.basis, calendar, pauses)


def open_time(start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    """Return for how much of the time between two instants the place was open."""
    total = ZERO
    for day in _days_from(calendar.day_of(start)):
        openings = calendar.openings_of(day)
        total += sum((max(ZERO, min(until, end) - max(since, start)) for since, until in openings), ZERO)
        if calendar.day_of(end) <= day:
            return total
    raise AssertionError("days never end")


def _after_days(started_at: datetime, allowance: Allowance, calendar: Calendar) -> Deadline:
    steps: list[Step] = []
    counted = 0
    for day in _days_from(calendar.day_of(started_at) + ONE_DAY):
        counts = allowance.basis == Basis.NATURAL_DAYS or calendar.is_worked(day)
        counted += counts
        steps.append(Step(day, calendar.kind_of(day), calendar.name_of(day), number=counted if counts else None))
        if counted == allowance.days:
            return Deadline(calendar.end_of(day), tuple(steps))
    raise _never()


def _after_time(
    started_at: datetime, length: timedelta, basis: Basis, calendar: Calendar, pauses: Sequence[Pause]
) -> Deadline:
    start, left = started_at.astimezone(UTC), length
    steps: list[Step] = []
    for day in _days_from(calendar.day_of(start)):
        openings = [_whole_day(day, calendar)] if basis == Basis.ELAPSED else calendar.openings_of(day)
        used = ZERO
        for since, until in _running(openings, start, pauses):
            if until - since >= left - used:
                due_at = (since + (left - used)).astimezone(calendar.zone)
                steps.append(Step(day, calendar.kind_of(day), calendar.name_of(day), left, ZERO))
                return Deadline(due_at, tuple(steps))
            used += until - since
        left -= used
        steps.append(Step(day, calendar.kind_of(day), calendar.name_of(day), used, left))
    raise _never()


def _running(openings: Sequence[Opening], start: datetime, pauses: Sequence[Pause]) -> Iterator[Opening]:
    """Yield the parts of openings after ``start`` in which no pause stood in the way."""
    for since, until in openings:
        begin = max(since, start)
        for pause in pauses:
            if pause.end <= begin or pause.start >= until:
                continue
            if pause.start > begin:
                yield begin, pause.start
            begin = max(begin, pause.end)
        if begin < until:
            yield begin, until


def _whole_day(day: date, calendar: Calendar) -> Opening:
    first = calendar.end_of(day - ONE_DAY) + timedelta(seconds=1)
    return first.astimezone(UTC), (calendar.end_of(day) + timedelta(seconds=1)).astimezone(UTC)


def _days_from(first: date) -> Iterator[date]:
    return (first + number * ONE_DAY for number in range(FURTHEST_DAYS))


def _never() -> Invalid:
    return Invalid(gettext_noop("This calendar is open too seldom for that much time to pass."), field="calendar")
