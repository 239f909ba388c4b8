"""Canned replies: sentences one writes again and again, with places for the facts of the case."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import NamedTuple

from amends.rules.refusals import gettext_noop

# What may stand between braces, and what it is; a name that is not here stays open, as does a fact nobody knows.
FACTS: Mapping[str, str] = MappingProxyType(
    {
        "customer": gettext_noop("The customer’s name"),
        "reference": gettext_noop("The case’s reference"),
        "owner": gettext_noop("First name of the owner"),
        "promise": gettext_noop("When the next promise falls due"),
        "site": gettext_noop("The place"),
        "failure": gettext_noop("The kind of failure"),
        "organisation": gettext_noop("The organisation’s name"),
        "wanted": gettext_noop("What the customer asks for"),
        "today": gettext_noop("Today’s date"),
    }
)
_OPEN = re.compile(r"\{[a-z_]{1,40}\}")


class Starter(NamedTuple):
    """A canned reply that comes with the product; a copy with its ``key`` takes its place."""

    key: str
    folder_zh: str
    folder_en: str
    name_zh: str
    name_en: str
    text_zh: str
    text_en: str


def filled(text: str, facts: Mapping[str, str]) -> str:
    """
    Return the text with what is known put in; what is not stays open, to be seen.

    Worked value: "{owner} will call by {promise}." with {"owner": "Lin"} gives "Lin will call by {promise}."
    """
    return _OPEN.sub(lambda found: facts.get(found[0][1:-1]) or found[0], text)


def open_facts(text: str) -> tuple[str, ...]:
    """Return what is still open in a text, each once and in order: ("{promise}",)."""
    return tuple(dict.fromkeys(_OPEN.findall(text)))


def unknown_facts(text: str) -> tuple[str, ...]:
    """Return the places that no case will ever fill, as "{refund}"."""
    return tuple(one for one in open_facts(text) if one[1:-1] not in FACTS)


@cache
def starters() -> tuple[Starter, ...]:
    """Return the canned replies that come with the product."""
    text = resources.files(__name__).joinpath("starters.toml").read_text(encoding="utf-8")
    return tuple(Starter(**row) for row in tomllib.loads(text)["reply"])
