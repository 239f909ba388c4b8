"""Which texts are like which: through an index from each piece to the texts that have it, block by block."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from amends.engines.topics.weighing import Floats, Rows

Ints = NDArray[np.int64]

BLOCK = 500  # texts at once, so that what they share with all others has room
LONGEST_LIST = 500  # texts with a piece: a commoner one leads to too many, and rarer ones lead to the same
MOST = 5  # neighbours of a text among those before it
LEAST_ALIKE = 0.12


def neighbours(rows: Rows) -> tuple[Floats, Ints, Ints]:
    """
    Return how alike (0 to 1), and which two texts, the most alike first; each text with the nearest 5 before it.

    The work grows with texts · pieces · ``LONGEST_LIST`` at most, never with the square of the texts.
    """
    index = _without_long_lists(rows)
    turned = sparse.csc_matrix(index.T)
    found = [_of_block(index, turned, start) for start in range(0, index.shape[0], BLOCK)]
    if not found:
        return np.zeros(0), np.zeros(0, np.int64), np.zeros(0, np.int64)
    alike, one, other = (np.concatenate(column) for column in zip(*found, strict=True))
    order = np.lexsort((other, one, -alike))
    return alike[order], one[order], other[order]


def _without_long_lists(rows: Rows) -> Rows:
    kept = rows.copy()
    kept.data[np.bincount(rows.indices, minlength=rows.shape[1])[rows.indices] > LONGEST_LIST] = 0
    kept.eliminate_zeros()
    return kept


def _of_block(index: Rows, turned: Rows, start: int) -> tuple[Floats, Ints, Ints]:
    end = min(start + BLOCK, index.shape[0])
    found = (index[start:end] @ turned[:, :end]).tocoo()
    one, other = found.row.astype(np.int64) + start, found.col.astype(np.int64)
    wanted = (other < one) & (found.data >= LEAST_ALIKE)
    alike, one, other = found.data[wanted], one[wanted], other[wanted]
    order = np.lexsort((other, -alike, one))
    alike, one, other = alike[order], one[order], other[order]
    firsts = np.flatnonzero(np.diff(one, prepend=-1))
    place = np.arange(len(one)) - np.repeat(firsts, np.diff(np.append(firsts, len(one))))
    return alike[place < MOST], one[place < MOST], other[place < MOST]
