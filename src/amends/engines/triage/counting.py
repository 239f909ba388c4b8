"""Texts as rows of numbers: how much of each known piece is in them (TF-IDF)."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Rows: TypeAlias = Any  # scipy.sparse.csr_matrix, which is not typed
Cut = Callable[[str], Iterable[str]]
Vectors = NDArray[np.floating[Any]]  # half as exact, half as large
UNKNOWN = -1
LEAST_TEXTS = 2  # a piece seen in one text only cannot teach anything about others
MOST_PIECES = 300_000


@dataclass(frozen=True)
class Vocabulary:
    """The pieces that are known, and how rare each is."""

    pieces: tuple[str, ...]
    rarity: Floats  # ln((1 + texts) / (1 + texts with the piece)) + 1
    column: dict[str, int] = field(repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Number the pieces."""
        self.column.update({piece: at for at, piece in enumerate(self.pieces)})

    def rows(self, texts: Sequence[str], cut: Cut) -> Rows:
        """Return one row a text, of length 1: (1 + ln times) · rarity of each piece it has."""
        columns, ends = array("l"), array("l", [0])
        for text in texts:
            columns.extend(map(self.column.get, cut(text), repeat(UNKNOWN)))
            ends.append(len(columns))
        at, end = np.frombuffer(columns, dtype=np.int64), np.frombuffer(ends, dtype=np.int64)
        rows = picked(at, np.ones(len(at)), end, at != UNKNOWN, len(self.pieces))
        rows.sum_duplicates()
        rows.data = (1 + np.log(rows.data)) * self.rarity[rows.indices]
        return unit(rows)


def picked(columns: Ints, data: Floats, ends: Ints, wanted: NDArray[np.bool_], width: int) -> Rows:
    """Return rows of the wanted entries; ``ends`` says where each row of all entries ends."""
    kept = np.concatenate([[0], np.cumsum(wanted)])[ends]
    return sparse.csr_matrix((data[wanted], columns[wanted], kept), shape=(len(ends) - 1, width))


def vocabulary(texts: Sequence[str], cut: Cut) -> Vocabulary:
    """Return the pieces of these texts that at least two of them have, the commonest 300,000 if there are more."""
    seen: Counter[str] = Counter()
    for text in texts:
        seen.update(set(cut(text)))
    often = sorted(((-n, piece) for piece, n in seen.items() if n >= LEAST_TEXTS))[:MOST_PIECES]
    pieces = tuple(sorted(piece for _, piece in often))
    rarity = np.log((1 + len(texts)) / (1 + np.array([seen[piece] for piece in pieces], dtype=float))) + 1
    return Vocabulary(pieces, rarity)


def without_strangers(rows: Rows, among: Rows) -> Rows:
    """
    Return the rows without pieces that fewer than two of the rows ``among`` have, at length 1 again.

    A piece that only one other text has is never known of a text to come; of a text set aside it would be.
    """
    texts_with = np.bincount(among.indices, minlength=among.shape[1])
    known = rows.copy()
    known.data[texts_with[known.indices] < LEAST_TEXTS] = 0
    known.eliminate_zeros()
    return unit(known)


def lengths(rows: Rows) -> Floats:
    """Return the length of each row, 1 for an empty one so that it may be divided by."""
    found: Floats = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    found[found == 0] = 1
    return found


def unit(rows: Rows) -> Rows:
    """Return the rows with length 1; empty ones stay empty."""
    return sparse.csr_matrix(sparse.diags(1 / lengths(rows)) @ rows)
