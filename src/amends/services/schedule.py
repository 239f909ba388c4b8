"""Everything that happens by itself, on one page: queued tasks, recurring ones, and what is always looked after."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.sessions.models import Session

from amends.services import (
    absences,
    approvals,
    budgets,
    choosing,
    closing,
    digests,
    escalation,
    events,
    forgetting,
    idempotency,
    jobs,
    learning,
    limits,
    lockouts,
    on_call,
    policy_moves,
    presence,
    priorities,
    promises,
    reading,
    sending,
    seniors,
    signing_in,
    surges,
    undoing,
    vouchers,
)
from amends.services.jobs import Task


def forget_sessions(*, now: datetime) -> int:
    """Forget sessions that have run out; return how many."""
    return Session.objects.filter(expire_date__lt=now).delete()[0]


TASKS: Mapping[str, Task] = {
    "lapse_offer": choosing.lapse_offer,
    "raise_approval": approvals.raise_approval,
    "ask_again": closing.ask_again,
    "close_silent": closing.close_silent,
    "send_waiting": sending.send_waiting,
    "tend_deviation": seniors.tend_deviation,
    "read_case": reading.read_case,
    "move_promises": policy_moves.move_promises,
}

# Done at every look by every worker: safe to do at the same time, and one cheap read when there is nothing to do.
ALWAYS: tuple[Callable[..., int], ...] = (
    promises.sweep_overdue,
    escalation.escalate_due,
    reading.read_arrivals,
    jobs.reap,
)


@dataclass(frozen=True, slots=True)
class Recurring:
    """A task that one worker runs once in every span of ``every``."""

    name: str
    run: Task
    every: timedelta


RECURRING: tuple[Recurring, ...] = (
    Recurring("look_for_surges", surges.send_for_surges, timedelta(hours=1)),
    Recurring("send_to_learn", learning.send_to_learn, timedelta(hours=1)),
    Recurring("seal_days", events.seal_days, timedelta(hours=1)),
    Recurring("gather_digests", digests.gather_digests, timedelta(minutes=1)),
    Recurring("forget_digests", digests.forget_digests, timedelta(days=1)),
    Recurring("raise_for_the_law", priorities.raise_for_the_law, timedelta(minutes=5)),
    Recurring("remind_of_forgotten", forgetting.remind_of_forgotten, timedelta(minutes=5)),
    Recurring("watch_budgets", budgets.watch_budgets, timedelta(minutes=5)),
    Recurring("ask_covers", absences.ask_covers, timedelta(minutes=5)),
    Recurring("forget_duties", on_call.forget_duties, timedelta(hours=1)),
    Recurring("lapse_vouchers", vouchers.lapse_vouchers, timedelta(hours=1)),
    Recurring("prune_jobs", jobs.prune, timedelta(hours=6)),
    Recurring("forget_answers", idempotency.forget_answers, timedelta(hours=6)),
    Recurring("forget_undos", undoing.forget_undos, timedelta(days=1)),
    Recurring("forget_tallies", limits.forget_tallies, timedelta(hours=1)),
    Recurring("forget_sessions", forget_sessions, timedelta(days=1)),
    Recurring("forget_presence", presence.forget_presence, timedelta(days=1)),
    Recurring("forget_visits", signing_in.forget_visits, timedelta(days=1)),
    Recurring("forget_lockouts", lockouts.forget_lockouts, timedelta(days=1)),
)
