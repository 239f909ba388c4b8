"""What the words of a case state, as a colleague reads it: chips to take over or to call wrong."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from amends.models import Case
from amends.rules.money import Money, plain
from amends.rules.stated import KINDS, TAKEN, Stated, standing, taken
from amends.web import moments
from amends.web.visitors import StaffRequest
from amends.web.ways import amount

MOST_AMOUNTS = 3


class Choice(NamedTuple):
    """A value in words, and as a form sends it."""

    value: str
    words: str


class Chip(NamedTuple):
    """
    A fact that was read.

    choices  what it may mean: one, or several where it is ambiguous
    """

    kind: str
    name: str
    choices: tuple[Choice, ...]
    percent: int
    words: str
    may_take: bool

    @property
    def key(self) -> str:
        return f"{self.kind} {self.choices[0].value}"


class Reads(NamedTuple):
    """What was taken over, and what waits for a colleague."""

    taken: list[Chip]
    waiting: list[Chip]


def reads_of(case: Case, request: StaffRequest) -> Reads:
    """Return what the words of a case state, from the row its page has anyway."""
    reading = getattr(case, "reading", None)
    facts = standing(reading.facts, *KINDS) if reading else []
    return Reads(
        [_chip(one, request) for one in _in_order(facts) if one.get("is_so")],
        [_chip(one, request) for one in _in_order(facts) if "is_so" not in one and not _is_known(one, case)],
    )


def told_already(case: Case, request: StaffRequest) -> dict[str, str]:
    """Return what nobody need be asked for again, by its kind; what may mean two things is worth a question."""
    reading = getattr(case, "reading", None)
    facts = standing(reading.facts, *KINDS) if reading else []
    sure = [one for one in reversed(facts) if not one["others"]]  # of several the first stands at last
    return {one["kind"]: value_words(one["kind"], one["value"], request) for one in sure}


class Prefilled(NamedTuple):
    """
    What words say for an offer: what a colleague took over stands in its field, what was only read beside it.

    wanted        the first remedy they wish for that can be offered, "" where they wish for none
    wanted_words  the words that say so
    """

    price: str
    currency: str
    said: str
    order: str
    wanted: str
    wanted_words: str


def prefilled(case: Case, remedies: Iterable[str], request: StaffRequest) -> Prefilled:
    """Return what the words of a case say for the form of its offer."""
    reading = getattr(case, "reading", None)
    known = reading.facts if reading else []
    amounts, able = standing(known, "amount"), set(remedies)
    wish = next((one for one in standing(known, "wish") if one["value"] in able), None)
    minor, _space, currency = taken(known, "amount").partition(" ")
    said = pgettext("between things named one after the other", ", ").join(
        value_words("amount", one["value"], request) for one in amounts[:MOST_AMOUNTS]
    )
    return Prefilled(
        price=plain(Money(int(minor), currency or "CNY")) if minor else "",
        currency=currency,
        said=said,
        order=taken(known, "order"),
        wanted=wish["value"] if wish else "",
        wanted_words=wish["words"] if wish else "",
    )


def _in_order(facts: Iterable[Stated]) -> list[Stated]:
    return sorted(facts, key=lambda one: KINDS.index(one["kind"]))


def _is_known(fact: Stated, case: Case) -> bool:
    """Whether the case says so already: nobody need be asked."""
    known = {"mood": str(case.emotion or ""), "language": case.language}
    return known.get(fact["kind"]) == fact["value"] or (fact["kind"] == "mood" and case.emotion is not None)


def _chip(fact: Stated, request: StaffRequest) -> Chip:
    values = (fact["value"], *fact["others"])
    choices = tuple(Choice(value, value_words(fact["kind"], value, request)) for value in values)
    may_take = fact["kind"] in TAKEN and not fact.get("is_so")
    return Chip(fact["kind"], fact_names()[fact["kind"]], choices, fact["percent"], fact["words"], may_take)


def value_words(kind: str, value: str, request: StaffRequest) -> str:
    """Return a value as a colleague reads it."""
    if kind == "amount":
        minor, _space, currency = value.partition(" ")
        return amount(int(minor), currency) if currency else plain(Money(int(minor), "CNY"))
    if kind == "date":
        return _day_words(value, request)
    if kind == "place":
        name, _space, number = value.partition(" ")
        return place_names().get(name, "%s") % number
    return value_names(kind).get(value, value)


def _day_words(value: str, request: StaffRequest) -> str:
    day, _space, clock = value.partition(" ")
    at = moments.noon(date.fromisoformat(day))
    if not clock:
        return moments.date(at, request.now)
    told = time.fromisoformat(clock)
    there = at.replace(hour=told.hour, minute=told.minute)
    return f"{moments.date(there, request.now)} {moments.clock(there)}"


def fact_names() -> dict[str, str]:
    """Return what the kinds of facts are called."""
    return {
        "wish": pgettext("a fact", "Wish"),
        "amount": pgettext("a fact", "Amount"),
        "order": pgettext("a fact", "Order"),
        "flight": pgettext("a fact", "Flight"),
        "train": pgettext("a fact", "Train"),
        "date": pgettext("a fact", "Day"),
        "place": pgettext("a fact", "Where"),
        "person": pgettext("a fact", "Person"),
        "phone": pgettext("a fact", "Telephone"),
        "email": pgettext("a fact", "E-mail"),
        "mood": pgettext("a fact", "Mood"),
        "manner": pgettext("a fact", "Manner"),
        "language": pgettext("a fact", "Language"),
    }


def fact_words(kinds: Iterable[str]) -> str:
    """Return the names of kinds of facts, as a list in a sentence."""
    names, comma = fact_names(), pgettext("between things named one after the other", ", ")
    return comma.join(names[kind] for kind in kinds if kind in names)


def place_names() -> dict[str, str]:
    """Return how a numbered place is said."""
    return {
        "room": _("Room %s"),
        "table": _("Table %s"),
        "gate": _("Gate %s"),
        "seat": _("Seat %s"),
        "floor": _("Floor %s"),
    }


def value_names(kind: str) -> dict[str, str]:
    """Return what the values of a kind are called, where they are keys."""
    if kind == "wish":
        return wish_names()
    names = {
        "mood": {
            "1": pgettext("emotion", "Calm"),
            "2": pgettext("emotion", "Annoyed"),
            "3": pgettext("emotion", "Upset"),
            "4": pgettext("emotion", "Angry"),
            "5": pgettext("emotion", "Beside themselves"),
        },
        "manner": {
            "praise": pgettext("manner", "Praise"),
            "spam": pgettext("manner", "Spam"),
            "abusive": pgettext("manner", "Abuse"),
        },
        "language": {"en": _("Answer in English"), "zh-hans": _("Answer in Chinese")},
    }
    return names.get(kind, {})


def wish_names() -> dict[str, str]:
    """Return what somebody may wish for."""
    return {
        "refund": pgettext("a wish", "Refund"),
        "replacement": pgettext("a wish", "Replacement"),
        "repair": pgettext("a wish", "Repair"),
        "apology": pgettext("a wish", "Apology"),
        "compensation": pgettext("a wish", "Compensation"),
        "explanation": pgettext("a wish", "Explanation"),
        "answer": pgettext("a wish", "An answer"),
        "consequences": pgettext("a wish", "Consequences for somebody"),
        "hearing": pgettext("a wish", "Only to be heard"),
    }
