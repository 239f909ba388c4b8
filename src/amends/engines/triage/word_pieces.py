"""Words cut into the pieces that a net for English knows (WordPiece, as BERT without capitals reads)."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

UNKNOWN, BEGIN, END = "[UNK]", "[CLS]", "[SEP]"
LONGEST_WORD = 100  # characters; a longer one is unknown
LONGEST_TEXT = 256  # pieces, what the net was taught with; the rest of a longer text is not read
_HAN = ((0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F))


class WordPieces:
    """The pieces by number; one within a word begins with ``##``."""

    def __init__(self, pieces: Sequence[str]) -> None:
        """Number the pieces as they stand."""
        self._number = {piece: at for at, piece in enumerate(pieces)}
        self._of_word = lru_cache(maxsize=50_000)(self._cut)

    def numbers(self, text: str) -> list[int]:
        """Return the numbers of the pieces, with where the text begins and ends."""
        found: list[int] = []
        for word in words_of(text[: LONGEST_TEXT * LONGEST_WORD]):
            found += self._of_word(word)
            if len(found) >= LONGEST_TEXT - 2:
                break
        return [self._number[BEGIN], *found[: LONGEST_TEXT - 2], self._number[END]]

    def _cut(self, word: str) -> tuple[int, ...]:
        """Return the longest piece that is known, then the longest of the rest; unknown if any rest has none."""
        unknown = (self._number[UNKNOWN],)
        if len(word) > LONGEST_WORD:
            return unknown
        found: list[int] = []
        begin = 0
        while begin < len(word):
            mark = "##" if begin else ""
            ends = range(len(word), begin, -1)
            end = next((end for end in ends if mark + word[begin:end] in self._number), begin)
            if end == begin:
                return unknown
            found.append(self._number[mark + word[begin:end]])
            begin = end
        return tuple(found)


def read_pieces(file: Path) -> WordPieces:
    """Return the pieces of a file, one a line."""
    return WordPieces(file.read_text("utf-8").splitlines())


def words_of(text: str) -> list[str]:
    """Return words in small letters without accents; each mark and each Chinese character is a word."""
    apart = "".join(map(_cleaned, text))
    letters = "".join(sign for sign in unicodedata.normalize("NFD", apart) if unicodedata.category(sign) != "Mn")
    return "".join(f" {sign} " if _is_mark(sign) else sign for sign in letters.lower()).split()


@lru_cache(maxsize=10_000)
def _cleaned(sign: str) -> str:
    if sign in "\t\n\r":
        return " "
    if sign == "\ufffd" or unicodedata.category(sign) in {"Cc", "Cf", "Co", "Cs"}:
        return ""
    return f" {sign} " if any(first <= ord(sign) <= last for first, last in _HAN) else sign


@lru_cache(maxsize=10_000)
def _is_mark(sign: str) -> bool:
    """Say whether it is punctuation, or what stands for it on an English keyboard: $, +, <, =, >, ^, `, |, ~."""
    return unicodedata.category(sign)[0] == "P" or sign in "$+<=>^`|~"
