"""What a topic is called: whole runs of its own words, which many of its texts have and few others."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from amends.engines.topics.weighing import BEGINNING, MOST_CHARACTERS, pieces_of

MOST = 4
LONGEST = {True: 12, False: 4}  # characters of a Chinese phrase, words of another
LEAST_SHARE = 0.3  # of the texts of the topic
LEAST_TEXTS = 2
PART_OF_LONGER = 0.7  # a run of which so many go on in the same way is only a part of the longer one
_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_UNIT = re.compile(f"[{_HAN}]|[^\\W_{_HAN}]+(?:['’-][^\\W_{_HAN}]+)*|\n|[^\\s]")
_IS_HAN = re.compile(f"[{_HAN}]")
_LOOSE = frozenset("的了在是我有和就不也都被将对与及并为于从到请把让个这那们啊吗呢吧等之以其但很更还又")
_LOOSE_WRITTEN = (
    "a about after all am an and any are as at be because been before but by can could did do does for from get got "
    "had has have he her him his how i i'm if in into is it it's its just me more my no not now of on or our out she "
    "so still than that the their them then there they this to too up us was we were what when where which who why "
    "will with would you your"
)
_LOOSE_WORDS = frozenset(_LOOSE_WRITTEN.split())
Phrase = tuple[str, ...]


def phrases_of(
    texts: Sequence[str], rarity: Callable[[str], float], *, wanted: Callable[[str], bool] = bool
) -> tuple[str, ...]:
    """
    Return at most four phrases, the most telling first; none says what another says.

    rarity  of a piece among all texts
    wanted  which phrases may be named

    A phrase scores the share of the texts that have it, those that begin with it twice, · mean rarity of its pieces ·
    ln(2 + pieces).
    """
    heads = [text[:MOST_CHARACTERS].lower() for text in texts]
    seen = Counter(phrase for head in heads for phrase in set(_phrases(head)))
    begun = Counter(phrase for head in heads for phrase in set(_phrases(head[:BEGINNING])))
    least = max(LEAST_TEXTS, LEAST_SHARE * len(texts))
    often = {phrase: n for phrase, n in seen.items() if n >= least}
    parts = set(_parts(often))
    scored = {
        _joined(phrase): (n + begun[phrase]) * _telling(_joined(phrase), rarity)
        for phrase, n in often.items()
        if phrase not in parts and wanted(_joined(phrase))
    }
    kept: list[str] = []
    for words in sorted(scored, key=lambda one: (-scored[one], one)):
        if scored[words] > 0 and len(kept) < MOST and not any(_say_the_same(words, other) for other in kept):
            kept.append(words)
    return tuple(kept)


def _parts(often: dict[Phrase, int]) -> Iterator[Phrase]:
    """Yield the phrases that nearly always go on in the same way."""
    for longer, n in often.items():
        for part in (longer[1:], longer[:-1]):
            if n >= PART_OF_LONGER * often.get(part, n * 2):
                yield part


def _telling(words: str, rarity: Callable[[str], float]) -> float:
    found = [rarity(piece) for piece in pieces_of(words)]
    return sum(found) / len(found) * math.log(2 + len(found)) if found else 0.0


def _say_the_same(one: str, other: str) -> bool:
    mine, theirs = set(pieces_of(one)), set(pieces_of(other))
    return 2 * len(mine & theirs) >= min(len(mine), len(theirs))


def _phrases(text: str) -> Iterator[Phrase]:
    """Yield the runs of units that may be a name: no punctuation within, no loose word at either end."""
    units = _UNIT.findall(text)
    for start, first in enumerate(units):
        longest = LONGEST[any(_IS_HAN.match(unit) for unit in units[start : start + 2])]
        if _is_loose(first):
            continue
        for end in range(start + 1, min(start + longest, len(units)) + 1):
            last = units[end - 1]
            if not last[0].isalnum():
                break
            if not _is_loose(last) and _is_name(units[start:end]):
                yield tuple(units[start:end])


def _is_loose(unit: str) -> bool:
    return unit in _LOOSE or unit in _LOOSE_WORDS or not unit[0].isalnum()


def _is_name(units: Sequence[str]) -> bool:
    """Whether it is more than one character, or a number, or a date."""
    said = "".join(units)
    return len(said) > 1 and not said.rstrip("年月日号点元万").isdigit()


def _joined(phrase: Phrase) -> str:
    """Return it as it is written: Chinese without spaces, other words with one between."""
    out = phrase[0]
    for before, unit in pairwise(phrase):
        out += unit if _IS_HAN.match(before) or _IS_HAN.match(unit) else f" {unit}"
    return out
