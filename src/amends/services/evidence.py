"""What proves how a case went: every link of its history computed anew, and the seals over it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from amends.models import Case, Event, Seal
from amends.models.merges import whole
from amends.rules import chain
from amends.services.events import digest_of


@dataclass(frozen=True, slots=True)
class Chain:
    """The history of one case: its links, whether each follows from the one before, and where it ends."""

    case: Case
    events: list[Event]
    is_whole: bool
    head: str


@dataclass(frozen=True, slots=True)
class Sealed:
    """A day's seal over every chain, in which links of this history stand."""

    day: date
    events: int
    root: str


def chains_of(case: Case) -> list[Chain]:
    """Return the history of a case and of those that became part of it, each link computed anew."""
    parts = Case.objects.filter(pk__in=whole(case.pk)).order_by("pk")
    return [_chain(part) for part in sorted(parts, key=lambda part: part.pk != case.pk)]


def _chain(case: Case) -> Chain:
    events = list(Event.objects.filter(case=case).order_by("sequence"))
    previous, is_whole = chain.GENESIS, True
    for expected, event in enumerate(events, start=1):
        is_next = event.sequence == expected and digest_of(event, previous=previous) == bytes(event.digest)
        is_whole, previous = is_whole and is_next, bytes(event.digest)
    is_whole = is_whole and case.event_count == len(events) and bytes(case.event_head) == previous
    return Chain(case, events, is_whole, previous.hex())


def seals_over(chains: list[Chain]) -> list[Sealed]:
    """Return the seals that cover links of these chains; the newest links wait for the end of their day."""
    numbers = [event.pk for one in chains for event in one.events]
    if not numbers:
        return []
    seals = Seal.objects.filter(first_event__lt=max(numbers), last_event__gte=min(numbers)).order_by("day")
    covering = [seal for seal in seals if any(seal.first_event < number <= seal.last_event for number in numbers)]
    return [Sealed(seal.day, seal.events, bytes(seal.root).hex()) for seal in covering]
