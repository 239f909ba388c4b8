"""Danger in words that no rule names: a small linear model on runs of characters; ``teaching`` makes it."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from amends.engines.triage.families import families_of
from amends.engines.triage.pieces import characters

FILE = Path(__file__).parent / "lexicon" / "danger.json"
LONGEST = 80  # letters that are judged at once, about what the texts learnt from have
IN_HAN = 3  # letters that a Chinese character stands for
WITH_RULE = -0.2  # the score from which an expression of the rules in the same passage is believed
WITH_RULE_BRIEF = 0.8  # the same of a single clause, which seldom scores far below
ALONE = 0.7  # from which one passage is asked about without a rule: of everyday texts about 1 in 200 reach it
ALONE_IN_HAN = 1.1  # the same of a passage in Chinese
A_PASSAGE = 0.3  # added for e times as many passages, each of which is one more chance to be misheard
FEW_IN_HAN, FEW_IN_LETTERS = 20, 60
_JUST_HEARD = 16  # passages whose runs are remembered: one is scored up to four times
_SPOKEN = re.compile(r"[a-z0-9]+(?:['’][a-z]+)?")
_HAN = re.compile("[\u3400-\u9fff]")
_NAME = re.compile(r"https?://\S+|[@#]\w+")
_SENTENCE = re.compile(r"[^.!?。！？\n]+[.!?。！？\n]*")
_CLAUSE = re.compile(r"[^,.;:!?，。；：！？、\n]+")


@dataclass(frozen=True, slots=True)
class Sense:
    """What each run of characters says: how much it speaks of danger, and of food rather than of anything else."""

    danger: dict[str, float]
    food: dict[str, float]
    danger_start: float
    food_start: float

    def of_danger(self, passage: str) -> float:
        """Return the score of a passage; 0 is an even chance."""
        return self.danger_start + _score(self.danger, passage)

    def believes_rules(self, passage: str) -> bool:
        """Return whether what the rules find in a passage is meant, by all of it or by the part that says it most."""
        if self.of_danger(passage) >= WITH_RULE:
            return True
        return any(self.of_danger(clause) >= WITH_RULE_BRIEF for clause in _clauses(passage))

    def is_of_food(self, passage: str) -> bool:
        """Return whether a passage of danger is about food and drink."""
        return self.food_start + _score(self.food, passage) > 0

    def clause(self, passage: str) -> str:
        """Return the part of the passage that speaks most of danger, as it stands there."""
        return max(_clauses(passage), key=self.of_danger, default=passage)


def _clauses(passage: str) -> list[str]:
    return [found.strip() for found in _CLAUSE.findall(passage)]


def alone(passage: str, passages: int) -> float:
    """
    Return the score from which a passage, one of so many, is asked about without a rule.

    Each passage is one more chance to be misheard. Worked values in English: 1 passage 0.7, 20 passages 1.6.
    """
    return (ALONE_IN_HAN if in_han(passage) else ALONE) + A_PASSAGE * math.log(max(passages, 1))


def passages(text: str) -> Iterator[tuple[int, str]]:
    """Yield neighbouring sentences together up to 80 letters or 26 Chinese characters, and where they begin."""
    begun, some, long = 0, "", 0
    for found in _SENTENCE.finditer(text):
        more = len(found[0]) + (IN_HAN - 1) * len(_HAN.findall(found[0]))
        if some and long + more > LONGEST:
            yield begun, some
            begun, some, long = found.start(), "", 0
        begun = begun if some else found.start()
        some, long = some + found[0], long + more
    if some.strip():
        yield begun, some


@cache
def sense() -> Sense:
    """Return what was learnt."""
    read = json.loads(FILE.read_text("utf-8"))
    danger, food = ({run: row[at] for run, row in read["runs"].items() if row[at]} for at in (0, 1))
    return Sense(danger, food, *read["start"])


def _score(weight: dict[str, float], passage: str) -> float:
    known = [*filter(None, map(weight.get, runs_of(passage)))]
    return sum(known) / math.sqrt(max(len(known), few(passage)))


@lru_cache(_JUST_HEARD)
def runs_of(passage: str) -> frozenset[str]:
    """
    Return what a passage is weighed by, each once: runs of characters, two English words, families of words.

    Names and addresses say nothing of danger.
    """
    told = _NAME.sub(" ", passage)
    spoken = _SPOKEN.findall(told.lower())
    runs = frozenset(characters(told)).union(map(" ".join, pairwise(spoken)))
    return runs | families_of(runs, spoken)


def few(passage: str) -> int:
    """Return how many runs a passage counts as having at least, for fewer prove little: six words or characters."""
    return FEW_IN_HAN if in_han(passage) else FEW_IN_LETTERS


def in_han(passage: str) -> bool:
    """Return whether a passage has Chinese characters."""
    return bool(_HAN.search(passage))
