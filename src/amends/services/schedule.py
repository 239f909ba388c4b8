"""Everything that happens by itself, on one page: tasks that are queued, and tasks that recur."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from amends.services import closing, events, idempotency, jobs, promises
from amends.services.jobs import Task

TASKS: Mapping[str, Task] = {
    "ask_again": closing.ask_again,
    "close_silent": closing.close_silent,
}


@dataclass(frozen=True, slots=True)
class Recurring:
    """A task that one worker runs once in every span of ``every``."""

    name: str
    run: Task
    every: timedelta


RECURRING: tuple[Recurring, ...] = (
    Recurring("sweep_overdue", promises.sweep_overdue, timedelta(seconds=5)),
    Recurring("reap", jobs.reap, timedelta(seconds=30)),
    Recurring("seal_days", events.seal_days, timedelta(minutes=15)),
    Recurring("prune", jobs.prune, timedelta(hours=6)),
    Recurring("forget_answers", idempotency.forget_answers, timedelta(hours=6)),
)


def run_recurring(*, now: datetime) -> list[str]:
    """Run every recurring task whose turn it is and nobody has taken; return their names."""
    ran = []
    for recurring in RECURRING:
        if jobs.take_turn(task=recurring.name, every=recurring.every, now=now):
            recurring.run(now=now)
            ran.append(recurring.name)
    return ran
