"""Assess: facts in, what is owed at least out, with every step of how that was found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from amends.rules.calendars import Calendar
from amends.rules.deadlines import deadline
from amends.rules.facts import read_facts
from amends.rules.rights.packs import Due, Pack, Rule

Calendars = Callable[[str, int], Calendar]


@dataclass(frozen=True, slots=True)
class Floor:
    """What is owed at least: ``amount_minor`` in minor units of ``currency``, None when it is no sum."""

    kind: str
    amount_minor: int | None
    currency: str | None
    citation: str
    verified: bool
    rule: str


@dataclass(frozen=True, slots=True)
class Tried:
    """
    One rule that was looked at.

    tests   each condition up to the first that failed, and whether it held
    facts   the facts and values it read
    """

    rule: Rule
    applies: bool
    tests: tuple[tuple[str, bool], ...]
    facts: Mapping[str, Any]
    amount_minor: int | None


@dataclass(slots=True)
class Assessment:
    """Everything one pack says about some facts."""

    pack: Pack
    facts: Mapping[str, Any]
    worked_out: dict[str, Any] = field(default_factory=dict)
    floors: list[Floor] = field(default_factory=list)
    dues: list[tuple[Due, Rule]] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    burden: str = ""
    trace: list[Tried] = field(default_factory=list)

    def as_json(self, calendars: Calendars | None = None) -> dict[str, Any]:
        """Return it for programs; with calendars the deadlines are instants where the fact they run from is known."""
        return {
            "floors": [_floor(floor) for floor in self.floors],
            "deadlines": [self._deadline(due, rule, calendars) for due, rule in self.dues],
            "notices": [{"key": key, **self.pack.notices[key]} for key in self.notices],
            "burden_of_proof": self.burden or None,
            "trace": [_tried(tried) for tried in self.trace],
            "worked_out": self.worked_out,
            "pack": self.pack.key,
        }

    def _deadline(self, due: Due, rule: Rule, calendars: Calendars | None) -> dict[str, Any]:
        since = self.facts[due.since]
        due_at = None
        if since and calendars:
            due_at = deadline(since, due.allowance, calendars(due.calendar, since.year)).due_at.isoformat()
        told = {"what": due.what, "allow": due.told, "basis": due.allowance.basis.value, "calendar": due.calendar}
        return told | {"from": due.since, "due_at": due_at, "citation": rule.citation, "verified": rule.verified}


def assess(pack: Pack, told: Mapping[str, Any]) -> Assessment:
    """
    Return what a pack says about some facts; raise Invalid naming a fact that is missing, unknown or impossible.

    Worked value: eu261, 1,180 km, arrival 180 minutes late, gives one floor of 25,000 euro cents.
    """
    facts = read_facts(pack.facts, told)
    result = Assessment(pack, facts, burden=pack.burden)
    values = dict(facts)
    for name, formula in pack.worked_out:
        values[name] = result.worked_out[name] = formula.value(values)
    for rule in pack.rules:
        tried = _try(rule, values)
        result.trace.append(tried)
        if tried.applies:
            _apply(rule, tried.amount_minor, result)
    return result


def _try(rule: Rule, values: Mapping[str, Any]) -> Tried:
    tests, read, applies = [], {}, True
    for condition in rule.when:
        applies = bool(condition.value(values))
        tests.append((condition.text, applies))
        for name in condition.names:
            read[name] = values[name]
        if not applies:
            break
    amount = None
    if applies and rule.amount is not None:
        amount = rule.amount.value(values)
        for name in rule.amount.names:
            read[name] = values[name]
    return Tried(rule, applies, tuple(tests), read, amount)


def _apply(rule: Rule, amount: int | None, result: Assessment) -> None:
    # A sum of nothing is not owed: 1 % of no fee is no floor.
    if rule.kind and amount != 0:
        currency = result.pack.currency if amount is not None else None
        result.floors.append(Floor(rule.kind, amount, currency, rule.citation, rule.verified, rule.key))
    result.dues += [(due, rule) for due in rule.dues]
    result.notices += [notice for notice in rule.notices if notice not in result.notices]
    result.burden = rule.burden or result.burden


def _floor(floor: Floor) -> dict[str, Any]:
    return {
        "kind": floor.kind,
        "amount_minor": floor.amount_minor,
        "currency": floor.currency,
        "citation": floor.citation,
        "verified": floor.verified,
        "rule": floor.rule,
    }


def _tried(tried: Tried) -> dict[str, Any]:
    return {
        "rule": tried.rule.key,
        "en": tried.rule.en,
        "zh": tried.rule.zh,
        "citation": tried.rule.citation,
        "verified": tried.rule.verified,
        "applies": tried.applies,
        "tests": [{"test": text, "holds": holds} for text, holds in tried.tests],
        "facts": dict(tried.facts),
        "amount": tried.rule.amount.text if tried.applies and tried.rule.amount else None,
        "amount_minor": tried.amount_minor,
    }
