"""Texts that say nearly the same, so that nobody is praised for knowing what was already told."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

RUN = 4  # characters
ALIKE = 0.8  # cosine of the runs of characters that two texts have
AT_ONCE = 500  # so that memory stays small


def near_twins(asked: Sequence[str], known: Sequence[str]) -> NDArray[np.bool_]:
    """Say of each text asked whether one that is known has nearly all the same runs of characters."""
    from sklearn.feature_extraction.text import HashingVectorizer  # noqa: PLC0415 - a second to load

    runs = HashingVectorizer(analyzer="char", ngram_range=(RUN, RUN), binary=True, norm="l2")
    before = runs.transform(known).T.tocsr()
    found = np.zeros(len(asked), dtype=bool)
    for begin in range(0, len(asked), AT_ONCE):
        like = runs.transform(asked[begin : begin + AT_ONCE]) @ before
        found[begin : begin + AT_ONCE] = like.max(axis=1).toarray().ravel() >= ALIKE
    return found
