"""Several views made one: calibrated chances from their scores, and a choice that does not forget rare kinds."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import minimize

from amends.engines.triage.counting import Floats, Ints

LOYALTIES = (300.0, 100.0, 30.0, 10.0, 3.0)  # tried: how dearly a kind pays for judging the views in its own way
TRIED_IN = 3  # parts
STEADY = 1e-3  # keeps weights finite where the kinds can be told apart without a mistake
MOST_STEPS = 150
RARE_COUNT = 1.0  # weight of macro-F1 beside accuracy
ROUNDS = 30  # of choosing and counting; it settles after a few
LEAST_CHANCE = 1e-12


@dataclass(frozen=True)
class Combination:
    """Multinomial logistic regression on the scores of all views, brought to one scale."""

    centre: Floats  # (scores,)
    scale: Floats  # (scores,)
    weight: Floats  # (scores, kinds)
    start: Floats  # (kinds,)
    gain: Floats  # (kinds,): what a chance is worth when the kind is chosen
    cost: Floats  # (kinds,): what choosing the kind costs

    def chances(self, scores: Floats) -> Floats:
        """Return the chance of each kind; a row sums to one."""
        return _chances(((scores - self.centre) / self.scale) @ self.weight + self.start)

    def chosen(self, chances: Floats) -> Ints:
        """Return the kind of each row."""
        found: Ints = (chances * self.gain - self.cost).argmax(axis=1)
        return found


def combine(scores: Floats, kinds: Ints, n: int) -> Combination:
    """Learn from scores of rows that the views had not seen; ``scores`` are (texts, views · kinds)."""
    centre, scale = scores.mean(axis=0), _scale(scores, n)
    scaled = (scores - centre) / scale
    weight, start = _fit(scaled, kinds, n, _loyalty(scaled, kinds, n))
    even = Combination(centre, scale, weight, start, np.ones(n), np.zeros(n))
    if n == 2:
        return even  # of two kinds none is rare
    gain, cost = _worth(even.chances(scores))
    return replace(even, gain=gain, cost=cost)


def _scale(scores: Floats, n: int) -> Floats:
    """Return one scale a view, so that the kinds of a view stay comparable."""
    views = (scores - scores.mean(axis=0)).reshape(len(scores), -1, n)
    spread = np.sqrt((views - views.mean(axis=2, keepdims=True)).var(axis=(0, 2)))
    return np.repeat(np.where(spread > 0, spread, 1.0), n)


def _loyalty(scaled: Floats, kinds: Ints, n: int) -> float:
    """Return the loyalty that gives the least log loss on parts set aside."""
    part = np.random.default_rng(0).permutation(len(kinds)) % TRIED_IN
    loss = dict.fromkeys(LOYALTIES, 0.0)
    for at in range(TRIED_IN):
        asked = part == at
        for loyalty in LOYALTIES:
            weight, start = _fit(scaled[~asked], kinds[~asked], n, loyalty)
            chances = _chances(scaled[asked] @ weight + start)[np.arange(asked.sum()), kinds[asked]]
            loss[loyalty] -= float(np.log(chances + LEAST_CHANCE).sum())
    return min(loss, key=lambda loyalty: loss[loyalty])


def _fit(scaled: Floats, kinds: Ints, n: int, loyalty: float) -> tuple[Floats, Floats]:
    """
    Return weight (scores, kinds) and start (kinds,): one weight a view that all kinds share, plus small deviations.

    A kind with few rows then uses the views as the others do, a kind with many may go its own way.
    """
    views = scaled.reshape(len(scaled), -1, n)
    count = views.shape[1]
    is_kind = np.eye(n)[kinds]

    def apart(point: Floats) -> tuple[Floats, Floats, Floats]:
        return point[:count], point[count : count + n], point[count + n :].reshape(count * n, n)

    def loss(point: Floats) -> tuple[float, Floats]:
        shared, start, own = apart(point)
        chances = _chances(np.einsum("rvk,v->rk", views, shared) + scaled @ own + start)
        off = chances - is_kind
        by_view = np.einsum("rvk,rk->v", views, off) + STEADY * shared
        by_kind = off.sum(axis=0) + STEADY * start
        slope = np.concatenate([by_view, by_kind, (scaled.T @ off + loyalty * own).ravel()])
        told = -np.log(chances[np.arange(len(kinds)), kinds] + LEAST_CHANCE).sum()
        return float(told + (STEADY * (shared @ shared + start @ start) + loyalty * (own**2).sum()) / 2), slope

    begun = np.concatenate([np.full(count, 1 / count), np.zeros(n + count * n * n)])
    shared, start, own = apart(minimize(loss, begun, jac=True, method="L-BFGS-B", options={"maxiter": MOST_STEPS}).x)
    return own + np.kron(shared[:, None], np.eye(n)), start


def _worth(chances: Floats) -> tuple[Floats, Floats]:
    """
    Return gain and cost of each kind, such that choosing by them gives the best accuracy + macro-F1 to be expected.

    One more row of a kind adds chance / rows to accuracy and, where F is the kind's F1 so far and it is ``named``
    (times true + times chosen), (2 · chance - F) / named / kinds to macro-F1. The chances alone say how often a kind
    is to be expected, so nothing is fitted to the labels.
    """
    rows, n = chances.shape
    chosen, true = chances.argmax(axis=1), chances.sum(axis=0)
    gain, cost = np.ones(n), np.zeros(n)
    for _ in range(ROUNDS):
        hits = np.bincount(chosen, weights=chances[np.arange(rows), chosen], minlength=n)
        named = true + np.bincount(chosen, minlength=n)
        gain = 1 + RARE_COUNT * 2 * rows / (n * named)
        cost = RARE_COUNT * 2 * hits / named * rows / (n * named)
        chosen = (chances * gain - cost).argmax(axis=1)
    return gain, cost


def _chances(scores: Floats) -> Floats:
    found = np.exp(scores - scores.max(axis=1, keepdims=True))
    result: Floats = found / found.sum(axis=1, keepdims=True)
    return result
