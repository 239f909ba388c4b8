"""A past year gone through day by day, each judged with what was known before: what would have been told, and when."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from amends.engines.early_warning.ages import watch_levels
from amends.engines.early_warning.alarms import beginning, q_values
from amends.engines.early_warning.levels import Levels
from amends.engines.early_warning.limits import FIXED, Limit
from amends.rules.warnings import OVER_AFTER_DAYS, Key, Lines, Replayed, Sign, settle


def replay(levels: Levels, lines: Lines, *, first: int, span: int, limit: Limit = FIXED) -> list[Replayed]:
    """
    Return the warnings of the last ``span`` days, the oldest first; days count from the first of these.

    ``levels`` hold every series with cases enough at any time, not only lately; ``first`` as in `signs.look`.
    """
    days = levels.counts.shape[1]
    since = max(1, days - span)
    found: dict[Key, Replayed] = {}
    ended: list[Replayed] = []
    for day, signs in _days(levels, first=first, since=since, limit=limit):
        over = [key for key, one in found.items() if day - one.ended > OVER_AFTER_DAYS]
        ended += [found.pop(key) for key in over]
        settled = settle(signs, live=found, seen=found, asked={}, lines=lines)
        for sign in settled.goes_on:
            found[sign.key].ended = sign.at
        for sign in settled.new:
            found[sign.key] = Replayed(sign.key, sign.start, day, sign.at)
    warnings = sorted([*ended, *found.values()], key=lambda one: (one.told, one.key))
    for one in warnings:
        counts = np.nan_to_num(levels.counts[levels.keys.index(one.key), since:])
        one.before = int(counts[one.began : one.told + 1].sum())
        one.after = int(counts[one.told + 1 : one.ended + 1].sum())
    return warnings


def _days(levels: Levels, *, first: int, since: int, limit: Limit) -> Iterator[tuple[int, list[Sign]]]:
    """Yield each day with its signs; a day on which nothing is above the expected any more is no sign of its own."""
    seen = watch_levels(levels, first=first, since=since)
    p = seen.p
    shown = np.where(np.isnan(p), np.nan, levels.counts[:, since:])
    q = np.minimum(q_values(p) * (levels.tried / np.maximum((~np.isnan(p)).sum(0), 1)), 1.0)
    is_alarm = (q <= limit.q) & (p <= limit.p) & (shown > seen.mean)
    for day in range(shown.shape[1]):
        signs = []
        for row in np.flatnonzero(is_alarm[:, day]).tolist():
            start = max(0, beginning(shown[row, : day + 1], seen.mean[row, : day + 1]))
            observed = int(np.nansum(shown[row, start : day + 1]))
            expected = float(seen.mean[row, start : day + 1].sum())
            chance = float(p[row, day])
            signs.append(Sign(levels.keys[row], start, day, observed, expected, 0, 0, chance, float(q[row, day])))
        yield day, signs
