"""Texts as rows of numbers: how much of each word, or pair of Chinese characters, is in them, the rare ones most."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Sequence
from itertools import count
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from amends.rules.words import tokens

Floats: TypeAlias = NDArray[np.float64]
Rows: TypeAlias = Any  # scipy.sparse.csr_matrix, which is not typed

MOST_CHARACTERS = 400  # of a text; further down it is about how often one has called already
BEGINNING = 60  # characters that count twice: people say first what it is about
MOST_PIECES = 100  # of a text, the rarest
LEAST_TEXTS = 2  # a piece of one text alone makes it like no other
COMMONEST_SHARE = 0.25  # of all texts: what is in more of them says nothing
NEVER_COMMON = 20  # texts; in a short list a quarter is soon reached


def weighed(texts: Sequence[str]) -> Rows:
    """
    Return one row a text, of length 1: (1 + ln times) · ln((1 + texts) / (1 + texts with the piece)).

    Worked value: of 99 texts 9 have a piece; where it is said once it weighs ln(100 / 10) = 2.303 before the length.
    """
    counts = _counted(texts)
    with_piece = np.bincount(counts.indices, minlength=counts.shape[1])
    most = max(NEVER_COMMON, COMMONEST_SHARE * len(texts))
    rarity = np.log((1 + len(texts)) / (1 + with_piece))
    rarity[(with_piece < LEAST_TEXTS) | (with_piece > most)] = 0
    counts.data = (1 + np.log(counts.data)) * rarity[counts.indices]
    _keep_heaviest(counts)
    return unit(counts)


def pieces_of(text: str) -> list[str]:
    """Return the words and pairs of characters of a text; a character alone ends a run and says nothing."""
    return [piece for piece in tokens(text) if len(piece) > 1]


def unit(rows: Rows) -> Rows:
    """Return the rows with length 1; empty ones stay empty."""
    length = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    length[length == 0] = 1
    return sparse.csr_matrix(sparse.diags(1 / length) @ rows)


def _counted(texts: Sequence[str]) -> Rows:
    column: defaultdict[str, int] = defaultdict(count().__next__)
    columns, ends = array("l"), array("l", [0])
    for text in texts:
        head = text[:MOST_CHARACTERS]
        columns.extend(map(column.__getitem__, pieces_of(f"{head}\n{head[:BEGINNING]}")))
        ends.append(len(columns))
    at = np.frombuffer(columns, dtype=np.int64) if columns else np.zeros(0, np.int64)
    shape = (len(texts), max(len(column), 1))
    rows = sparse.csr_matrix((np.ones(len(at)), at, np.frombuffer(ends, dtype=np.int64)), shape=shape)
    rows.sum_duplicates()
    return rows


def _keep_heaviest(rows: Rows) -> None:
    rows.eliminate_zeros()
    for row in np.flatnonzero(np.diff(rows.indptr) > MOST_PIECES):
        found = rows.data[rows.indptr[row] : rows.indptr[row + 1]]
        # Of pieces that weigh the same the first are kept, so that the same text always gives the same row.
        found[np.argsort(-found, kind="stable")[MOST_PIECES:]] = 0
    rows.eliminate_zeros()
