"""
A text without the facts by which somebody could be known: for whoever outside the house is asked about it.

Rather too much than too little: what went wrong is told without names and numbers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator

from amends.engines.triage.numbers import numbers_in
from amends.engines.triage.persons import persons_in

FEWEST_LETTERS = 2  # of a part of a name: one letter is said of other things, one Chinese character too
FEWEST_DIGITS = 5
_AT_SIGN = re.compile(r"[^\s,;，；。<>()（）]{0,100}@[^\s,;，；。<>()（）]+")
_WEB = re.compile(r"(?:https?://|www\.)[^\s，。；）)]+", re.IGNORECASE)
# A run of figures, whatever stands between them, and of what is read out: documents, cards, accounts, telephones.
_DIGITS = re.compile(r"[A-Za-z]{0,4}[-#]?\d(?:[-\s./()]{0,2}\d){4,}[A-Za-z]?")
_CODE = re.compile(
    r"(?<![A-Za-z0-9])(?=[A-Za-z-]{0,40}\d)(?=[A-Za-z0-9-]{0,40}[A-Za-z])[A-Za-z0-9](?:-?[A-Za-z0-9]){5,}(?![A-Za-z0-9])"
)
_READ_OUT = re.compile(r"[零〇一二三四五六七八九幺两](?:[\s-]?[零〇一二三四五六七八九幺两]){6,}")
_NAME = r"[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2}"
_MY_NAME = re.compile(
    rf"(?:[Mm]y name is|[Tt]his is|I am|I'm|I’m|[Rr]egards,?|[Ss]incerely,?|[Yy]ours,?)\s+(?P<name>{_NAME})"
)
_MY_CHINESE_NAME = re.compile(
    r"(?:我叫|我是|本人|姓名[:：]?|联系人[:：]?)\s?(?P<name>[一-鿿]{2,4}?)(?=[，,。.！!；;、\s]|$)"
)
_HAN = re.compile("[一-鿿]")
Span = tuple[int, int, str]


def masked(text: str, known: Collection[str] = ()) -> str:
    """
    Return a text with a word for each fact in place of it.

    known  what the house knows of whom it is about, whatever its form: names, addresses, numbers

    Worked value: "Ring Ms Lee at 138 0013 8000, order CB20261103" is "Ring [name] at [number], order [number]".
    """
    plain = unicodedata.normalize("NFKC", text)
    pieces, end = [], 0
    for start, finish, word in sorted(_spans(plain, known), key=lambda span: (span[0], -span[1])):
        if finish <= end:
            continue
        if start >= end:  # what overlaps goes on under the word before it
            pieces += [plain[end:start], word]
        end = finish
    return "".join([*pieces, plain[end:]])


def _spans(plain: str, known: Collection[str]) -> Iterator[Span]:
    for expression in (_AT_SIGN, _WEB):
        yield from ((*found.span(), "[address]") for found in expression.finditer(plain))
    for expression in (_DIGITS, _CODE, _READ_OUT):
        yield from ((*found.span(), "[number]") for found in expression.finditer(plain))
    for fact in numbers_in(plain):
        if fact.kind != "place":  # room 12 is where it happened
            yield fact.start, fact.end, "[address]" if fact.kind == "email" else "[number]"
    for fact in persons_in(plain):
        yield fact.start, fact.end, "[name]"
    for expression in (_MY_NAME, _MY_CHINESE_NAME):
        yield from ((*found.span("name"), "[name]") for found in expression.finditer(plain))
    for piece in _pieces(known):
        yield from ((*found.span(), "[name]") for found in _said(piece).finditer(plain))


def _pieces(known: Collection[str]) -> set[str]:
    """Return what is known as it is and in its parts: who is Lena Fischer is Lena, and Ms Fischer."""
    plain = [unicodedata.normalize("NFKC", one).strip() for one in known]
    parts = [part for one in plain for part in (one, *re.split(r"[\s,.·•]+", one))]
    return {part for part in parts if len(part) >= FEWEST_LETTERS}


def _said(piece: str) -> re.Pattern[str]:
    """Return the expression that finds it, whatever the case and the spaces; one of letters stands for whole words."""
    spaced = r"\s*".join(re.escape(letter) for letter in piece if not letter.isspace())
    whole = spaced if _HAN.search(piece) else rf"(?<![^\W\d_]){spaced}(?![^\W\d_])"
    return re.compile(whole, re.IGNORECASE)
