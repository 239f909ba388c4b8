"""Families of words: what an arm says of danger, a leg says too, though no text that was learnt from has one."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Set
from functools import cache, lru_cache
from pathlib import Path

LEXICON = Path(__file__).parent / "lexicon" / "families.toml"
_KNOWN = 2048  # words that are remembered with their families


def families_of(runs: Set[str], words: Iterable[str]) -> frozenset[str]:
    """
    Return the families of Chinese runs and neighbouring words, and of single words, each with a star before its name.

    Worked value: "power bank" and "burnt" are "*current" and "*heat".
    """
    whole, _ = _families()
    found = [whole[run] for run in runs & whole.keys()]
    return frozenset[str]().union(*found, *map(_of_word, words))


@lru_cache(_KNOWN)
def _of_word(word: str) -> frozenset[str]:
    whole, beginnings = _families()
    of_beginnings = (beginnings.get(word[:end], frozenset()) for end in range(1, len(word) + 1))
    return whole.get(word, frozenset()).union(*of_beginnings)


@cache
def _families() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """Return the families of each word, and of each beginning of words."""
    whole, beginnings = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    for family, members in tomllib.loads(LEXICON.read_text("utf-8")).items():
        for word in members:
            (beginnings if word.endswith("*") else whole)[word.rstrip("*")].add(f"*{family}")
    return _frozen(whole), _frozen(beginnings)


def _frozen(some: dict[str, set[str]]) -> dict[str, frozenset[str]]:
    return {word: frozenset(those) for word, those in some.items()}
