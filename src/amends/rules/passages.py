"""The piece of a text in which the words somebody searched for stand, with those words marked."""

from __future__ import annotations

import re
from collections.abc import Sequence

MOST = 160
LEAD = 16  # columns shown before the first word that was found; a Chinese letter takes two

Part = tuple[str, bool]


def passage(text: str, asked: str, most: int = MOST) -> list[Part]:
    """
    Return one line of ``text`` around the first of the words asked for, as pieces and whether each is such a word.

    Worked value: ``passage("The tap leaks", "TAP")`` is ``[("The ", False), ("tap", True), (" leaks", False)]``.
    Of Chinese that does not stand there as a whole, pairs of letters are marked. Nothing found gives the beginning.
    """
    line = " ".join(text.split())
    pattern = _pattern(line, asked)
    first = pattern.search(line) if pattern else None
    if pattern is None or first is None:
        return [(_cut(line, 0, most), False)] if line else []
    return _parts(_cut(line, _begin(line, first.start()), most), pattern)


def _begin(line: str, at: int) -> int:
    """Return where to begin so that what stands at ``at`` is still seen in a narrow row."""
    begin, columns = at, 0
    while begin and columns < LEAD:
        begin -= 1
        columns += 1 if line[begin].isascii() else 2
    return begin


def _cut(line: str, begin: int, most: int) -> str:
    end = begin + most
    return ("…" if begin else "") + line[begin:end] + ("…" if end < len(line) else "")


def _parts(line: str, pattern: re.Pattern[str]) -> list[Part]:
    parts: list[Part] = []
    at = 0
    for found in pattern.finditer(line):
        parts += [(line[at : found.start()], False)] if found.start() > at else []
        parts.append((found.group(), True))
        at = found.end()
    return parts + ([(line[at:], False)] if at < len(line) else [])


def _pattern(line: str, asked: str) -> re.Pattern[str] | None:
    words: list[str] = []
    for word in asked.split()[:20]:
        words += [word] if word.isascii() or word.casefold() in line.casefold() else _pairs(word)
    longest_first = sorted({re.escape(word) for word in words if word}, key=len, reverse=True)
    return re.compile("|".join(longest_first), re.IGNORECASE) if longest_first else None


def _pairs(word: str) -> Sequence[str]:
    return [word[at : at + 2] for at in range(len(word) - 1)]
