"""When a place is open: weeks, holidays, make-up workdays, and the hours of one day as instants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

MINUTES_A_DAY = 24 * 60
FRIDAY = 4
OFFICE_WEEK = (((9 * 60, 18 * 60),),) * 5 + ((), ())  # what is assumed of a place that says nothing else

Block = tuple[int, int]  # minutes since midnight on the wall clock, from and until
Opening = tuple[datetime, datetime]  # instants in UTC, from and until


class DayKind(StrEnum):
    """What sort of day it is for those who work there."""

    WORKING = "working"
    MAKE_UP = "make_up"  # a weekend day worked in exchange for a day off (调休上班)
    WEEKEND = "weekend"
    HOLIDAY = "holiday"


@dataclass(frozen=True, slots=True)
class Calendar:
    """
    A week of opening blocks in one time zone, and the days that differ from it.

    zone      the zone on the wall clock
    week      the blocks of Monday to Sunday; a day without any is a day off
    holidays  days off and what they are called
    make_up   days worked although their weekday is free, and what for; they keep Friday's hours
    """

    zone: ZoneInfo
    week: tuple[tuple[Block, ...], ...]
    holidays: Mapping[date, str] = field(default_factory=dict)
    make_up: Mapping[date, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.week) != 7 or not self.week[FRIDAY]:
            raise ValueError("a week has seven days and works on Friday")
        for blocks in self.week:
            ends = [minute for block in blocks for minute in block]
            if ends != sorted(set(ends)) or any(not 0 <= minute <= MINUTES_A_DAY for minute in ends):
                raise ValueError("blocks of a day follow one another, from 0 to 1440 minutes after midnight")

    def kind_of(self, day: date) -> DayKind:
        """Return what sort of day it is; a make-up workday wins over a holiday, and both over the week."""
        if day in self.make_up:
            return DayKind.MAKE_UP
        if day in self.holidays:
            return DayKind.HOLIDAY
        return DayKind.WORKING if self.week[day.weekday()] else DayKind.WEEKEND

    def is_worked(self, day: date) -> bool:
        """Return whether the day counts as a working day."""
        return self.kind_of(day) in {DayKind.WORKING, DayKind.MAKE_UP}

    def name_of(self, day: date) -> str:
        """Return what the day is called, "" when it is like any other."""
        return self.make_up.get(day) or self.holidays.get(day, "")

    def blocks_of(self, day: date) -> tuple[Block, ...]:
        """Return the opening blocks of a day on the wall clock."""
        kind = self.kind_of(day)
        if kind == DayKind.MAKE_UP:
            return self.week[day.weekday()] or self.week[FRIDAY]
        return self.week[day.weekday()] if kind == DayKind.WORKING else ()

    def openings_of(self, day: date) -> list[Opening]:
        """
        Return the hours of a day as instants, in order.

        A place opens the first time its clock shows the hour, or when the clock jumps over it, and closes the last time
        the clock shows the closing hour. So 00:00 to 24:00 is 23 hours long on the day summer time begins.
        """
        instants = [
            (instant_of(day, start, self.zone), instant_of(day, end, self.zone, last=end < MINUTES_A_DAY))
            for start, end in self.blocks_of(day)
        ]
        return list(joined(instants))

    def is_open_at(self, instant: datetime) -> bool:
        """Return whether the place is open; no more at the very instant it closes."""
        return any(start <= instant < end for start, end in self.openings_of(self.day_of(instant)))

    def day_of(self, instant: datetime) -> date:
        """Return the day on the wall clock."""
        return instant.astimezone(self.zone).date()

    def end_of(self, day: date) -> datetime:
        """Return the last whole second of a day, in the calendar's zone: what is done then is still done that day."""
        midnight = instant_of(day, MINUTES_A_DAY, self.zone)
        return (midnight - timedelta(seconds=1)).astimezone(self.zone)


def usual_calendar(zone: ZoneInfo) -> Calendar:
    """Return the hours of a place that says nothing else: Monday to Friday, 9:00 to 18:00, no holidays."""
    return Calendar(zone, OFFICE_WEEK)


def joined(openings: Sequence[Opening]) -> Iterator[Opening]:
    """Yield openings in order, those that overlap made one (an hour that comes twice can make them overlap)."""
    current: Opening | None = None
    for start, end in openings:
        if current and start <= current[1]:
            current = (current[0], max(current[1], end))
            continue
        if current:
            yield current
        current = (start, end)
    if current:
        yield current


@lru_cache(maxsize=4096)
def instant_of(day: date, minute: int, zone: ZoneInfo, *, last: bool = False) -> datetime:
    """
    Return the instant (in UTC) at which a clock shows a minute of a day.

    The first time, or with ``last`` the last time, when that hour comes twice; the moment of the jump when it never
    comes. Worked value: minute 150 (02:30) of 2026-03-29 in Paris never comes; the clock jumps at 01:00 UTC.
    """
    wall = datetime.combine(day, time()) + timedelta(minutes=minute)
    early, late = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if early <= late:
        return late if last else early
    # Between these two the clock jumps; the hour is never shown.
    before, after = late, early
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)
