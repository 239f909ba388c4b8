"""The chart of a warning: what came in each day, over the band in which quiet days lie."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from amends.models import EarlyWarning
from amends.services.warning_words import figure
from amends.web.moments import date as date_words
from amends.web.moments import noon

WIDE, HIGH, LEFT, TOP, BOTTOM, RIGHT = 760, 260, 34, 26, 26, 14
LEAST_TOP = 4  # the axis reaches at least as high


@dataclass(frozen=True, slots=True)
class Dot:
    """A day with its place in the drawing."""

    x: float
    y: float
    name: str
    observed: int
    expected: str
    low: int
    high: int
    stands_out: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """Days as dots with their line, the band and the expected counts."""

    dots: list[Dot]
    line: str
    band: str
    expected: str
    grid: list[tuple[float, int]]
    named: list[tuple[float, str, str]]  # place, words, how they are aligned; every other one where room is short
    last: Dot
    wide: int = WIDE
    high: int = HIGH
    left: int = LEFT
    right: int = WIDE - RIGHT
    floor: int = HIGH - BOTTOM


def chart_of(warning: EarlyWarning, today: date) -> Chart:
    """Return the drawing of a warning's course."""
    days = [warning.course_from_on + timedelta(days=number) for number in range(len(warning.course))]
    step = (WIDE - LEFT - RIGHT) / max(len(days) - 1, 1)
    top, marks = _axis(max(max(row[0], row[3]) for row in warning.course))

    def height(count: float) -> float:
        return round(TOP + (1 - count / top) * (HIGH - TOP - BOTTOM), 1)

    places = [round(LEFT + step * number, 1) for number in range(len(days))]
    dots = [
        Dot(x, height(row[0]), day_words(day, today), row[0], figure(row[1]) if row[1] else "–", row[2], row[3],
            warning.began_on <= day <= warning.until_on and row[0] > row[1])
        for x, day, row in zip(places, days, warning.course, strict=True)
    ]  # fmt: skip
    upper = [f"{x},{height(row[3])}" for x, row in zip(places, warning.course, strict=True)]
    lower = [f"{x},{height(row[2])}" for x, row in zip(places, warning.course, strict=True)]
    return Chart(
        dots=dots,
        line=" ".join(f"{dot.x},{dot.y}" for dot in dots),
        band=" ".join([*upper, *reversed(lower)]),
        expected=" ".join(f"{x},{height(row[1])}" for x, row in zip(places, warning.course, strict=True)),
        grid=[(height(mark), mark) for mark in marks],
        named=_named(dots),
        last=max((dot for dot in dots if dot.stands_out), key=lambda dot: dot.x, default=dots[-1]),
    )


def day_words(day: date, today: date) -> str:
    """Return a day as an axis says it: 17 Nov."""
    return date_words(noon(day), noon(today))


def _axis(most: int) -> tuple[int, list[int]]:
    """Return how high the axis reaches, and three or four round marks on it."""
    step = next(size * 10**power for power in range(7) for size in (1, 2, 5) if size * 10**power * 3 >= most)
    top = max(LEAST_TOP, -(-most // step) * step)
    return top, list(range(0, top + 1, step))


def _named(dots: list[Dot]) -> list[tuple[float, str, str]]:
    last = len(dots) - 1
    chosen = sorted({0, last, *(last * part // 4 for part in (1, 2, 3))}) if last >= 8 else [0, last]
    ends = {0: "start", last: "end"}
    return [(dots[number].x, dots[number].name, ends.get(number, "middle")) for number in chosen]
