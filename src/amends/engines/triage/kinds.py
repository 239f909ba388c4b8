"""Which kind of failure a text tells of, without training: by what each is told in, by names, and by topics."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from amends.engines.triage.expressions import EachExpression

LEXICON = Path(__file__).parent / "lexicon" / "kinds.toml"
MOST_GUESSES = 3
MOST_WORDS = 5
# How often the kind with the most expressions was right, by how many more it had than the next: measured on 2,323
# messages to airlines that people sorted and the expressions were not written with. With a tie a person is asked.
CONFIDENCE = {0: 0.5, 1: 0.7, 2: 0.85}
LEAST_CONFIDENCE = 0.7
ALIKE = 2  # neighbouring pairs of words or characters that a name has to share with a text
_HAN = re.compile("[\u3400-\u9fff]")
_WORD = re.compile("[\u3400-\u9fff]|[a-z0-9]+(?:['’][a-z]+)?")
_EMPTY = frozenset(re.findall(r"\w+", "a an and at by for from in is it no not of on or the to too was were with"))
_EMPTY |= frozenset("的了没不有或和")


@dataclass(frozen=True, slots=True)
class Guess:
    """A kind, how sure that is (0 to 1), and the words that decided."""

    kind: str
    confidence: float
    why: tuple[str, ...]


def guesses_of(
    text: str, names: Mapping[str, Sequence[str]], topics: Mapping[str, Sequence[Sequence[str]]] | None = None
) -> tuple[Guess, ...]:
    """
    Return the kinds a text may tell of, the likeliest first; nothing where no word speaks.

    names   the kinds there are, each with what it is called
    topics  of a kind, the phrases of each topic that people made it of; they speak where most of them are said

    Worked value: "The tap leaks" tells of water_leak by one expression ("leaks"), and of no other: 0.7.
    """
    plain = unicodedata.normalize("NFKC", text)
    of_kind = topics or {}
    shipped = _shipped_in(plain)
    found = {kind: _words_in(plain, shipped.get(kind), called, of_kind.get(kind, ())) for kind, called in names.items()}
    told = sorted(((kind, words) for kind, words in found.items() if words), key=lambda one: -len(one[1]))
    counts = [len(words) for _kind, words in told]
    return tuple(
        Guess(kind, _confidence(counts, at), words[:MOST_WORDS]) for at, (kind, words) in enumerate(told[:MOST_GUESSES])
    )


def _confidence(counts: Sequence[int], at: int) -> float:
    """Return the confidence of the first by its lead; the others share half of what is left."""
    lead = counts[0] - (counts[1] if len(counts) > 1 else 0)
    first = CONFIDENCE[min(lead, max(CONFIDENCE))]
    return first if at == 0 else round((1 - first) * counts[at] / sum(counts[1:]), 4)


def _shipped_in(text: str) -> dict[str, list[tuple[int, int]]]:
    """Return for each shipped kind begin and end of what each of its expressions finds first, in their order."""
    kind_of, expressions = _lexicon()
    spans: dict[str, list[tuple[int, int]]] = {kind: [] for kind in kind_of}
    for at, span in sorted(expressions.firsts(text).items()):
        spans[kind_of[at]].append(span)
    return spans


def _words_in(
    text: str, shipped: Sequence[tuple[int, int]] | None, called: Sequence[str], topics: Sequence[Sequence[str]]
) -> tuple[str, ...]:
    """Return the piece of the text each expression of a kind found, none within another; its name where it has none."""
    said = [phrase.search(text) for topic in topics for phrase in _said_of(text, topic)]
    spans: list[tuple[int, int]] = []
    for begin, finish in [*(shipped or ()), *(found.span() for found in said if found)]:
        if all(finish <= start or end <= begin for start, end in spans):
            spans.append((begin, finish))
    if not spans and shipped is None:
        return _named(text, called)
    return tuple(text[start:end].strip(" ,.，。") for start, end in spans)


def _said_of(text: str, topic: Sequence[str]) -> list[re.Pattern[str]]:
    """Return the phrases of a topic that a text has, where it has most of them: one alone is said of other things."""
    phrases = [_whole(r"\W+".join(re.escape(word) for word in phrase.split())) for phrase in topic]
    said = [phrase for phrase in phrases if phrase.search(text)]
    return said if 2 * len(said) > len(phrases) else []


def _named(text: str, called: Sequence[str]) -> tuple[str, ...]:
    said = frozenset(_pairs(text))
    for name in called:
        shared = [pair for pair in dict.fromkeys(_pairs(name)) if pair in said]
        if len(shared) >= min(ALIKE, len(set(_pairs(name)))) > 0:
            return ("".join(shared[0]) if _HAN.match(shared[0][0]) else shared[0][0],)
    return ()


def _pairs(text: str) -> list[tuple[str, ...]]:
    """Return neighbouring words that mean something, two by two in Chinese and one by one where there are spaces."""
    words = [word for word in _WORD.findall(unicodedata.normalize("NFKC", text).lower()) if word not in _EMPTY]
    if any(_HAN.match(word) for word in words):
        return [pair for pair in pairwise(words) if _HAN.match(pair[0])]
    return [(word,) for word in words if len(word) > 2]


@cache
def _lexicon() -> tuple[tuple[str, ...], EachExpression]:
    """Return the expressions of all shipped kinds, and of each the kind."""
    told = tomllib.loads(LEXICON.read_text("utf-8"))
    pairs = [(kind, says) for kind, expressions in told.items() for says in expressions]
    return tuple(kind for kind, _says in pairs), EachExpression([says for _kind, says in pairs])


def _whole(says: str) -> re.Pattern[str]:
    """Return the expression; one of letters stands for whole words."""
    found = says if _HAN.search(says) else rf"(?<![A-Za-z0-9])(?:{says})(?![A-Za-z0-9])"
    return re.compile(found, re.IGNORECASE)
