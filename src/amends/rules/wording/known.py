"""What a case has on record, as far as a check of words needs it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Fact(NamedTuple):
    """Something recorded, and where: the customer's words, a note, the kind of failure."""

    source: str
    text: str


class Known(NamedTuple):
    """
    happened  what went wrong, in the customer's words and by its kind
    wanted    what the customer asks for, "" when nobody knows
    facts     everything recorded, which an explanation may rest on
    is_owed   an apology is due, so its absence is worth a word
    told      what the customer gave already, by its kind: order, flight, train, place, phone, email, amount, date
    """

    happened: tuple[str, ...] = ()
    wanted: str = ""
    facts: tuple[Fact, ...] = ()
    is_owed: bool = False
    told: Mapping[str, str] = MappingProxyType({})


NOTHING = Known()
