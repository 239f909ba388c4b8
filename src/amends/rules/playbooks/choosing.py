"""Which playbook applies to a case: the one of the lowest rank whose conditions hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from amends.rules.playbooks.books import Playbook, When


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of a case; ``failure_types`` holds the kind's key and that of the type above it."""

    severity: int | None = None
    flags: frozenset[str] = frozenset()
    failure_types: frozenset[str] = frozenset()
    relationship: str = ""
    is_double_deviation: bool = False


def choose(playbooks: Iterable[Playbook], situation: Situation) -> Playbook:
    """Return the playbook that applies; there is always one, as the house's own asks for nothing."""
    fitting = (book for book in playbooks if applies(book.when, situation))
    return min(fitting, key=lambda book: (book.rank, book.key))


def applies(when: When, situation: Situation) -> bool:
    """Return whether any condition holds; with none at all, True, unless a colleague alone chooses it."""
    if when.by_hand:
        return False
    return when == When() or any(
        (
            situation.flags & set(when.flags),
            0 < when.severity_from <= (situation.severity or 0),
            situation.failure_types & set(when.failure_types),
            situation.relationship in when.relationships,
            when.is_double_deviation and situation.is_double_deviation,
        )
    )
