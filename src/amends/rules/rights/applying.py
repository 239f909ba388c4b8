"""Which law holds at a place, and what it gives together: the packs of its countries and trade, and the highest sum."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from amends.rules.money import Money
from amends.rules.refusals import Invalid, gettext_noop
from amends.rules.rights.assessing import Assessment, Floor, assess
from amends.rules.rights.library import packs
from amends.rules.rights.packs import Pack

ANY = "any"


@dataclass(frozen=True, slots=True)
class Grounds:
    """
    What decides which law holds at a place. Without a country none does.

    countries    "CN", "EU", "GB", "US": as the packs name them
    trade        "air", "food" ...; "" for one that no pack is about
    switched_on  packs that count here though they are off, or not verified to the last rule
    """

    countries: frozenset[str] = frozenset()
    trade: str = ""
    switched_on: frozenset[str] = frozenset()

    def holds(self, pack: Pack) -> bool:
        """Whether a pack speaks here at all."""
        if pack.key in self.switched_on:
            return True
        return pack.is_on and pack.jurisdiction in self.countries and pack.industry in {ANY, self.trade}


@dataclass(frozen=True, slots=True)
class Said:
    """What one pack says on some facts, and which of its floors count here: an unverified one only if switched on."""

    assessment: Assessment
    counted: tuple[Floor, ...]
    is_trusted: bool = False  # what nobody verified counts here too

    @property
    def pack(self) -> Pack:
        return self.assessment.pack

    @property
    def owed(self) -> Money:
        """Return the sum of what counts: the floors of one law stand beside each other."""
        return Money(sum(floor.amount_minor or 0 for floor in self.counted), self.pack.currency)

    def as_json(self) -> dict[str, Any]:
        """Return it as it is kept with an offer: which law of which day, on which facts, and each floor."""
        facts = {name: value for name, value in self.assessment.facts.items() if value is not None}
        floors = [
            {
                "kind": floor.kind, "amount_minor": floor.amount_minor, "currency": floor.currency,
                "citation": floor.citation, "rule": floor.rule, "verified": floor.verified,
                "counted": floor in self.counted,
            }
            for floor in self.assessment.floors
        ]  # fmt: skip
        instants = {name: value.isoformat() for name, value in facts.items() if isinstance(value, datetime)}
        return {
            "pack": self.pack.key, "since": self.pack.since.isoformat(), "facts": facts | instants, "floors": floors,
        }  # fmt: skip


def known_countries() -> tuple[str, ...]:
    """Return the countries that packs are about."""
    return tuple(sorted({pack.jurisdiction for pack in packs()} - {ANY}))


def known_trades() -> tuple[str, ...]:
    """Return the trades that packs are about."""
    return tuple(sorted({pack.industry for pack in packs()} - {ANY}))


def needs_a_word(pack: Pack) -> bool:
    """Return whether a pack counts in full only where it was switched on: it is off, or a rule is not verified."""
    return not pack.is_on or not all(rule.verified for rule in pack.rules)


def packs_at(grounds: Grounds, *, on: date) -> tuple[Pack, ...]:
    """Return the packs that are the law at a place on a day."""
    return tuple(pack for pack in packs() if pack.applies_on(on) and grounds.holds(pack))


def say(pack: Pack, told: Mapping[str, Any], grounds: Grounds) -> Said:
    """Return what a pack says on some facts; raise Invalid naming the fact as "pack.fact"."""
    try:
        found = assess(pack, told)
    except Invalid as refusal:
        refusal.field = f"{pack.key}.{refusal.field}"
        raise
    is_trusted = pack.key in grounds.switched_on
    return Said(found, tuple(floor for floor in found.floors if floor.verified or is_trusted), is_trusted)


def floor_of(said: Iterable[Said], currency: str) -> Money:
    """
    Return what the law gives at least: the highest of what the packs give, since one cause is paid once.

    Raise Invalid naming the currency where a pack gives a sum in another. Worked value: one law gives 250.00, another
    200.00 and 300.00 of the same currency: 500.00.
    """
    highest = Money(0, currency)
    for one in said:
        if one.owed.minor:
            require_currency(one.pack, currency)
            highest = max(highest, one.owed)
    return highest


def require_currency(pack: Pack, currency: str) -> None:
    """Refuse an offer in another currency than that in which a law gives."""
    if pack.currency != currency:
        words = gettext_noop("What the law gives here is in %(currency)s. Make the offer in %(currency)s.")
        raise Invalid(words, field="currency", params={"currency": pack.currency})
