"""
Short texts that nobody wrote, in invented words of both scripts, with topics hidden among them, for measuring topics.

Words are as rare as in real texts (the n-th is said 1/n as often). A topic is told within five days of the last month,
in three to six of its own rare words among any others, so that no two of its texts are alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from amends.engines.topics.finding import Told

DAYS = 180
WORDS, VOCABULARY = (10, 24), 30_000
TOPICS, CASES = 40, (6, 14)
_SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "el", "or")]


@dataclass(frozen=True, slots=True)
class Hidden:
    """The texts in any order, and which of them (by number) belong to each hidden topic."""

    told: list[Told]
    topics: list[set[int]]


def hidden(n: int, *, seed: int) -> Hidden:
    """Return ``n`` texts, the same for the same seed."""
    random = Random(seed)  # noqa: S311 - made up, not secret
    tongues = [_words(random, chinese) for chinese in (True, False)]
    topics = [_topic(random, tongues[at % 2]) for at in range(min(TOPICS, n // 100))]
    rows = [(Told(text, day), at) for at, topic in enumerate(topics) for text, day in topic]
    while len(rows) < n:
        words = random.choice(tongues)
        rows.append((Told(_text(random, words, ()), random.randrange(DAYS)), -1))
    random.shuffle(rows)
    belongs = [{at for at, (_told, topic) in enumerate(rows) if topic == wanted} for wanted in range(len(topics))]
    return Hidden([told for told, _topic in rows], belongs)


def _words(random: Random, chinese: bool) -> list[str]:  # noqa: FBT001 - read from a pair of scripts
    if chinese:
        signs = [chr(code) for code in range(0x4E00, 0x5E00)]
        return ["".join(random.choices(signs, k=2)) for _ in range(VOCABULARY)]
    return ["".join(random.choices(_SYLLABLES, k=random.randint(1, 4))) for _ in range(VOCABULARY)]


def _topic(random: Random, words: list[str]) -> list[tuple[str, int]]:
    own, begins = random.sample(words[500:], 6), random.randrange(DAYS - 30, DAYS - 5)
    return [
        (_text(random, words, random.sample(own, random.randint(3, 6))), begins + random.randrange(5))
        for _ in range(random.randint(*CASES))
    ]


def _text(random: Random, words: list[str], own: list[str] | tuple[()]) -> str:
    # The product of two even draws falls like 1/n closely enough, and costs no table.
    said = [words[int(len(words) ** random.random()) - 1] for _ in range(random.randint(*WORDS))]
    said[: len(own)] = own
    random.shuffle(said)
    return " ".join(said)
