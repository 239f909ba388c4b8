"""Texts by what they are about: pieces that keep the same company lie close together, whichever words were chosen."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np

from amends.engines.triage.counting import UNKNOWN, Floats, Ints, Rows, picked

DIRECTIONS = 200
MOST_PIECES = 30_000  # the commonest; the rare ones have too little company to be placed
PASSES = 2
HIDDEN, ROUNDS, AT_ONCE, DECAY, PACE = 64, 12, 128, 1.0, 2e-3
NETS, FEW_ROWS = 5, 12_000  # of so few rows each net learns something else by chance, and their mean is better


@dataclass(frozen=True)
class Space:
    """Directions in which texts differ most (latent semantic analysis), found without knowing their kinds."""

    columns: Ints  # the pieces that are placed
    basis: Floats  # (pieces placed, directions)

    def places(self, rows: Rows) -> Floats:
        """Return (texts, directions)."""
        place = np.full(rows.shape[1], UNKNOWN)
        place[self.columns] = np.arange(len(self.columns))
        at = place[rows.indices]
        return np.asarray(picked(at, rows.data, rows.indptr, at != UNKNOWN, len(self.columns)) @ self.basis)


@dataclass(frozen=True)
class Meaning:
    """A net of one hidden layer on the place of a text."""

    columns: Ints
    basis: Floats
    centre: Floats
    scale: Floats
    inner: Floats  # (directions, hidden)
    inner_start: Floats
    outer: Floats  # (hidden, kinds)
    outer_start: Floats

    def scores(self, rows: Rows) -> Floats:
        """Return (texts, kinds)."""
        place = (Space(self.columns, self.basis).places(rows) - self.centre) / self.scale
        hidden = np.maximum(place @ self.inner + self.inner_start, 0)
        found: Floats = hidden @ self.outer + self.outer_start
        return found


def space(rows: Rows) -> Space:
    """Return the directions of these texts."""
    from sklearn.utils.extmath import randomized_svd  # noqa: PLC0415 - it takes a second to load, only to train

    often = np.argsort(-np.bincount(rows.indices, minlength=rows.shape[1]), kind="stable")[:MOST_PIECES]
    columns = np.sort(often)
    some = rows[:, columns]
    size = min(DIRECTIONS, min(some.shape) - 1)
    _, _, basis = randomized_svd(some, size, n_oversamples=20, n_iter=PASSES, random_state=0)
    return Space(columns, basis.T.astype(np.float32))


def fit_meaning(rows: Rows, kinds: Ints, n: int, nets: int = 1) -> Meaning:
    """Return the net of ``n`` kinds, of few rows the mean of several."""
    from sklearn.neural_network import MLPClassifier  # noqa: PLC0415 - as above

    within = space(rows)
    place = within.places(rows)
    centre, scale = place.mean(axis=0), place.std(axis=0) + 1e-9
    net = MLPClassifier((HIDDEN,), alpha=DECAY, batch_size=min(AT_ONCE, len(kinds)), learning_rate_init=PACE)
    net.set_params(max_iter=ROUNDS, n_iter_no_change=ROUNDS)
    layers = []
    for seed in range(nets if len(kinds) < FEW_ROWS else 1):
        _quietly_fit(net.set_params(random_state=seed), (place - centre) / scale, kinds)
        outer = _to_all(net.coefs_[1], net.intercepts_[1], net.classes_, n)
        layers.append((net.coefs_[0], net.intercepts_[0], *outer))
    return Meaning(within.columns, within.basis, centre, scale, *_side_by_side(layers))


def _side_by_side(nets: list[tuple[Floats, Floats, Floats, Floats]]) -> tuple[Floats, Floats, Floats, Floats]:
    """Return one net that says the mean of what all say: their hidden units side by side."""
    inner, inner_start, outer, outer_start = zip(*nets, strict=True)
    of_each = len(nets)
    return np.hstack(inner), np.concatenate(inner_start), np.vstack(outer) / of_each, np.mean(outer_start, axis=0)


def _quietly_fit(net: object, place: Floats, kinds: Ints) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it could go on learning is meant: it is stopped early
        net.fit(place, kinds)  # type: ignore[attr-defined]


def _to_all(outer: Floats, start: Floats, known: Ints, n: int) -> tuple[Floats, Floats]:
    """Return the outer layer for all kinds: of two known ones scikit-learn gives one column, of a missing one none."""
    if outer.shape[1] == 1:
        outer, start = np.hstack([-outer, outer]), np.array([-start[0], start[0]])
    whole, whole_start = np.zeros((outer.shape[0], n)), np.full(n, start.min())
    whole[:, known], whole_start[known] = outer, start
    return whole, whole_start
