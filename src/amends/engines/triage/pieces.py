"""What a text is made of, in any script: runs of characters, and words; Chinese needs no dictionary for either."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_HAS_HAN = re.compile(f"[{_HAN}]")
_WORD = re.compile(rf"[{_HAN}]|[^\W_{_HAN}]+(?:['’][^\W_{_HAN}]+)?|[!?]")
_IN_WORDS = range(2, 7)  # characters of a word that is written with letters, its borders included
_IN_HAN = range(1, 5)
WORDS_TOGETHER = 3


def plain(text: str) -> str:
    """Return the text in small letters and one width: "ＡＢＣ！" is "abc!"."""
    return unicodedata.normalize("NFKC", text).lower()


def characters(text: str) -> Iterator[str]:
    """Yield runs of neighbouring characters: 1 to 4 in Chinese, 2 to 6 within words of letters (" la", "late")."""
    for chunk in plain(text).split():
        is_han = _HAS_HAN.search(chunk)
        run = chunk if is_han else f" {chunk} "
        for size in _IN_HAN if is_han else _IN_WORDS:
            for at in range(len(run) - size + 1):
                yield run[at : at + size]


def words(text: str) -> Iterator[str]:
    """Yield one to three neighbouring words; a Chinese character counts as a word."""
    found = _WORD.findall(plain(text))
    for size in range(1, WORDS_TOGETHER + 1):
        for at in range(len(found) - size + 1):
            yield joined(found[at : at + size])


def joined(some: list[str]) -> str:
    """Return words as they are written next to each other: with a space, but not within Chinese."""
    text = some[0]
    for before, word in pairwise(some):
        text += word if _HAS_HAN.match(before) and _HAS_HAN.match(word) else f" {word}"
    return text


def fingerprint_of(text: str) -> str:
    """Return what is left of a text without case, spaces and punctuation; twins have the same."""
    return re.sub(r"[\W_]+", "", plain(text))
