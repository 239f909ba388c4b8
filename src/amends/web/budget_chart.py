"""The chart of a budget: what was spent day by day, beside an even pace, and where it goes on like this."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from amends.rules.budgets import Period, Standing

WIDE, HIGH, LEFT, RIGHT, TOP, BOTTOM = 720, 220, 8, 8, 26, 26
ROOM = 1.08  # above what is drawn highest


@dataclass(frozen=True, slots=True)
class Chart:
    """
    Places of everything that is drawn.

    spent    the line of what was spent until today, in steps
    goes_on  from today to where the period ends at this pace; None before anything was spent
    ticks    (place, day) under the base
    """

    spent: str
    pace: tuple[float, float, float, float]
    goes_on: tuple[float, float, float, float] | None
    today: tuple[float, float] | None
    limit_y: float
    ticks: list[tuple[float, date, str]]
    wide: int = WIDE
    high: int = HIGH
    left: int = LEFT
    right: int = WIDE - RIGHT
    floor: int = HIGH - BOTTOM


def chart_of(daily: Mapping[date, int], standing: Standing, period: Period, share: float) -> Chart:
    """Return the drawing; ``share`` of the period is over."""
    whole = standing.spent / share if share else 0.0
    highest = max(standing.budget, standing.spent, min(whole, 2 * standing.budget)) * ROOM

    def x(part: float) -> float:
        return round(LEFT + part * (WIDE - LEFT - RIGHT), 1)

    def y(minor: float) -> float:
        return round(HIGH - BOTTOM - min(minor / highest, 1) * (HIGH - TOP - BOTTOM), 1)

    points, sum_so_far = [(x(0), y(0))], 0
    for day in sorted(daily):
        at = x((day - period.first).days / period.days)
        points += [(at, y(sum_so_far)), (at, y(sum_so_far + daily[day]))]
        sum_so_far += daily[day]
    now = (x(share), y(standing.spent))
    middle = period.first + timedelta(days=period.days // 2)
    ends = ((period.first, "start"), (middle, "middle"), (period.last, "end"))
    return Chart(
        spent=" ".join(f"{one},{other}" for one, other in [*points, now]),
        pace=(x(0), y(0), x(1), y(standing.budget)),
        goes_on=(*now, x(1), y(whole)) if standing.spent and share < 1 else None,
        today=now if share < 1 else None,
        limit_y=y(standing.budget),
        ticks=[(x((day - period.first).days / (period.days - 1)), day, anchor) for day, anchor in ends],
    )
