"""Ways to look at the same text: each a linear classifier, one kind against the rest, on its own pieces and weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from amends.engines.triage.counting import Floats, Ints, Rows, Vectors, unit

STRENGTH = 0.3  # C of the support vector machine
NEVER = -1.0  # the score of a kind nobody was of


@dataclass(frozen=True)
class Plain:
    """A linear support vector machine: score = row · weight + start."""

    weight: Floats  # (pieces, kinds)
    start: Floats  # (kinds,)

    def scores(self, rows: Rows) -> Floats:
        """Return (texts, kinds)."""
        found: Floats = np.asarray(rows @ self.weight) + self.start
        return found


@dataclass(frozen=True)
class Weighed:
    """The same on rows whose pieces are first weighed by how much commoner they are in the kind (NB-SVM)."""

    ratio: Floats  # (pieces, kinds): ln of how much commoner
    weight: Floats  # (pieces, kinds): ratio times the weight of the machine
    start: Floats

    def scores(self, rows: Rows) -> Floats:
        """Return (texts, kinds)."""
        size = np.sqrt(np.asarray(rows.multiply(rows) @ (self.ratio**2)))
        size[size == 0] = 1
        found: Floats = np.asarray(rows @ self.weight) / size + self.start
        return found

    def shares(self, rows: Rows, at: int, kind: int) -> Floats:
        """Return what each piece of one text adds to the score of a kind, up to a common factor."""
        span = slice(rows.indptr[at], rows.indptr[at + 1])
        found: Floats = rows.data[span] * self.weight[rows.indices[span], kind]
        return found


@dataclass(frozen=True)
class Placed:
    """A plain machine on where sentences lie; a text without a place is taken to lie in the middle of all."""

    middle: Floats  # (directions,)
    weight: Floats  # (directions, kinds)
    start: Floats

    def scores(self, places: Vectors) -> Floats:
        """Return (texts, kinds)."""
        known = places.any(axis=1, keepdims=True)
        found: Floats = np.where(known, places, self.middle) @ self.weight + self.start
        return found


def fit_plain(rows: Rows, kinds: Ints, n: int) -> Plain:
    """Return the classifier of ``n`` kinds."""
    weight, start = np.zeros((rows.shape[1], n), np.float32), np.zeros(n)
    for kind in range(n):
        weight[:, kind], start[kind] = _machine(rows, kinds == kind, _balance(kinds, n))
    return Plain(weight, start)


def fit_weighed(rows: Rows, kinds: Ints, n: int) -> Weighed:
    """Return the classifier of ``n`` kinds."""
    ratio = log_ratios(rows, kinds, n)
    weight, start = np.zeros_like(ratio), np.zeros(n)
    for kind in range(n):
        is_kind = kinds == kind
        scaled = unit(sparse.csr_matrix(rows @ sparse.diags(ratio[:, kind])))
        found, start[kind] = _machine(scaled, is_kind, _balance(is_kind.astype(np.int64), 2))
        weight[:, kind] = found * ratio[:, kind]
    return Weighed(ratio, weight, start)


def fit_placed(places: Vectors, kinds: Ints, n: int) -> Placed:
    """Return the classifier of ``n`` kinds, learnt from the rows that have a place."""
    known = places.any(axis=1)
    fitted = fit_plain(places[known], kinds[known], n)
    middle = places[known].mean(axis=0) if known.any() else np.zeros(places.shape[1])
    return Placed(middle, fitted.weight, fitted.start)


def log_ratios(rows: Rows, kinds: Ints, n: int) -> Floats:
    """
    Return per piece and kind ln of (share of the piece in the kind / share of it elsewhere), each count plus one.

    Wang and Manning, "Baselines and Bigrams", ACL 2012.
    """
    seen = sparse.csr_matrix((np.ones_like(rows.data), rows.indices, rows.indptr), shape=rows.shape)
    member = sparse.csr_matrix((np.ones(len(kinds)), (kinds, np.arange(len(kinds)))), shape=(n, len(kinds)))
    inside = (member @ seen).toarray().T
    here, there = inside + 1, inside.sum(axis=1, keepdims=True) - inside + 1
    found = np.log(here / here.sum(axis=0)) - np.log(there / there.sum(axis=0))
    small: Floats = found.astype(np.float32)
    return small


def _balance(kinds: Ints, n: int) -> Floats:
    """Return weights that make all kinds count alike: rows / (kinds · rows of the kind)."""
    found: Floats = (len(kinds) / (n * np.maximum(np.bincount(kinds, minlength=n), 1)))[kinds]
    return found


def _machine(rows: Rows, is_kind: np.ndarray, balance: Floats) -> tuple[Floats, float]:
    from sklearn.svm import LinearSVC  # noqa: PLC0415 - it takes a second to load and only training needs it

    if not is_kind.any() or is_kind.all():
        return np.zeros(rows.shape[1]), NEVER if not is_kind.any() else -NEVER
    fitted = LinearSVC(C=STRENGTH, random_state=0).fit(rows, is_kind, sample_weight=balance)
    return fitted.coef_[0], float(fitted.intercept_[0])
