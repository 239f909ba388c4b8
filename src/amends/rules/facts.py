"""The facts that rules ask for: checked one by one, so that a misspelt one never lowers what somebody is owed."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Any

from amends.rules.refusals import Invalid, gettext_noop

REQUIRED = object()
MOST = 10**15
EARLIEST, LATEST = 1900, 2200  # years a case may speak of
TYPE_WORDS = {
    "number": gettext_noop("%(fact)s is a number of at least 0."),
    "count": gettext_noop("%(fact)s is a whole number of at least 0."),
    "money": gettext_noop("%(fact)s is an amount in minor units (cents, pence, fen): a whole number of at least 0."),
    "flag": gettext_noop("%(fact)s is true or false."),
    "choice": gettext_noop("%(fact)s is one of %(options)s."),
    "instant": gettext_noop("%(fact)s is an instant with its offset, like 2026-03-28T10:00+01:00."),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """
    One fact that is asked for.

    kind     number, count (a whole one), money (minor units), flag, choice or instant
    default  its value when it is not told; REQUIRED when it must be
    options  what a choice chooses from
    en, zh   what it means
    """

    name: str
    kind: str
    default: Any
    options: tuple[str, ...]
    en: str
    zh: str

    def checked(self, told: Any) -> Any:
        """Return the value as rules read it; raise Invalid naming the fact."""
        if READERS[self.kind](self, told):
            return datetime.fromisoformat(told).astimezone(UTC) if self.kind == "instant" else told
        params = {"fact": self.name, "options": ", ".join(self.options)}
        raise Invalid(TYPE_WORDS[self.kind], field=self.name, params=params)


def _is_number(_fact: Fact, told: Any) -> bool:
    return type(told) in {int, float} and math.isfinite(told) and 0 <= told <= MOST


def _is_whole(_fact: Fact, told: Any) -> bool:
    return type(told) is int and 0 <= told <= MOST


def _is_flag(_fact: Fact, told: Any) -> bool:
    return type(told) is bool


def _is_choice(fact: Fact, told: Any) -> bool:
    return told in fact.options


def _is_instant(_fact: Fact, told: Any) -> bool:
    try:
        instant = datetime.fromisoformat(told)
        return instant.tzinfo is not None and EARLIEST <= instant.astimezone(UTC).year <= LATEST
    except (TypeError, ValueError, OverflowError):
        return False


READERS: Mapping[str, Callable[[Fact, Any], bool]] = {
    "number": _is_number,
    "count": _is_whole,
    "money": _is_whole,
    "flag": _is_flag,
    "choice": _is_choice,
    "instant": _is_instant,
}


def read_facts(asked: Mapping[str, Fact], told: Mapping[str, Any]) -> dict[str, Any]:
    """Return a value for every fact asked for: the one told, else its default. Raises Invalid naming the fact."""
    values: dict[str, Any] = {}
    for name, fact in asked.items():
        value = told.get(name)
        if value is not None:
            values[name] = fact.checked(value)
        elif fact.default is REQUIRED:
            words = gettext_noop("%(fact)s is missing: %(meaning)s.")
            raise Invalid(words, field=name, params={"fact": name, "meaning": fact.en})
        else:
            values[name] = fact.default
    if len(told) > len(asked) or not told.keys() <= asked.keys():
        _refuse_unknown(asked, told)
    return values


def _refuse_unknown(asked: Mapping[str, Fact], told: Mapping[str, Any]) -> None:
    name = sorted(told.keys() - asked.keys())[0]
    known = get_close_matches(name, asked, n=1) or sorted(asked)
    words = gettext_noop("%(fact)s is no fact that is asked for here; known are %(known)s.")
    raise Invalid(words, field=str(name), params={"fact": name, "known": ", ".join(known)})
