"""Find the topics of texts with their days: the hottest first, each with what it is called and whether it is new."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from amends.engines.topics.gathering import Group, dot, gather
from amends.engines.topics.naming import group_of, places_of
from amends.engines.topics.novelty import New, Voice, first_new, voices
from amends.engines.topics.phrases import phrases_of
from amends.engines.topics.weighing import Rows, pieces_of, weighed

LEAST_CASES = 5
MOST_TEXTS = 100_000  # at once; the newest are looked at


@dataclass(frozen=True, slots=True)
class Told:
    """One text: its day (counted from any origin) and who said it, "" when nobody knows."""

    text: str
    day: int
    author: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """
    Texts that say the same, by their number, the earliest first.

    voices          people who say it; less than the cases where one of them, or one text, is repeated
    alike           mean likeness of two of its texts, 0 to 1
    heat            √(cases · voices · alike): how often, by how many, and how much the same
    places, group   where it is and whom it concerns, as the texts name it; empty when they do not agree
    representative  the text most like all others
    new             when it was new first, None when it never was
    """

    cases: tuple[int, ...]
    voices: int
    alike: float
    words: tuple[str, ...]
    places: tuple[str, ...]
    group: str
    representative: int
    new: New | None

    @property
    def heat(self) -> float:
        return math.sqrt(len(self.cases) * self.voices * self.alike)


def find_topics(told: Sequence[Told], *, least: int = LEAST_CASES, since: int | None = None) -> list[Topic]:
    """
    Return the topics of at least ``least`` cases, the hottest first.

    since  a topic is new only from this day on; from the first day when it is None
    """
    start = max(0, len(told) - MOST_TEXTS)
    order = sorted(range(len(told)), key=lambda at: (told[at].day, at))[start:]
    rows = weighed([told[at].text for at in order])
    groups = [group for group in gather(rows) if len(group.texts) >= least]
    rarity = _rarity(told, order, groups)
    first = told[order[0]].day if order else 0
    found = [_topic(group, rows, told, order, rarity, (first, first if since is None else since)) for group in groups]
    return sorted(found, key=lambda topic: (-topic.heat, topic.cases))


def _topic(
    group: Group,
    rows: Rows,
    told: Sequence[Told],
    order: Sequence[int],
    rarity: Callable[[str], float],
    days: tuple[int, int],
) -> Topic:
    cases = tuple(order[at] for at in group.texts)
    said = [Voice(told[at].day, told[at].author, fingerprint(told[at].text)) for at in cases]
    texts = [one.text for one in map(told.__getitem__, cases)]
    first, since = days
    return Topic(
        cases=cases,
        voices=voices(said),
        alike=group.alike(),
        words=phrases_of(texts, rarity),
        places=places_of(texts, rarity),
        group=group_of(texts),
        representative=order[_middle(group, rows)],
        new=first_new(said, first=first, since=since),
    )


def _middle(group: Group, rows: Rows) -> int:
    def closeness(at: int) -> float:
        span = slice(rows.indptr[at], rows.indptr[at + 1])
        return dot(zip(rows.indices[span].tolist(), rows.data[span].tolist(), strict=True), group.sum)

    return max(group.texts, key=lambda at: (closeness(at), -at))


def _rarity(told: Sequence[Told], order: Sequence[int], groups: Iterable[Group]) -> Callable[[str], float]:
    """Return how rare a piece of the topics is among all texts: ln((1 + texts) / (1 + texts with it))."""
    wanted = {piece for group in groups for at in group.texts for piece in pieces_of(told[order[at]].text)}
    seen = dict.fromkeys(wanted, 0)
    for at in order if wanted else ():
        for piece in wanted.intersection(pieces_of(told[at].text)):
            seen[piece] += 1
    return lambda piece: float(np.log((1 + len(order)) / (1 + seen.get(piece, 0))))


def fingerprint(text: str) -> str:
    """Return what is left of a text without case, width, spaces and punctuation; twins have the same."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).lower())
