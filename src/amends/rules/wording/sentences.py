"""Texts cut into sentences, and how much two of them say the same, in Chinese and in English."""

from __future__ import annotations

import re
from collections.abc import Iterator

from amends.rules.wording.findings import Span
from amends.rules.words import tokens

SENTENCE = re.compile(r"[^。！？；!?;\n]+?(?:[。！？；!?;\n]+|\.(?=\s|$)|$)")
_HAN = re.compile("[\u4e00-\u9fff]")
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*|\d[\d.,:]*")
_LIGHT = re.compile("[了的着过就也都还又把被给让您你我们]")  # stand in every Chinese sentence
_ENDINGS = ("ing", "ed", "es", "s")
# Words that stand in every sentence and say nothing about what it is about.
# fmt: off
_EVERYWHERE = frozenset({
    "a", "an", "the", "and", "or", "but", "so", "if", "of", "to", "in", "on", "at", "by", "for", "from", "with",
    "as", "is", "are", "was", "were", "be", "been", "am", "it", "its", "this", "that", "these", "those", "i", "we",
    "you", "he", "she", "they", "my", "our", "your", "me", "us", "him", "her", "them", "not", "no", "do", "did",
    "does", "have", "has", "had", "will", "would", "can", "could", "should", "there", "then", "than", "when",
    "which", "who", "what", "how", "please", "sorry", "said", "say", "says", "told", "tell",
})
# fmt: on


def sentences(text: str) -> Iterator[Span]:
    """Yield the sentences of a text without the space around them: "Late. Sorry!" has (0, 5) and (6, 12)."""
    for found in SENTENCE.finditer(text):
        words = found[0]
        start = found.start() + len(words) - len(words.lstrip())
        end = found.end() - (len(words) - len(words.rstrip()))
        if end > start:
            yield Span(start, end)


def is_chinese(text: str) -> bool:
    """Whether a text is Chinese: more of its characters than it has words in another script."""
    characters = len(_HAN.findall(text))
    return characters > 0 and characters >= len(_WORD.findall(_HAN.sub(" ", text)))


def length(sentence: str) -> int:
    """Return how long a sentence is to a reader: characters in Chinese, words elsewhere."""
    return len(_HAN.findall(sentence)) if is_chinese(sentence) else len(_WORD.findall(sentence))


def matter(text: str) -> frozenset[str]:
    """
    Return what a text is about: pairs of Chinese characters, and the stems of words that say something.

    Worked value: "The boiler leaked again" gives boiler, leak, again; "水泵漏水" gives 水泵, 泵漏, 漏水.
    """
    found = (word for word in tokens(_LIGHT.sub("", text)) if len(word) > 1 or word.isdigit())
    return frozenset(_stem(word) for word in found if word not in _EVERYWHERE)


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return F1 of what two texts share, 0 to 1: {a, b, c} and {b, c, d, e} give 4/7."""
    total = len(one) + len(other)
    return 2 * len(one & other) / total if total else 0.0


def covered(part: frozenset[str], whole: frozenset[str]) -> float:
    """Return the share of ``part`` that ``whole`` says too: {a, b} in {b, c} gives 0.5."""
    return len(part & whole) / len(part) if part else 0.0


def _stem(word: str) -> str:
    if not word.isascii():
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
