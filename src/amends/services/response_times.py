"""How long customers waited for our first answer, over all places and at each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from amends.models import Case, Promise
from amends.rules.actors import Actor
from amends.rules.response_times import ResponseTimes, response_times
from amends.services.directory import directory
from amends.services.staff import require

SPAN = timedelta(days=28)  # four whole weeks, so that each weekday counts alike
MOST = 20_000  # the newest; a page must not read a year of a large house


@dataclass(frozen=True, slots=True)
class PlaceTimes:
    """The response times of one place."""

    name: str
    times: ResponseTimes


def first_answers(*, by: Actor, now: datetime) -> tuple[ResponseTimes, list[PlaceTimes]]:
    """
    Return how long those waited who told us something in the last four weeks: over all, and by place.

    From receipt to the first reply, in time or late; who still waits counts with the time so far. Places come with the
    most told first.
    """
    require(by, "times.read")
    answered: defaultdict[int, list[timedelta]] = defaultdict(list)
    waiting: defaultdict[int, list[timedelta]] = defaultdict(list)
    for site_id, began, kept, settled in _rows(by, now):
        if answered_at := kept or settled:
            answered[site_id].append(max(answered_at - began, timedelta(0)))
        else:
            waiting[site_id].append(max(now - began, timedelta(0)))
    names = directory().names
    sites = sorted(set(answered) | set(waiting), key=lambda site: -len(answered[site]) - len(waiting[site]))
    places = [PlaceTimes(names[site], response_times(answered[site], waiting[site])) for site in sites]
    overall = response_times(list(chain(*answered.values())), list(chain(*waiting.values())))
    return overall, places


def _rows(by: Actor, now: datetime) -> list[tuple[int, datetime, datetime | None, datetime | None]]:
    replies = Promise.objects.filter(kind="first_reply", withdrawn_at=None, case__in=Case.objects.visible_to(by))
    columns = ("case__site_id", "made_at", "kept_at", "settled_at")
    newest = replies.order_by("-pk").values_list(*columns)[:MOST]
    return [row for row in newest if now - SPAN <= row[1]]
