"""The newest days of a tree of places judged, and told as signs with figures that people can compare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from amends.engines.early_warning.ages import watch_levels
from amends.engines.early_warning.alarms import beginning, interval, q_values
from amends.engines.early_warning.calendar import Floats
from amends.engines.early_warning.levels import Levels
from amends.engines.early_warning.limits import FIXED, NEWS_DAYS, Limit
from amends.engines.early_warning.watching import Watch
from amends.rules.warnings import Day, Key, Lines, Sign, is_within

SHOWN_DAYS = 56


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look found; days are counted from the first of the course."""

    signs: list[Sign]
    courses: dict[Key, list[Day]]  # of every series that was judged


def look(levels: Levels, lines: Lines, *, first: int, begun: Mapping[Key, int], limit: Limit = FIXED) -> Looked:
    """
    Judge the newest days; the last one may still go on, since more can only come.

    first  number of the first day, see `calendar.calendar`
    begun  the day a surge is known to have begun, counted from the first of the course; negative: before it
    """
    days = levels.counts.shape[1]
    since = max(1, days - SHOWN_DAYS)
    seen = watch_levels(levels, first=first, since=since)
    shown = levels.counts[:, since:]
    p = seen.p
    judged = np.maximum((~np.isnan(p)).sum(0), 1)
    q = np.minimum(q_values(p) * (levels.tried / judged), 1.0)
    is_alarm = (q <= limit.q) & (p <= limit.p)
    is_alarm[:, : max(0, p.shape[1] - NEWS_DAYS)] = False
    signs = []
    for row in np.flatnonzero(is_alarm.any(1)).tolist():
        at = int(np.flatnonzero(is_alarm[row])[-1])
        signs.append(_sign(row, at, levels, lines, seen, p, float(q[row, at]), begun))
    courses = {
        key: _course(shown[row], seen, row) for row, key in enumerate(levels.keys) if _is_told(key, signs, begun)
    }
    return Looked(signs, courses)


def _is_told(key: Key, signs: list[Sign], begun: Mapping[Key, int]) -> bool:
    return key in begun or any(sign.key == key for sign in signs)


def _sign(
    row: int, at: int, levels: Levels, lines: Lines, seen: Watch, p: Floats, q: float, begun: Mapping[Key, int]
) -> Sign:
    key = levels.keys[row]
    # Only days that were judged: what came in before has nothing to be compared with.
    shown = np.where(np.isnan(p[row]), np.nan, levels.counts[row, levels.counts.shape[1] - p.shape[1] :])
    start = max(0, beginning(shown[: at + 1], seen.mean[row, : at + 1]))
    start = max(0, min(start, begun.get(key, start)))
    # Sums stand out for a while after the last of it came in; what is told ends with that.
    above = np.flatnonzero(shown[start : at + 1] > seen.mean[row, start : at + 1])
    end = start + int(above[-1]) if above.size else at
    span = slice(start, end + 1)
    is_seen = ~np.isnan(shown[span])
    expected = float(seen.mean[row, span][is_seen].sum())
    spread = float((seen.mean[row, span] * seen.dispersion[row, span])[is_seen].sum()) / max(expected, 1e-9)
    low, high = interval(expected, spread)
    observed = int(np.nansum(shown[span]))
    near = [
        (float(p[other, at]), one)
        for other, one in enumerate(levels.keys)
        if one != key and p[other, at] < 0.05 and is_within(one, key, lines)
    ]
    nearest = tuple(one for _p, one in sorted(near)[:3])
    return Sign(key, start, end, observed, expected, int(low), int(high), float(p[row, at]), q, nearest)


def _course(shown: Floats, seen: Watch, row: int) -> list[Day]:
    course = []
    for at, count in enumerate(shown.tolist()):
        mean, spread = float(seen.mean[row, at]), float(seen.dispersion[row, at])
        low, high = interval(mean, spread) if mean > 0 else (0, 0)
        course.append((0 if count != count else int(count), round(mean, 3), int(low), int(high)))  # noqa: PLR0124 - NaN
    return course
