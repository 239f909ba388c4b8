"""How good the judgements were: how many right, how even over the kinds, how honest the confidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from amends.engines.triage.counting import Floats, Ints

BINS = 10
PRECISION = 0.95


@dataclass(frozen=True, slots=True)
class Quality:
    """Shares between 0 and 1."""

    rows: int
    accuracy: float
    macro_f1: float
    calibration_error: float
    coverage: float  # share that can be answered so that 95 of 100 answers are right


def quality(truth: Ints, chosen: Ints, confidence: Floats) -> Quality:
    """Return all figures; a kind is a whole number."""
    right = truth == chosen
    return Quality(
        len(truth),
        accuracy(truth, chosen),
        macro_f1(truth, chosen),
        calibration_error(right, confidence),
        float((confidence >= threshold(right, confidence)).mean()) if len(truth) else 0.0,
    )


def accuracy(truth: Ints, chosen: Ints) -> float:
    """Return the share that is right."""
    return float((truth == chosen).mean()) if len(truth) else 0.0


def macro_f1(truth: Ints, chosen: Ints) -> float:
    """
    Return the mean over the kinds that occur of 2 · hits / (times true + times chosen).

    Worked value: truth 0 0 1, chosen 0 1 1 gives (2/3 + 2/3) / 2 = 0.667.
    """
    if not len(truth):
        return 0.0
    n = int(max(truth.max(), chosen.max())) + 1
    hits = np.bincount(truth[truth == chosen], minlength=n)
    both = np.bincount(truth, minlength=n) + np.bincount(chosen, minlength=n)
    occurs = both > 0
    return float((2 * hits[occurs] / both[occurs]).mean())


def calibration_error(right: np.ndarray, confidence: Floats) -> float:
    """
    Return the mean distance between confidence and share right, over ten bins of equal width, by their rows.

    Worked value: two rows at 0.8 of which one is right: 0.3.
    """
    if not len(right):
        return 0.0
    at = np.minimum((confidence * BINS).astype(np.int64), BINS - 1)
    gap = np.bincount(at, weights=confidence - right, minlength=BINS)
    return float(np.abs(gap).sum() / len(right))


def threshold(right: np.ndarray, confidence: Floats, precision: float = PRECISION) -> float:
    """
    Return the least confidence above which ``precision`` of the answers are right, above 1 when there is none.

    Worked value: confidence 0.9, 0.8, 0.7, the last wrong: 0.8.
    """
    order = np.argsort(-confidence, kind="stable")
    share = np.cumsum(right[order]) / np.arange(1, len(right) + 1)
    sorted_confidence = confidence[order]
    # Rows of the same confidence are answered together or not at all.
    ends = np.append(sorted_confidence[1:] != sorted_confidence[:-1], True) if len(right) else np.zeros(0, bool)
    good = np.flatnonzero(ends & (share >= precision))
    return float(sorted_confidence[good[-1]]) if good.size else 1.01


def quality_of_labels(truth: Sequence[str], chosen: Sequence[str], confidence: Sequence[float]) -> Quality:
    """Return all figures for labels by name; one that the model does not know is always wrong."""
    number = {name: at for at, name in enumerate(sorted({*truth, *chosen}))}
    true, said = (np.array([number[name] for name in names], dtype=np.int64) for names in (truth, chosen))
    return quality(true, said, np.array(confidence, dtype=float))
