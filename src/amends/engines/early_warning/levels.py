"""Counts of places and kinds of failure as series of every level of the tree, those worth judging."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from amends.engines.early_warning.calendar import Floats
from amends.rules.warnings import ALL_KINDS, Key, Lines

RECENT_DAYS = 49  # the longest sum, and the week before that may be told late
FEWEST = 5  # cases in that time; with fewer nobody is told: as in Farrington's method
MOST = 2_000  # series, the busiest first

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Rows:
    """Cases counted by day (from 0 on), place and kind of failure (0: none was named), a row each."""

    day: Whole
    place: Whole
    kind: Whole
    count: Whole


@dataclass(frozen=True, slots=True)
class Levels:
    """The series worth judging."""

    keys: list[Key]
    names: list[str]  # as `hierarchy.watch_named` reads them
    counts: Floats  # (series, days); NaN before its place and its kind were first heard of
    tried: int  # series that had any case: the alarms are found among so many
    shared: int  # series with cases enough in the whole span: false warnings come from so many


def levels_of(rows: Rows, lines: Lines, *, days: int, keep: Collection[Key] = (), lately: int = RECENT_DAYS) -> Levels:
    """
    Return the series with at least FEWEST cases in the days that count as ``lately``, and those of ``keep``.

    A series begins with the first case of its place and of its kind, wherever that was: a place that opens and a kind
    that is newly named were not quiet before, they were not there.
    """
    base = int(rows.kind.max(initial=0)) + 2
    is_recent = rows.day >= days - lately
    recent: dict[int, int] = {}
    tried: set[int] = set()
    shared = 0
    for code, taken in _each_level(rows, lines, base):
        every, where = np.unique(code, return_inverse=True)
        tried.update(every.tolist())
        shared += int((np.bincount(where, rows.count[taken], len(every)) >= FEWEST).sum())
        late = is_recent[taken]
        found, back = np.unique(code[late], return_inverse=True)
        sums = np.bincount(back, rows.count[taken][late], len(found)).astype(np.int64)
        for one, many in zip(found.tolist(), sums.tolist(), strict=True):
            recent[one] = recent.get(one, 0) + many
    busy = sorted((one for one, many in recent.items() if many >= FEWEST), key=lambda one: (-recent[one], one))[:MOST]
    chosen = np.unique(np.array([*busy, *(place * base + kind for place, kind in keep)], np.int64))
    counts = np.zeros((len(chosen), days))
    for code, taken in _each_level(rows, lines, base):
        at = np.searchsorted(chosen, code)
        hit = at < len(chosen)
        hit[hit] = chosen[at[hit]] == code[hit]
        np.add.at(counts, (at[hit], rows.day[taken][hit]), rows.count[taken][hit])
    keys = [(int(code) // base, int(code) % base) for code in chosen]
    for row, start in zip(counts, _starts(rows, lines, keys, days), strict=True):
        row[:start] = np.nan
    return Levels(keys, [_name(key, lines) for key in keys], counts, max(len(tried), len(keys)), shared)


def _each_level(rows: Rows, lines: Lines, base: int) -> Iterator[tuple[Whole, Whole]]:
    """Yield for each height of the tree, of all kinds and of the named ones, codes of keys and which rows they are."""
    places, back = np.unique(rows.place, return_inverse=True)
    above = [lines.get(place, (place,)) for place in places.tolist()]
    for height in range(max((len(line) for line in above), default=0)):
        at_height = np.array([line[height] if height < len(line) else -1 for line in above], np.int64)[back]
        of_all = np.flatnonzero(at_height >= 0)
        yield at_height[of_all] * base, of_all
        named = of_all[rows.kind[of_all] != ALL_KINDS]
        yield at_height[named] * base + rows.kind[named], named


def _starts(rows: Rows, lines: Lines, keys: list[Key], days: int) -> list[int]:
    of_place: dict[int, int] = {}
    for place in np.unique(rows.place).tolist():
        first = int(rows.day[rows.place == place].min())
        for above in lines.get(place, (place,)):
            of_place[above] = min(first, of_place.get(above, days))
    of_kind = {ALL_KINDS: 0}
    for kind in np.unique(rows.kind[rows.kind != ALL_KINDS]).tolist():
        of_kind[kind] = int(rows.day[rows.kind == kind].min())
    return [max(of_place.get(place, days), of_kind.get(kind, days)) for place, kind in keys]


def _name(key: Key, lines: Lines) -> str:
    place, kind = key
    if kind == ALL_KINDS:
        return f"{place}/*"
    has_below = any(place in line[:-1] for line in lines.values())
    return f"{place}/*/{kind}" if has_below else f"{place}/{kind}"
