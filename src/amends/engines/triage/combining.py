"""Several views made one: calibrated chances from their scores, and a shift in favour of rare kinds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from amends.engines.triage.counting import Floats, Ints
from amends.engines.triage.measuring import accuracy, macro_f1

STRENGTH = 0.1  # C of the logistic regression on the scores
SHARES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)  # a single number is tuned: one for each kind would learn luck
LEAST_CHANCE = 1e-9


@dataclass(frozen=True)
class Combination:
    """Multinomial logistic regression on the scores of all views, brought to one scale."""

    centre: Floats
    scale: Floats
    weight: Floats  # (scores, kinds)
    start: Floats  # (kinds,)
    shift: Floats  # (kinds,), added to ln of the chance when the kind is chosen

    def chances(self, scores: Floats) -> Floats:
        """Return the chance of each kind; a row sums to one."""
        found = ((scores - self.centre) / self.scale) @ self.weight + self.start
        found = np.exp(found - found.max(axis=1, keepdims=True))
        result: Floats = found / found.sum(axis=1, keepdims=True)
        return result

    def chosen(self, chances: Floats) -> Ints:
        """Return the kind of each row."""
        return _chosen(chances, self.shift)


def combine(scores: Floats, kinds: Ints, n: int) -> Combination:
    """Learn from scores of rows that the views had not seen."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - only training needs it

    centre, scale = scores.mean(axis=0), scores.std(axis=0)
    scale[scale == 0] = 1
    fitted = LogisticRegression(C=STRENGTH, max_iter=1000).fit((scores - centre) / scale, kinds)
    weight, start = fitted.coef_.T, fitted.intercept_
    if n == 2:  # scikit-learn gives the second kind alone
        weight, start = np.hstack([-weight, weight]) / 2, np.array([-start[0], start[0]]) / 2
    plain = Combination(centre, scale, weight, start, np.zeros(n))
    return Combination(centre, scale, weight, start, _shift(plain.chances(scores), kinds, n))


def _chosen(chances: Floats, shift: Floats) -> Ints:
    found: Ints = (np.log(chances + LEAST_CHANCE) + shift).argmax(axis=1)
    return found


def _shift(chances: Floats, kinds: Ints, n: int) -> Floats:
    """Return -share · ln of how common each kind is, with the share that serves accuracy plus macro-F1 best."""
    often = np.bincount(kinds, minlength=n) / len(kinds)
    tried = [-share * np.log(np.maximum(often, LEAST_CHANCE)) for share in SHARES]
    return max(tried, key=lambda shift: _worth(chances, shift, kinds))


def _worth(chances: Floats, shift: Floats, kinds: Ints) -> float:
    chosen = _chosen(chances, shift)
    return accuracy(kinds, chosen) + macro_f1(kinds, chosen)
