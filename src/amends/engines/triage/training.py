"""Learning from texts that people sorted."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from amends.engines.triage.combining import combine
from amends.engines.triage.counting import Floats, Ints, Vectors, vocabulary, without_strangers
from amends.engines.triage.folding import folds
from amends.engines.triage.meaning import NETS, fit_meaning
from amends.engines.triage.measuring import PRECISION, quality, threshold
from amends.engines.triage.model import Model, Seen, Views
from amends.engines.triage.pieces import characters, words
from amends.engines.triage.sentences import made_with, sentences
from amends.engines.triage.views import fit_placed, fit_plain, fit_weighed

PARTS = 5
MANY_ROWS, FEWER_PARTS = 15_000, 3  # with so many rows two thirds of them teach nearly as much as four fifths
LEAST_OF_A_KIND = 2


class CannotTrain(ValueError):
    """There is too little to learn from; the message says what is missing."""


def train(
    texts: Sequence[str], labels: Sequence[str], *, precision: float = PRECISION, with_vectors: bool = False
) -> Model:
    """
    Return a model of the labels; it abstains where fewer than ``precision`` of its answers would be right.

    Every figure in it was measured on rows that the judging views had not seen, nor their twins.
    """
    weights = made_with() if with_vectors else ""
    names, kinds = _kinds(texts, labels)
    known = vocabulary(texts, characters), vocabulary(texts, words)
    places = _places(texts) if with_vectors else None
    seen = Seen(known[0].rows(texts, characters), known[1].rows(texts, words), places)
    unseen = _scores_unseen(seen, kinds, len(names), folds(texts, kinds, _parts(len(texts))))
    combination = combine(unseen, kinds, len(names))
    chances = combination.chances(unseen)
    chosen = combination.chosen(chances)
    confidence = chances[np.arange(len(kinds)), chosen]
    return Model(
        labels=names,
        characters=known[0],
        words=known[1],
        views=_views(seen, kinds, len(names)),
        combination=combination,
        least_confidence=threshold(chosen == kinds, confidence, precision),
        quality=quality(kinds, chosen, confidence),
        fingerprint=fingerprint(texts, labels),
        made_with=weights,
    )


def fingerprint(texts: Sequence[str], labels: Sequence[str]) -> str:
    """Return the SHA-256 of what was learnt from, row by row."""
    digest = hashlib.sha256()
    for text, label in zip(texts, labels, strict=True):
        digest.update(f"{label}\x1f{text}\x1e".encode())
    return digest.hexdigest()


def _kinds(texts: Sequence[str], labels: Sequence[str]) -> tuple[tuple[str, ...], Ints]:
    if len(texts) != len(labels):
        raise CannotTrain("there must be one label a text")
    names, kinds = np.unique(np.array(labels, dtype=object).astype(str), return_inverse=True)
    if len(names) < 2:
        raise CannotTrain("two labels are needed at least")
    if len(texts) < 2 * LEAST_OF_A_KIND * len(names):
        raise CannotTrain("four texts a label are needed on average")
    return tuple(map(str, names)), kinds.astype(np.int64)


def _parts(rows: int) -> int:
    return FEWER_PARTS if rows > MANY_ROWS else PARTS


def _places(texts: Sequence[str]) -> Vectors:
    found = sentences().vectors(texts)
    if not found.any():
        raise CannotTrain("sentence vectors read English only, and every text is Chinese")
    return found


def _part(seen: Seen, those: np.ndarray) -> Seen:
    """Return some of the rows."""
    return Seen(seen.characters[those], seen.words[those], None if seen.places is None else seen.places[those])


def _known_to(others: Seen, seen: Seen) -> Seen:
    """Return the texts without the pieces that the others know nothing of."""
    return replace(
        seen,
        characters=without_strangers(seen.characters, others.characters),
        words=without_strangers(seen.words, others.words),
    )


def _views(seen: Seen, kinds: Ints, n: int) -> Views:
    about = kinds, n
    return Views(
        plain=fit_plain(seen.characters, *about),
        weighed=fit_weighed(seen.characters, *about),
        meaning=fit_meaning(seen.characters, *about),
        words=fit_weighed(seen.words, *about),
        meaning_of_words=fit_meaning(seen.words, *about, nets=NETS),
        sentences=None if seen.places is None else fit_placed(seen.places, *about),
    )


def _scores_unseen(seen: Seen, kinds: Ints, n: int, part: Ints) -> Floats:
    """Return the scores of each row by views that learnt from the other parts."""
    found: dict[int, Floats] = {}
    for at in np.unique(part).tolist():
        asked, others = _part(seen, part == at), _part(seen, part != at)
        asked, others = _known_to(others, asked), _known_to(others, others)
        found[at] = _views(others, kinds[part != at], n).scores(asked)
    whole = np.empty((len(part), next(iter(found.values())).shape[1]))
    for at, scores in found.items():
        whole[part == at] = scores
    return whole
