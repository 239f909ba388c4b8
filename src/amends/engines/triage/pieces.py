"""What a text is made of, in any script: runs of characters, and words; Chinese needs no dictionary for either."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_HAS_HAN = re.compile(f"[{_HAN}]")
_WORD = re.compile(rf"[{_HAN}]|[^\W_{_HAN}]+(?:['’][^\W_{_HAN}]+)?|[!?]")
_KNOWN = 1024  # words of letters whose runs are remembered: the same come again and again
_IN_WORDS = range(2, 7)  # characters of a word that is written with letters, its borders included
_IN_HAN = range(1, 5)


def plain(text: str) -> str:
    """Return the text in small letters and one width: "ＡＢＣ！" is "abc!"."""
    return unicodedata.normalize("NFKC", text).lower()


def characters(text: str) -> list[str]:
    """Return runs of neighbouring characters: 1 to 4 in Chinese, 2 to 6 within words of letters (" la", "late")."""
    found: list[str] = []
    for chunk in plain(text).split():
        found += _runs(chunk, _IN_HAN) if _HAS_HAN.search(chunk) else _in_word(chunk)
    return found


@lru_cache(_KNOWN)
def _in_word(word: str) -> tuple[str, ...]:
    return tuple(_runs(f" {word} ", _IN_WORDS))


def _runs(chunk: str, sizes: range) -> list[str]:
    return [chunk[at : at + size] for size in sizes for at in range(len(chunk) - size + 1)]


def words(text: str) -> list[str]:
    """Return one to three neighbouring words; a Chinese character counts as a word."""
    one = _WORD.findall(plain(text))
    next_to = [word if _is_han(word) and _is_han(before) else f" {word}" for before, word in pairwise(one)]
    two = [word + other for word, other in zip(one, next_to, strict=False)]
    return one + two + [pair + other for pair, other in zip(two, next_to[1:], strict=False)]


def _is_han(word: str) -> bool:
    return "\u3400" <= word <= "\u9fff"


def fingerprint_of(text: str) -> str:
    """Return what is left of a text without case, spaces and punctuation; twins have the same."""
    return re.sub(r"[\W_]+", "", plain(text))
