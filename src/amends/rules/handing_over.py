"""One line of what the next owner of a case must know, made of its last facts; whoever hands over may rewrite it."""

from __future__ import annotations

from collections.abc import Iterable

LONGEST = 300  # what a transfer keeps
LONGEST_PART = 120
CJK = "\u2e80"  # from here on, letters that stand without a space


def line_of(facts: Iterable[str]) -> str:
    """
    Return the facts that are there, in the order given and each on one line, cut so that no later one is lost to it.

    Worked value: ["An apology is owed.", "", "Wants:\\n a refund"] gives "An apology is owed. Wants: a refund".
    """
    parts = [_cut(" ".join(fact.split()), LONGEST_PART) for fact in facts]
    line = ""
    for part in filter(None, parts):
        line += f" {part}" if line and part[0] < CJK else part
    return _cut(line, LONGEST)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
