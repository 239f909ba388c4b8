"""What the words of a case state, as it is kept with the case: shown until a colleague takes it over or says no."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

KINDS = (
    "wish", "amount", "order", "flight", "train", "date", "place", "person", "phone", "email", "mood", "manner",
    "language",
)  # fmt: skip
"""In the order in which they are shown."""
TAKEN = frozenset({"wish", "amount", "order", "flight", "train", "date", "place", "mood"})
"""What becomes a fact of the case when a colleague takes it over; the others are only said to be wrong."""
MOST = 24  # of a case; a page that states more is a list
MOST_OTHERS = 3
LONGEST = 80  # characters of the words that are kept

Stated = Mapping[str, Any]
"""
kind, value   as ``engines.triage.stated`` has them; manner is praise, spam or abusive
others        what it may mean as well
percent       how sure that is
intake        where the words stand, with ``start`` and ``end`` in it; 0: in what the customer wants
words         the words
is_so         what a colleague said of it; absent: nobody has
"""


def together(known: Sequence[Stated], found: Iterable[Stated]) -> list[Stated]:
    """
    Return what is known with what is new in ``found``; nothing is known twice, and what was refuted stays refuted.

    Worked value: refund is refuted, refund and apology are found: refund refuted and apology.
    """
    there = {(one["kind"], one["value"]) for one in known}
    new = {(one["kind"], one["value"]): one for one in found if (one["kind"], one["value"]) not in there}
    return [*known, *new.values()][: max(MOST, len(known))]


def find(known: Sequence[Stated], kind: str, value: str) -> int | None:
    """Return at which place a fact stands that nobody has refuted, by its value or by what it may mean as well."""
    for place, one in enumerate(known):
        if one["kind"] == kind and value in {one["value"], *one["others"]} and one.get("is_so") is not False:
            return place
    return None


def taken(known: Iterable[Stated], kind: str) -> str:
    """Return the value of a kind that a colleague took over first, "" where none was."""
    return next((one["value"] for one in known if one["kind"] == kind and one.get("is_so")), "")


def standing(known: Iterable[Stated], *kinds: str) -> list[Stated]:
    """Return what is stated of some kinds and not refuted, what was taken over first."""
    some = [one for one in known if one["kind"] in kinds and one.get("is_so") is not False]
    return sorted(some, key=lambda one: not one.get("is_so"))
