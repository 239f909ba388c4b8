"""Several views made one: calibrated chances from their scores, and a shift in favour of rare kinds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from amends.engines.triage.counting import Floats, Ints
from amends.engines.triage.measuring import accuracy, macro_f1

STRENGTHS = (0.01, 0.03, 0.1, 0.3)  # C of the logistic regression on the scores
TRIED_IN = 3  # parts
RARE_COUNT = 2  # weight of macro-F1 beside accuracy
SHARES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6)  # a single number is tuned: one for each kind would learn luck
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
    centre, scale = scores.mean(axis=0), scores.std(axis=0)
    scale[scale == 0] = 1
    fitted = _regression(kinds).fit((scores - centre) / scale, kinds)
    weight, start = fitted.coef_.T, fitted.intercept_
    if n == 2:  # scikit-learn gives the second kind alone
        weight, start = np.hstack([-weight, weight]) / 2, np.array([-start[0], start[0]]) / 2
    plain = Combination(centre, scale, weight, start, np.zeros(n))
    return Combination(centre, scale, weight, start, _shift(plain.chances(scores), kinds, n))


def _regression(kinds: Ints) -> Any:
    """Return a logistic regression that finds its own strength, where there is enough of each kind to try."""
    from sklearn.linear_model import LogisticRegression, LogisticRegressionCV  # noqa: PLC0415 - slow, only to train

    if np.bincount(kinds).min() < TRIED_IN:
        return LogisticRegression(C=STRENGTHS[0], max_iter=1000)
    return LogisticRegressionCV(
        Cs=STRENGTHS,
        cv=TRIED_IN,
        scoring="neg_log_loss",
        max_iter=1000,
        use_legacy_attributes=False,
        l1_ratios=(0,),
    )


def _chosen(chances: Floats, shift: Floats) -> Ints:
    found: Ints = (np.log(chances + LEAST_CHANCE) + shift).argmax(axis=1)
    return found


def _shift(chances: Floats, kinds: Ints, n: int) -> Floats:
    """Return -share · ln of how common each kind is, with the share that serves best; of two none is rare."""
    if n == 2:
        return np.zeros(n)
    often = np.bincount(kinds, minlength=n) / len(kinds)
    tried = [-share * np.log(np.maximum(often, LEAST_CHANCE)) for share in SHARES]
    return max(tried, key=lambda shift: _worth(chances, shift, kinds))


def _worth(chances: Floats, shift: Floats, kinds: Ints) -> float:
    chosen = _chosen(chances, shift)
    return accuracy(kinds, chosen) + RARE_COUNT * macro_f1(kinds, chosen)
