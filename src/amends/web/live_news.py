"""What happened since the last look, read from the history: the same few rows for everybody who follows."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Max

from amends.models import Event, Notification, Presence

MOST = 500  # more than this in one look is a flood, and everybody is told to look again


class Change(NamedTuple):
    """One event: its number, its case, and who may care."""

    number: int
    case_id: int
    site_id: int
    owner_id: int


class News:
    """
    The events since the last look, each once.

    PostgreSQL gives numbers out before the commit, so an earlier one may show later: what is not settled yet is read
    again at the next look, and what was told is remembered until then.
    """

    def __init__(self) -> None:
        """Begin now: what happened earlier is on the pages already."""
        self.floor = self.newest = _newest()
        self.told: set[int] = set()

    def since_last_look(self, *, now: datetime) -> list[Change] | None:
        """Return what is new, the earliest first; None when there is too much to name."""
        ahead = Event.objects.filter(pk__gt=self.floor).order_by("pk")
        columns = ("pk", "case_id", "case__site_id", "case__owner_id")
        rows = list(ahead.values_list(*columns)[:MOST])
        if len(rows) == MOST:
            self.floor = self.newest = _newest()
            self.told = set()
            return None
        fresh = [row for row in rows if row[0] not in self.told]
        self.told |= {row[0] for row in fresh}
        if rows:
            self.floor = ahead.settled(now).aggregate(last=Max("pk"))["last"] or self.floor
            self.told = {number for number in self.told if number > self.floor}
            self.newest = max(self.newest, rows[-1][0])
        return [Change(*row) for row in fresh if row[1] is not None]


def _newest() -> int:
    return Event.objects.aggregate(last=Max("pk"))["last"] or 0


def unread_counts(staff_ids: Collection[int]) -> dict[int, int]:
    """Return how many notifications each of these colleagues has not read; who has none is not named."""
    unread = Notification.objects.filter(to__in=staff_ids).unread().order_by()
    return dict(unread.values_list("to").annotate(Count("pk")))


Presences = dict[int, frozenset[tuple[int, bool]]]


def who_is_present(*, now: datetime) -> Presences:
    """Return, for each case that somebody has open, the colleagues and whether they write."""
    present: dict[int, set[tuple[int, bool]]] = {}
    rows = Presence.objects.present(now).values_list("case_id", "staff_id", "replying_until")
    for case_id, staff_id, replying_until in rows:
        present.setdefault(case_id, set()).add((staff_id, replying_until is not None and replying_until > now))
    return {case_id: frozenset(who) for case_id, who in present.items()}
