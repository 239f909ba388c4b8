"""A fact that words state, and where: what every reader of facts returns."""

from __future__ import annotations

from dataclasses import dataclass

# How often what is recognised so was right on texts of our own; the figures stand in docs/reference/triage.md.
SURE = 0.95  # a label, a sign or a name says what it is
LIKELY = 0.85  # its shape says so, or words beside it
UNSURE = 0.5  # it has two meanings, and both are told


@dataclass(frozen=True, slots=True)
class Fact:
    """
    What a text states.

    kind        amount, date, time, order, flight, train, place, phone, email, person, wish, mood, manner or language
    value       in one spelling, see ``facts.facts_of``
    start, end  the words in the text
    confidence  0 to 1
    others      what it may mean as well, in the same spelling
    """

    kind: str
    value: str
    start: int
    end: int
    confidence: float
    others: tuple[str, ...] = ()
