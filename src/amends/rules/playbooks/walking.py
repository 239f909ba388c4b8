"""
Where a case stands in its playbook: each step's state, and the one next best step.

A step is settled when the record shows it, a colleague ticked it, or it was left out with a reason. A gate holds back
even what the record shows: an offer sent before the explanation counts as soon as the cause is explained.
As a step waits only for earlier ones, the first that is not settled is never held back; so there is always exactly one
next step while anything is open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, auto

from amends.rules.playbooks.books import Playbook, Step
from amends.rules.purposes import PURPOSES
from amends.rules.refusals import Conflict, NotFound, gettext_noop

# What may as well be said on the telephone or face to face: a colleague may tick it, and write what shows it.
BY_WORD: frozenset[str] = frozenset({*PURPOSES, "answered", "delivered", "followed_up"})


class Standing(StrEnum):
    """How a step stands."""

    DONE = auto()
    SKIPPED = auto()
    OPEN = auto()
    BLOCKED = auto()  # steps before it are not settled


@dataclass(frozen=True, slots=True)
class Record:
    """
    What a case shows of its steps.

    shown    evidence and the instant from which the record shows it
    ticked   keys of steps a colleague ticked, and when
    skipped  keys of steps left out with a reason, and when
    """

    shown: Mapping[str, datetime] = field(default_factory=dict)
    ticked: Mapping[str, datetime] = field(default_factory=dict)
    skipped: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """One step of a case: ``at`` when it was settled, ``waits_for`` the keys of the steps that hold it back."""

    step: Step
    standing: Standing
    at: datetime | None = None
    waits_for: tuple[str, ...] = ()

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to do here."""
        return self.standing in {Standing.DONE, Standing.SKIPPED}


def walk(playbook: Playbook, record: Record) -> tuple[Place, ...]:
    """Return every step of the playbook as it stands, in order."""
    places: dict[str, Place] = {}
    for step in playbook.steps:
        waits_for = tuple(key for key in step.after if not places[key].is_settled)
        places[step.key] = _place(step, record, waits_for)
    return tuple(places.values())


def next_step(places: tuple[Place, ...]) -> Place | None:
    """Return the one next best step; None when all are settled."""
    return next((place for place in places if not place.is_settled), None)


def _place(step: Step, record: Record, waits_for: tuple[str, ...]) -> Place:
    if waits_for:
        return Place(step, Standing.BLOCKED, waits_for=waits_for)
    if done_at := _done_at(step, record):
        return Place(step, Standing.DONE, done_at)
    if step.is_skippable and step.key in record.skipped:
        return Place(step, Standing.SKIPPED, record.skipped[step.key])
    return Place(step, Standing.OPEN)


def _done_at(step: Step, record: Record) -> datetime | None:
    shown = [record.shown[one] for one in step.done_by if one in record.shown]
    ticked = [record.ticked[step.key]] if step.key in record.ticked else []
    return min(shown + ticked, default=None)


def require_tick(playbook: Playbook, record: Record, key: str) -> Step:
    """Return the step a colleague may tick now; refuse one that waits, is settled, or that only the record shows."""
    place = _open_place(playbook, record, key)
    if place.step.done_by and not BY_WORD & set(place.step.done_by):
        raise Conflict(gettext_noop("This step is done by doing it: the record will show it."))
    return place.step


def require_skip(playbook: Playbook, record: Record, key: str) -> Step:
    """Return the step a colleague may leave out now; refuse one that waits, is settled, or is never left out."""
    place = _open_place(playbook, record, key)
    if not place.step.is_skippable:
        raise Conflict(gettext_noop("This step is never left out."))
    return place.step


def _open_place(playbook: Playbook, record: Record, key: str) -> Place:
    place = next((place for place in walk(playbook, record) if place.step.key == key), None)
    if place is None:
        raise NotFound(gettext_noop("The playbook of this case has no such step."))
    if place.standing is Standing.BLOCKED:
        raise Conflict(gettext_noop("Another step comes first. Do it, or leave it out with a reason."))
    if place.is_settled:
        raise Conflict(gettext_noop("This step is settled already."))
    return place
