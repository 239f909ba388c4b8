"""
Pages of a list that go on from a row and not from a number: a case that comes or goes elsewhere loses or doubles none.

A list is one lane or several after each other, each read along an index; a mark names a lane and a row of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.dateparse import parse_datetime

from amends.models.cases import CaseQuerySet
from amends.web.numbers import number_in

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Lane:
    """Cases in one order: by an instant and then by number, or by number alone (``field`` is "pk")."""

    cases: CaseQuerySet
    field: str
    is_newest_first: bool = False
    places: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a page begins or ends."""

    lane: int
    at: datetime | None
    pk: int

    def __str__(self) -> str:
        return f"{self.lane}~{self.at.isoformat() if self.at else ''}~{self.pk}"


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of one page, and the marks from which its neighbours go on; "" where there is none."""

    cases: list[Values]
    before: str
    after: str


def read_mark(text: str, lanes: Sequence[Lane]) -> Mark | None:
    """Return the mark an address names; None for what is none, or none of this list."""
    lane, at, pk = ([*text.split("~"), "", "", ""])[:3]
    number, key = number_in(lane), number_in(pk)
    if number is None or key is None or number >= len(lanes):
        return None
    if lanes[number].field == "pk":
        return Mark(number, None, key)
    try:
        instant = parse_datetime(at)
    except ValueError:
        return None
    return Mark(number, instant, key) if instant is not None and instant.tzinfo is not None else None


def page_of(lanes: Sequence[Lane], columns: Sequence[str], *, after: str, before: str, size: int) -> Page:
    """Return the page after a mark, or the one before it; without a mark the first."""
    if (end := read_mark(before, lanes)) is not None:
        found, has_more = _walk(lanes, columns, end, size, is_back=True)
        if has_more:
            found.reverse()
            return Page([case for _lane, case in found], _mark(lanes, found[0]), _mark(lanes, found[-1]))
        start = None  # it is the first page, and a full one
    else:
        start = read_mark(after, lanes)
    found, has_more = _walk(lanes, columns, start, size, is_back=False)
    return Page(
        [case for _lane, case in found],
        _mark(lanes, found[0]) if found and start else "",
        _mark(lanes, found[-1]) if has_more else "",
    )


def _walk(
    lanes: Sequence[Lane], columns: Sequence[str], start: Mark | None, size: int, *, is_back: bool
) -> tuple[list[tuple[int, Values]], bool]:
    """Read lane after lane until there is one row more than asked for."""
    first = start.lane if start else 0
    found: list[tuple[int, Values]] = []
    for number in range(first, -1, -1) if is_back else range(first, len(lanes)):
        edge = start if start and start.lane == number else None
        rows = _read(lanes[number], edge, size + 1 - len(found), is_back=is_back).values(*columns)
        found += [(number, row) for row in rows]
        if len(found) > size:
            break
    return found[:size], len(found) > size


def _read(lane: Lane, edge: Mark | None, most: int, *, is_back: bool) -> CaseQuerySet:
    is_down = lane.is_newest_first != is_back
    cases = beyond(lane, edge, is_down=is_down) if edge else lane.cases
    names = ("pk",) if lane.field == "pk" else (lane.field, "pk")
    order = tuple(f"-{name}" for name in names) if is_down else names
    return cases.first_by(order, most, places=lane.places)


def beyond(lane: Lane, edge: Mark, *, is_down: bool = False) -> CaseQuerySet:
    """Return the cases of a lane behind a mark, or before it where the lane is read downwards."""
    than = "lt" if is_down else "gt"
    if edge.at is None:
        return lane.cases.filter(**{f"pk__{than}": edge.pk})
    further = Q(**{f"{lane.field}__{than}": edge.at}) | Q(**{lane.field: edge.at, f"pk__{than}": edge.pk})
    # Said once more as one range, which is what an index can begin with.
    return lane.cases.filter(further, **{f"{lane.field}__{than}e": edge.at})


def _mark(lanes: Sequence[Lane], found: tuple[int, Values]) -> str:
    number, case = found
    field = lanes[number].field
    return str(Mark(number, None if field == "pk" else case[field], case["pk"]))
