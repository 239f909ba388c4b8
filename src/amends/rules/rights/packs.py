"""A rule pack: one dated TOML file of law, read and checked as a whole before any of it is believed."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from amends.rules.allowances import Allowance, allow
from amends.rules.facts import READERS, REQUIRED, Fact
from amends.rules.promise_kinds import KINDS as PROMISES
from amends.rules.refusals import Refusal
from amends.rules.rights.expressions import BadExpression, Expression, expression

KINDS = frozenset({"money", "refund", "repair", "replacement", "care", "loss"})
BURDENS = frozenset({"", "company", "customer"})
RECEIVED = "received_at"


class BadPack(ValueError):
    """A rule pack that cannot be used; the message names the file and what is wrong."""


@dataclass(frozen=True, slots=True)
class Due:
    """Something that must be done in time: what, how long the law allows, on whose calendar, from which fact on."""

    what: str
    told: str
    allowance: Allowance
    calendar: str
    since: str

    @property
    def kind(self) -> str:
        """Return the kind of promise it becomes."""
        return promised_as(self.what)


@dataclass(frozen=True, slots=True)
class Rule:
    """
    One rule: when all of ``when`` hold, it gives a floor, deadlines, notices and says who must prove.

    kind      what is owed: money, refund, repair, replacement, care, loss; "" when the rule gives no floor
    amount    how much in minor units, None when what is owed is not a sum (a meal, a repair)
    verified  whether somebody read the source itself
    """

    key: str
    en: str
    zh: str
    citation: str
    verified: bool
    when: tuple[Expression, ...]
    kind: str
    amount: Expression | None
    dues: tuple[Due, ...]
    notices: tuple[str, ...]
    burden: str


@dataclass(frozen=True, slots=True)
class Pack:
    """
    All rules of one law in one interval of time.

    since, until  the first and the last day it applies; until is None while it does
    worked_out    values computed from the facts before the rules are read, in order
    is_on         whether it applies without being asked for
    """

    key: str
    en: str
    zh: str
    jurisdiction: str
    industry: str
    currency: str
    citation: str
    source: str
    since: date
    until: date | None
    is_on: bool
    burden: str
    facts: Mapping[str, Fact]
    worked_out: tuple[tuple[str, Expression], ...]
    rules: tuple[Rule, ...]
    notices: Mapping[str, Mapping[str, str]]
    golden: tuple[Mapping[str, Any], ...]

    def applies_on(self, day: date) -> bool:
        """Return whether the pack is the law on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


def read_pack(text: str, *, name: str) -> Pack:
    """Read a pack; raise BadPack naming the file and what is wrong with it."""
    try:
        return _pack(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, BadExpression, Refusal, KeyError, TypeError, ValueError) as error:
        what = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise BadPack(f"{name}: {what}") from error


def _pack(told: Mapping[str, Any]) -> Pack:
    facts = {name: _fact(name, fact) for name, fact in told["facts"].items()}
    known = set(facts)
    worked_out = []
    for name, text in told.get("let", {}).items():
        worked_out.append((name, expression(text, frozenset(known))))
        known.add(name)
    notices = told.get("notices", {})
    rules = tuple(_rule(rule, told, frozenset(known), notices) for rule in told["rule"])
    _require(len({rule.key for rule in rules}) == len(rules), "two rules have the same key")
    _require(told.get("burden", "") in BURDENS, "burden is company or customer")
    return Pack(
        key=told["key"],
        en=told["en"],
        zh=told["zh"],
        jurisdiction=told["jurisdiction"],
        industry=told["industry"],
        currency=told["currency"],
        citation=told["citation"],
        source=told["source"],
        since=told["from"],
        until=told.get("until"),
        is_on=told.get("on", True),
        burden=told.get("burden", ""),
        facts=facts,
        worked_out=tuple(worked_out),
        rules=rules,
        notices=notices,
        golden=tuple(told["golden"]["cases"]),
    )


def _fact(name: str, told: Mapping[str, Any]) -> Fact:
    _require(told["type"] in READERS, f"{name}: there is no type {told['type']}")
    options = tuple(told.get("options", ()))
    default = None if told["type"] == "instant" else told.get("default", REQUIRED)
    fact = Fact(name, told["type"], default, options, told["en"], told["zh"])
    if default is not REQUIRED and default is not None:
        fact.checked(default)
    return fact


def _rule(told: Mapping[str, Any], pack: Mapping[str, Any], known: frozenset[str], notices: Iterable[str]) -> Rule:
    kind, amount = told.get("kind", ""), told.get("amount")
    _require(kind == "" or kind in KINDS, f"{told['key']}: a floor is one of {', '.join(sorted(KINDS))}")
    _require(set(told.get("notices", ())) <= set(notices), f"{told['key']}: a notice without words")
    _require(told.get("burden", "") in BURDENS, f"{told['key']}: burden is company or customer")
    return Rule(
        key=told["key"],
        en=told["en"],
        zh=told["zh"],
        citation=f"{pack['citation']}, {told['article']}" if told.get("article") else pack["citation"],
        verified=told["verified"],
        when=tuple(expression(text, known) for text in told.get("when", ())),
        kind=kind,
        amount=expression(amount, known) if amount is not None else None,
        dues=tuple(_due(due, known) for due in told.get("deadlines", ())),
        notices=tuple(told.get("notices", ())),
        burden=told.get("burden", ""),
    )


def _due(told: Mapping[str, str], known: frozenset[str]) -> Due:
    since = told.get("from", RECEIVED)
    _require(promised_as(told["what"]) in PROMISES, f"{told['what']}: no kind of promise is called so")
    _require(since in known, f"{told['what']}: {since} is no fact of this pack")
    return Due(
        told["what"], told["allow"], allow(told["allow"], told.get("basis", "")), told.get("calendar", "none"), since
    )


def promised_as(what: str) -> str:
    """Return the kind of promise a duty becomes: "refund" is "law_refund"; a final response has one name only."""
    kind = what.replace("-", "_")
    return kind if kind == "final_response" else f"law_{kind}"


def _require(condition: object, words: str) -> None:
    if not condition:
        raise ValueError(words)
