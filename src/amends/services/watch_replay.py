"""What a watch would have told of this house's own history, before anybody keeps it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from amends.gateways.own_process import answer_of
from amends.models import Watch
from amends.rules.watches import Day, surges
from amends.services.watch_counts import count_days

REPLAYED_DAYS = 90
ENGINE = "amends.engines.early_warning.one_series"


@dataclass(frozen=True, slots=True)
class Replay:
    """
    The days on which it would have told, among the newest ``REPLAYED_DAYS``, and what came in on each of these.

    can_judge  whether there is history enough to know what is usual; where more than usual was asked for
    """

    told: list[date]
    counts: list[int]
    until: date
    can_judge: bool = True


def replay_watch(*, watch: Watch, now: datetime, answer: Callable[..., Any] = answer_of) -> Replay:
    """
    Go through the last ninety days as if each were the newest; the watch need not be kept yet.

    The engine answers in a process of its own: whoever serves pages has no room for what it loads.
    """
    found = count_days(watch, now=now)
    counts = found.counts[-REPLAYED_DAYS:]
    days, can_judge = [Day(count) for count in counts], True
    if watch.false_alarms is not None:
        since = len(found.counts) - REPLAYED_DAYS
        judged = answer(ENGINE, counts=found.counts, first=found.first, begun=found.begun, since=since)
        days = [Day(**day) for day in judged]
        can_judge = days[-1].p is not None
    first = found.today - timedelta(days=REPLAYED_DAYS - 1)
    told = [first + timedelta(days=surge.told) for surge in surges(days, watch.asked)]
    return Replay(told, counts, found.today, can_judge)
