"""What a case has on record, as far as a check of words needs it."""

from __future__ import annotations

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
    """

    happened: tuple[str, ...] = ()
    wanted: str = ""
    facts: tuple[Fact, ...] = ()
    is_owed: bool = False


NOTHING = Known()
