"""A model: what it knows, and how it judges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from amends.engines.triage.combining import Combination
from amends.engines.triage.counting import Floats, Ints, Rows, Vocabulary
from amends.engines.triage.meaning import Meaning
from amends.engines.triage.measuring import Quality
from amends.engines.triage.pieces import characters, words
from amends.engines.triage.views import Plain, Weighed

AT_ONCE = 1_000  # texts, so that memory stays small however many are judged
MOST_WORDS = 5


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a text is, how sure that is (0 to 1), whether a person has to say, and the words that decided."""

    label: str
    confidence: float
    abstain: bool
    why: tuple[str, ...]


@dataclass(frozen=True)
class Views:
    """Five ways to look at a text."""

    plain: Plain  # on runs of characters
    weighed: Weighed  # on runs of characters
    meaning: Meaning  # on runs of characters
    words: Weighed
    meaning_of_words: Meaning

    def scores(self, in_characters: Rows, in_words: Rows) -> Floats:
        """Return (texts, views · kinds)."""
        first = [view.scores(in_characters) for view in (self.plain, self.weighed, self.meaning)]
        return np.hstack([*first, self.words.scores(in_words), self.meaning_of_words.scores(in_words)])


@dataclass(frozen=True)
class Model:
    """What was learnt, from what, and how good it was on rows it had not seen."""

    labels: tuple[str, ...]
    characters: Vocabulary
    words: Vocabulary
    views: Views
    combination: Combination
    least_confidence: float
    quality: Quality
    fingerprint: str

    def judge(self, texts: Iterable[str]) -> Iterator[Judgement]:
        """Yield one judgement a text, in their order."""
        coming = iter(texts)
        while some := list(islice(coming, AT_ONCE)):
            yield from self._judge(some)

    def chances(self, texts: Sequence[str]) -> Floats:
        """Return the chance of each label, (texts, labels)."""
        return self._chances(self.characters.rows(texts, characters), self.words.rows(texts, words))

    def _chances(self, in_characters: Rows, in_words: Rows) -> Floats:
        return self.combination.chances(self.views.scores(in_characters, in_words))

    def _judge(self, texts: Sequence[str]) -> Iterator[Judgement]:
        in_characters, in_words = self.characters.rows(texts, characters), self.words.rows(texts, words)
        chances = self._chances(in_characters, in_words)
        chosen: Ints = self.combination.chosen(chances)
        for at, kind in enumerate(chosen.tolist()):
            confidence = float(chances[at, kind])
            # A text without any known piece is judged by how common each kind is; that is no judgement.
            is_unknown = in_characters.indptr[at] == in_characters.indptr[at + 1]
            abstain = bool(is_unknown or confidence < self.least_confidence)
            yield Judgement(self.labels[kind], round(confidence, 4), abstain, self._why(in_words, at, kind))

    def _why(self, in_words: Rows, at: int, kind: int) -> tuple[str, ...]:
        """Return the words that spoke most for the kind, none within another."""
        span = slice(in_words.indptr[at], in_words.indptr[at + 1])
        columns, shares = in_words.indices[span], self.views.words.shares(in_words, at, kind)
        found: list[str] = []
        for best in np.argsort(-shares, kind="stable").tolist():
            piece = self.words.pieces[columns[best]]
            if shares[best] <= 0 or len(found) == MOST_WORDS:
                break
            if not any(piece in other or other in piece for other in found):
                found.append(piece)
        return tuple(found)
