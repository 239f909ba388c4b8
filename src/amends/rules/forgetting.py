"""
When an open case is forgotten: no clock runs for the customer, and no colleague has touched it for too long.

While a promise runs, its own steps tell in time. Once it was missed and everybody has been told, or it stands still, or
was kept and none came after it, only this looks after the case.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from amends.rules.lifecycle import CLOSED_STATES, State

HOUR, DAY = timedelta(hours=1), timedelta(days=1)

# How long a case may lie untouched in each place of the flow: the shorter, the more it is ours to move.
ALLOWED: Mapping[State, timedelta] = MappingProxyType(
    {
        State.DRAFT: 4 * HOUR,
        State.REGISTERED: 4 * HOUR,
        State.REOPENED: 4 * HOUR,
        State.ACKNOWLEDGED: DAY,
        State.TRIAGED: DAY,
        State.IN_PROGRESS: 2 * DAY,
        State.OFFER_PENDING: DAY,
        State.DELIVERING: 2 * DAY,
        State.DEADLOCK: 2 * DAY,
        State.EXTERNAL_DECIDED: 2 * DAY,
        State.OFFERED: 4 * DAY,  # the customer chooses
        State.RESOLVED: 8 * DAY,  # the customer is asked after seven
        State.EXTERNAL: 14 * DAY,
    }
)
WHILE_PAUSED = 3 * DAY  # at least: the customer was asked something and is given time


class Told(StrEnum):
    """Whom a forgotten case is brought before; each once, until somebody touches it."""

    OWNER = "owner"
    LEADERS = "leaders"


class Look(NamedTuple):
    """What is to be done now, and when to look again; None: a promise looks after it, or it is over."""

    tell: Told | None
    next_at: datetime | None


def allowed(state: State, *, is_paused: bool) -> timedelta:
    """Return how long a case may lie untouched. Worked value: two days in progress, three while its clocks stand."""
    return max(ALLOWED[state], WHILE_PAUSED) if is_paused else ALLOWED[state]


def look(
    state: State,
    touched_at: datetime,
    *,
    has_running: bool,
    is_paused: bool,
    told_at: tuple[datetime, ...],
    now: datetime,
) -> Look:
    """
    Return what to do with an open case nobody may have touched for too long.

    touched_at   the last act of a colleague or a program, or when it was registered
    has_running  whether a promise runs that does not stand still
    told_at      when it was told since then, first the owner, then those who lead the place

    Worked value: in progress and untouched since Monday noon, the owner is told on Wednesday noon and whoever leads the
    place on Friday noon; nobody is told again until somebody has touched it.
    """
    if has_running or state in CLOSED_STATES:
        return Look(None, None)
    span = allowed(state, is_paused=is_paused)
    due_at = (told_at[-1] if told_at else touched_at) + span
    if due_at > now:
        return Look(None, due_at)
    step = tuple(Told)[len(told_at)] if len(told_at) < len(Told) else None
    return Look(step, now + span)
