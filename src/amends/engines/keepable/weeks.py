"""
Weeks of deferred work, simulated on a calendar: cases arrive as they do, and are worked off first come, first served.

Each simulated week is a real one to come, with its holidays, make-up workdays and changes of the clock. It begins with
the work left over from a simulated week before it. A case waits from its arrival to its answer, nights and all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import ceil

import numpy as np
from numpy.typing import NDArray

from amends.rules.calendars import Calendar

Floats = NDArray[np.float64]
HOURS_A_WEEK = 168
WEEKS_A_YEAR = 52
BEFORE, AFTER = 7, 35  # days simulated before the week that counts, and open days looked at after it began
MOST_CASES = 60_000  # simulated in all; busy places get fewer weeks
MOST_WEEKS, FEWEST_WEEKS = 400, 100
SHARE = 0.95


@dataclass(frozen=True, slots=True)
class Work:
    """
    What comes in and who is there.

    per_hour  mean arrivals in each of the 168 hours of a week, Monday 0:00 first
    minutes   mean minutes of work on a case, scattered as chance does (exponential)
    staff     people at work whenever the place is open
    """

    per_hour: tuple[float, ...]
    minutes: float
    staff: int


@dataclass(frozen=True, slots=True)
class Simulated:
    """
    What came of the weeks.

    worst  of each week the hours within which nineteen of twenty of its cases were answered, sorted; inf where the
           work was not done in five weeks
    """

    worst: tuple[float, ...]

    def kept_share(self, hours: float) -> float:
        """Return the share of weeks in which a promise of this length was kept."""
        return sum(one <= hours for one in self.worst) / len(self.worst)

    def smallest(self, share: float = SHARE) -> float:
        """Return the hours of the smallest promise kept in this share of weeks; inf when there is none."""
        return self.worst[ceil(share * len(self.worst)) - 1]


def simulate(work: Work, calendar: Calendar, first: date, *, seed: int, weeks: int = 0) -> Simulated:
    """
    Simulate weeks from the first Monday on or after a day, each year of them anew.

    weeks  how many; 0 for as many as the busyness of the place allows, 100 to 400
    """
    chance = np.random.default_rng(seed)
    monday = first + timedelta(days=-first.weekday() % 7)
    count = weeks or int(np.clip(MOST_CASES / max(2 * sum(work.per_hour), 1), FEWEST_WEEKS, MOST_WEEKS))
    year = [_OpenTime(calendar, monday + timedelta(weeks=number)) for number in range(min(count, WEEKS_A_YEAR))]
    lines = [year[number % len(year)] for number in range(count)]
    arrived = _arrivals(np.asarray(work.per_hour), count, chance)
    longest = max(len(one) for one in arrived)
    begun = np.full((count, longest), np.inf)
    for row, (line, minutes) in enumerate(zip(lines, arrived, strict=True)):
        begun[row, : len(minutes)] = line.open_at(minutes)
    done = _worked_off(begun, chance.exponential(work.minutes, begun.shape), work.staff)
    worst = [
        _nineteen_of_twenty(minutes, line.wall_at(finished[: len(minutes)]))
        for line, minutes, finished in zip(lines, arrived, done, strict=True)
    ]
    return Simulated(tuple(sorted(worst)))


class _OpenTime:
    """The opening hours around one week, as a way from minutes on the wall to minutes of opening, and back."""

    def __init__(self, calendar: Calendar, monday: date) -> None:
        """Lay out five weeks of opening hours from a week before a Monday."""
        begin = datetime.combine(monday, time(), tzinfo=calendar.zone)
        days = (monday + timedelta(days=day) for day in range(-BEFORE, AFTER))
        spans = [opening for day in days for opening in calendar.openings_of(day)]
        edges = [((edge - begin) / timedelta(minutes=1)) for opening in spans for edge in opening]
        self.wall = np.asarray(edges)
        lengths = np.diff(self.wall)
        lengths[1::2] = 0  # closed
        self.opened = np.concatenate(([0.0], np.cumsum(lengths)))

    def open_at(self, minutes: Floats) -> Floats:
        return np.asarray(np.interp(minutes, self.wall, self.opened))

    def wall_at(self, opened: Floats) -> Floats:
        return np.asarray(np.interp(opened, self.opened, self.wall, right=np.inf))


def _arrivals(per_hour: Floats, weeks: int, chance: np.random.Generator) -> list[Floats]:
    """Return of each week, and of the one before it, the minutes at which cases arrive, in order."""
    counts = chance.poisson(np.tile(per_hour, 2), (weeks, 2 * HOURS_A_WEEK))
    starts = (np.arange(2 * HOURS_A_WEEK) - HOURS_A_WEEK) * 60.0
    return [np.sort(np.repeat(starts, row) + chance.uniform(0, 60, row.sum())) for row in counts]


def _worked_off(begun: Floats, lengths: Floats, staff: int) -> Floats:
    """Return when each case is done, in minutes of opening: whoever is free first takes the one that waits longest."""
    free = np.zeros((len(begun), staff))
    done = np.empty_like(begun)
    rows = np.arange(len(begun))
    for column in range(begun.shape[1]):
        who = free.argmin(axis=1)
        done[:, column] = np.maximum(begun[:, column], free[rows, who]) + lengths[:, column]
        free[rows, who] = done[:, column]
    return done


def _nineteen_of_twenty(arrived: Floats, done: Floats) -> float:
    """Return the hours within which 95 % of those who came in the week that counts were answered; 0 when none came."""
    waits = np.sort((done - arrived)[arrived >= 0])
    return float(waits[ceil(SHARE * len(waits)) - 1] / 60) if len(waits) else 0.0


def spread_over_openings(per_week: float, calendar: Calendar) -> tuple[float, ...]:
    """Return arrivals an hour for a place without a history: spread evenly over the opening hours of a usual week."""
    is_open = [0.0] * HOURS_A_WEEK
    for weekday in range(7):
        for start, end in calendar.week[weekday]:
            for hour in range(start // 60, ceil(end / 60)):
                is_open[weekday * 24 + hour] = 1.0
    total = sum(is_open)
    return tuple(per_week * one / total for one in is_open)
