"""What a text states: facts, what is wished for, how upset somebody is, in which language to answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from amends.engines.triage.amounts import amounts_in
from amends.engines.triage.days import days_in
from amends.engines.triage.numbers import numbers_in
from amends.engines.triage.persons import persons_in
from amends.engines.triage.stated import Fact
from amends.engines.triage.wishes import wishes_in

# Full-width letters, figures and signs, each of which has a twin of one width at the same place of the text.
_ONE_WIDTH = {wide: chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)}
_ONE_WIDTH |= {0x3000: " ", 0xA0: " ", 0xFFE5: "¥", 0xFFE1: "£", 0xFF04: "$"}


def facts_of(text: str, told_on: date) -> tuple[Fact, ...]:
    """
    Return what a text states, in the order of its words; no words state two facts, none is told twice.

    told_on  the day it was told, where it was told

    ``value``: amount "3750 CNY" (minor units), date "2026-11-21" or "2026-11-21 19:30", time "03:00", order, flight,
    train and person as written, place "room 1208", phone and e-mail as ``rules.identities`` spells them, wish one of
    ``wishes.WISHES``, mood "1" to "5", language "en" or "zh-hans".
    """
    plain = text.translate(_ONE_WIDTH)
    # What is found first keeps its words: an address of e-mail may hold an order number, and never the other way round.
    found = _apart([*numbers_in(plain), *days_in(plain, told_on), *amounts_in(plain), *persons_in(plain)])
    found += wishes_in(plain)
    first: dict[tuple[str, str], Fact] = {}
    for fact in sorted(found, key=lambda fact: (fact.start, fact.end)):
        first.setdefault((fact.kind, fact.value), fact)
    return tuple(first.values())


def _apart(found: Iterable[Fact]) -> list[Fact]:
    kept: list[Fact] = []
    for fact in found:
        if all(fact.end <= other.start or other.end <= fact.start for other in kept):
            kept.append(fact)
    return kept
