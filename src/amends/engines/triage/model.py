"""A model: what it knows, and how it judges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from amends.engines.triage.combining import Combination
from amends.engines.triage.counting import Floats, Ints, Rows, Vectors, Vocabulary
from amends.engines.triage.meaning import Meaning
from amends.engines.triage.measuring import Quality
from amends.engines.triage.pieces import characters, words
from amends.engines.triage.sentences import sentences
from amends.engines.triage.views import Placed, Plain, Weighed

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
class Seen:
    """Texts as the views see them."""

    characters: Rows
    words: Rows
    places: Vectors | None  # of sentences, where a view looks at them


@dataclass(frozen=True)
class Views:
    """Five ways to look at a text, and a sixth where sentence vectors are installed and wanted."""

    plain: Plain  # on runs of characters
    weighed: Weighed  # on runs of characters
    meaning: Meaning  # on runs of characters
    words: Weighed
    meaning_of_words: Meaning
    sentences: Placed | None = None

    def scores(self, seen: Seen) -> Floats:
        """Return (texts, views · kinds)."""
        found = [view.scores(seen.characters) for view in (self.plain, self.weighed, self.meaning)]
        found += [view.scores(seen.words) for view in (self.words, self.meaning_of_words)]
        if self.sentences is not None and seen.places is not None:
            found.append(self.sentences.scores(seen.places))
        return np.hstack(found)


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
    made_with: str = ""  # the weights of sentence vectors, if it looks at them

    def judge(self, texts: Iterable[str]) -> Iterator[Judgement]:
        """Yield one judgement a text, in their order."""
        coming = iter(texts)
        while some := list(islice(coming, AT_ONCE)):
            yield from self._judge(some)

    def chances(self, texts: Sequence[str]) -> Floats:
        """Return the chance of each label, (texts, labels)."""
        return self.combination.chances(self.views.scores(self._seen(texts)))

    def _seen(self, texts: Sequence[str]) -> Seen:
        in_characters, in_words = self.characters.rows(texts, characters), self.words.rows(texts, words)
        return Seen(in_characters, in_words, sentences().vectors(texts) if self.made_with else None)

    def _judge(self, texts: Sequence[str]) -> Iterator[Judgement]:
        seen = self._seen(texts)
        chances = self.combination.chances(self.views.scores(seen))
        chosen: Ints = self.combination.chosen(chances)
        for at, kind in enumerate(chosen.tolist()):
            confidence = float(chances[at, kind])
            # A text without any known piece is judged by how common each kind is; that is no judgement.
            is_unknown = seen.characters.indptr[at] == seen.characters.indptr[at + 1]
            abstain = bool(is_unknown or confidence < self.least_confidence)
            yield Judgement(self.labels[kind], round(confidence, 4), abstain, self._why(seen.words, at, kind))

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
