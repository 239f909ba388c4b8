"""The chart of the keepable promise: for each length the share of simulated weeks that keep it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import isinf
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from amends.engines.keepable.offering import Offer
    from amends.engines.keepable.weeks import Simulated

# Lengths people promise, in hours, each as far from the next: a day says little beside a quarter of an hour otherwise.
LENGTHS = (0.25, 0.5, 1, 2, 4, 8, 12, 16, 20, 24, 36, 48, 72, 96, 120, 168, 240, 336)
LEAST_SHOWN = 6
WIDE, HIGH, LEFT, TOP, BOTTOM, RIGHT = 720, 240, 44, 26, 34, 24
AIM = 0.95


@dataclass(frozen=True, slots=True)
class Dot:
    """One length and the share of weeks that keep it, with its place in the drawing."""

    x: float
    y: float
    name: str
    share: int
    is_refuted: bool
    is_named: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """Dots with their line, how far history refutes, and where the offered promise stands; None where there is none."""

    dots: list[Dot]
    line: str
    refuted_to: float
    offered: Dot | None
    aim_y: float
    grid: list[tuple[float, int]]
    wide: int = WIDE
    high: int = HIGH
    left: int = LEFT
    right: int = WIDE - RIGHT
    top: int = TOP
    floor: int = HIGH - BOTTOM

    @property
    def tall(self) -> int:
        return self.floor - self.top

    @property
    def refuted_wide(self) -> float:
        return round(self.refuted_to - self.left, 1)


def chart_of(weeks: Simulated, best: Offer) -> Chart:
    """Return the drawing: lengths at equal steps, as many as it takes to see the promise and one beyond."""
    lengths = _lengths(weeks, best)
    step = (WIDE - LEFT - RIGHT) / (len(lengths) - 1)
    dots = [
        _dot(LEFT + step * number, hours, weeks, best, is_named=len(lengths) <= 11 or number % 2 == 0)
        for number, hours in enumerate(lengths)
    ]
    refuted = min(_place(best.by_history, lengths), len(lengths) - 1) * step + LEFT if best.by_history else LEFT
    has_offer = not isinf(best.hours) and best.hours <= lengths[-1]
    offered = _dot(LEFT + step * _place(best.hours, lengths), best.hours, weeks, best) if has_offer else None
    seen = sorted([*dots, offered] if offered else dots, key=lambda dot: dot.x)
    return Chart(
        dots=dots,
        line=" ".join(f"{dot.x:.1f},{dot.y:.1f}" for dot in seen),
        refuted_to=round(refuted, 1),
        offered=offered,
        aim_y=_height(AIM),
        grid=[(_height(share / 100), share) for share in (0, 50, 100)],
    )


def _lengths(weeks: Simulated, best: Offer) -> tuple[float, ...]:
    far = next((n for n, hours in enumerate(LENGTHS) if hours >= best.hours and weeks.kept_share(hours) > AIM), None)
    return LENGTHS[: max(far + 2, LEAST_SHOWN)] if far is not None else LENGTHS


def _dot(x: float, hours: float, weeks: Simulated, best: Offer, *, is_named: bool = True) -> Dot:
    share = weeks.kept_share(hours)
    return Dot(round(x, 1), _height(share), short(hours), round(share * 100), hours < best.by_history, is_named)


def _place(hours: float, lengths: tuple[float, ...]) -> float:
    """Return where a length stands among those shown: 18 h is half-way between 16 h and 20 h."""
    for number, (one, following) in enumerate(pairwise(lengths)):
        if hours <= following:
            return number + max(0.0, (hours - one) / (following - one))
    return len(lengths) - 1


def _height(share: float) -> float:
    return round(TOP + (1 - share) * (HIGH - TOP - BOTTOM), 1)


def short(hours: float) -> str:
    """Return a length as an axis says it: 15 min, 4 h, 3 d."""
    if hours < 1:
        return _("%(minutes)d min") % {"minutes": round(hours * 60)}
    if hours <= 48:
        return _("%(hours)g h") % {"hours": hours}
    return _("%(days)g d") % {"days": hours / 24}
