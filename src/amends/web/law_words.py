"""What a law says on some facts, in words: what is owed and where that stands, each step, by when, who has to prove."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from amends.gateways.working_calendars import working_calendar
from amends.rules.rights.applying import Said
from amends.rules.rights.assessing import Assessment, Floor, Tried
from amends.rules.rights.packs import Pack
from amends.web.law_forms import said_of, value_words
from amends.web.ways import amount


@dataclass(frozen=True, slots=True)
class Step:
    """One rule that was looked at: its conditions and whether they held, what it read, and what came of it."""

    name: str
    citation: str
    applies: bool
    is_verified: bool
    tests: tuple[tuple[str, bool], ...]
    facts: tuple[tuple[str, str], ...]
    formula: str
    amount: str


@dataclass(frozen=True, slots=True)
class Owed:
    """One floor: what it is, how much, where it stands, and whether it counts here."""

    name: str
    kind: str
    amount: str
    citation: str
    is_verified: bool
    counts: bool


@dataclass(frozen=True, slots=True)
class Saying:
    """What one law says."""

    pack: Pack
    name: str
    total: str
    owed: tuple[Owed, ...]
    dues: tuple[tuple[str, datetime | None, str, str], ...]
    notices: tuple[str, ...]
    burden: str
    steps: tuple[Step, ...]
    worked_out: tuple[tuple[str, str], ...]


def saying_of(said: Said) -> Saying:
    """Return what one law says, in words."""
    result, pack = said.assessment, said.pack
    names = {tried.rule.key: said_of(tried.rule) for tried in result.trace}
    return Saying(
        pack=pack,
        name=said_of(pack),
        total=amount(said.owed.minor, pack.currency) if said.owed.minor else "",
        owed=tuple(_owed(floor, names, counts=floor in said.counted) for floor in result.floors),
        dues=_dues(result),
        notices=tuple(_noticed(pack, key) for key in result.notices),
        burden=burden_words().get(result.burden, ""),
        steps=tuple(_step(pack, tried) for tried in result.trace),
        worked_out=tuple((name, value_words(pack, None, value)) for name, value in result.worked_out.items()),
    )


def _owed(floor: Floor, names: Mapping[str, str], *, counts: bool) -> Owed:
    kind = kind_names()[floor.kind]
    sum_ = amount(floor.amount_minor, floor.currency) if floor.amount_minor is not None and floor.currency else ""
    return Owed(names[floor.rule], kind, sum_, floor.citation, floor.verified, counts)


def _dues(result: Assessment) -> tuple[tuple[str, datetime | None, str, str], ...]:
    told = result.as_json(working_calendar)["deadlines"]
    return tuple(
        (
            due_names().get(due["what"], due["what"]),
            datetime.fromisoformat(due["due_at"]) if due["due_at"] else None,
            due["allow"],
            due["citation"],
        )
        for due in told
    )


def _noticed(pack: Pack, key: str) -> str:
    return pack.notices[key]["zh" if (get_language() or "").startswith("zh") else "en"]


def _step(pack: Pack, tried: Tried) -> Step:
    rule = tried.rule
    facts = tuple((_label(pack, name), _value(pack, name, value)) for name, value in tried.facts.items())
    sum_ = amount(tried.amount_minor, pack.currency) if tried.amount_minor is not None else ""
    formula = rule.amount.text if tried.applies and rule.amount else ""
    return Step(said_of(rule), rule.citation, tried.applies, rule.verified, tried.tests, facts, formula, sum_)


def _label(pack: Pack, name: str) -> str:
    """Return what a fact means; a value that was worked out bears its name alone."""
    fact = pack.facts.get(name)
    return f"{name}: {said_of(fact)}" if fact else name


def _value(pack: Pack, name: str, value: Any) -> str:
    return value_words(pack, pack.facts.get(name), value)


def kind_names() -> dict[str, str]:
    """Return what the kinds of what is owed are called."""
    return {
        "money": pgettext("owed by law", "Money"),
        "refund": pgettext("owed by law", "Money back"),
        "repair": pgettext("owed by law", "Repair"),
        "replacement": pgettext("owed by law", "Another one"),
        "care": pgettext("owed by law", "Care"),
        "loss": pgettext("owed by law", "The loss"),
    }


def due_names() -> dict[str, str]:
    """Return what has to be done in time."""
    return {
        "acceptance": pgettext("due by law", "Say whether it is taken"),
        "answer": pgettext("due by law", "Answer"),
        "claim-form": pgettext("due by law", "Send the claim form"),
        "decision": pgettext("due by law", "Decide and tell"),
        "final-response": pgettext("due by law", "Final response"),
        "mediation": pgettext("due by law", "Mediation ends"),
        "next-news": pgettext("due by law", "Next news"),
        "pay": pgettext("due by law", "Pay"),
        "pay-or-justify": pgettext("due by law", "Pay, or say why not"),
        "perform": pgettext("due by law", "Do it"),
        "refund": pgettext("due by law", "Money back"),
        "repair": pgettext("due by law", "Repair"),
        "settle": pgettext("due by law", "Settle"),
        "summary-resolution": pgettext("due by law", "Resolve at once"),
    }


def burden_words() -> dict[str, str]:
    """Return who has to prove."""
    return {
        "company": _("The company has to prove it. Do not ask the customer for proof."),
        "customer": _("The law leaves the proof to the customer; ask for it only if it costs less than believing."),
    }


def country_names() -> dict[str, str]:
    """Return what the countries of the packs are called."""
    return {
        "CN": pgettext("country of a law", "China"),
        "EU": pgettext("country of a law", "European Union"),
        "GB": pgettext("country of a law", "United Kingdom"),
        "US": pgettext("country of a law", "United States"),
        "any": pgettext("country of a law", "Everywhere"),
    }


def trade_names() -> dict[str, str]:
    """Return what the trades of the packs are called."""
    return {
        "air": pgettext("trade", "Airline"),
        "finance": pgettext("trade", "Bank or insurer"),
        "food": pgettext("trade", "Food"),
        "goods": pgettext("trade", "Goods"),
        "rail": pgettext("trade", "Railway"),
        "telecom": pgettext("trade", "Telephone and internet"),
        "any": pgettext("trade", "Every trade"),
    }
