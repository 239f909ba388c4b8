"""One file of sorted texts: how well and how fast rows are sorted that were never learnt from, nor their near twins."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

import numpy as np

from amends.bench.figures import Figures
from amends.bench.near_twins import near_twins
from amends.bench.sorted_texts import Task, rows_of
from amends.engines.triage.folding import folds
from amends.engines.triage.measuring import quality_of_labels
from amends.engines.triage.sentences import are_installed
from amends.engines.triage.training import train

PARTS = 5  # four are learnt from, one is judged
FEW_ROWS, TURNS = 10_000, 3  # of so few rows one part judged alone says little: three are judged in turn


@dataclass
class _Judged:
    """What was said of the rows of all turns."""

    truth: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    confidence: list[float] = field(default_factory=list)
    plainly: list[str] = field(default_factory=list)
    right: list[float] = field(default_factory=list)  # share of each turn
    near_twins: int = 0
    training_s: float = 0.0
    judging_s: float = 0.0


def figures_of(task: Task, folder: Path, n: int) -> Figures:
    """Learn and judge at most ``n`` rows of the file, by turns where they are few, of English also by its meaning."""
    texts, labels = _some(*rows_of(task, folder), n)
    part = folds(texts, np.unique(np.array(labels), return_inverse=True)[1], PARTS)
    judged, by_meaning, turns = _Judged(), _Judged(), []
    for at in range(TURNS if len(texts) < FEW_ROWS else 1):
        learnt, asked = np.flatnonzero(part != at).tolist(), np.flatnonzero(part == at).tolist()
        strange = ~near_twins([texts[row] for row in asked], [texts[row] for row in learnt])
        judged.near_twins += int((~strange).sum())
        asked = np.array(asked)[strange].tolist()
        turns.append([[rows[row] for row in which] for which in (learnt, asked) for rows in (texts, labels)])
    for turn in turns:
        _turn(judged, *turn)
        judged.plainly += _plainly(*turn[:3])
    figures: Figures = dict(_summed_up(judged))
    if task.is_english and are_installed():
        for turn in turns:
            _turn(by_meaning, *turn, with_vectors=True)
        figures |= dict(_with_vectors(by_meaning))
    return figures


def _turn(
    so_far: _Judged,
    texts: list[str],
    labels: list[str],
    asked: list[str],
    truth: list[str],
    *,
    with_vectors: bool = False,
) -> None:
    begun = time.process_time()
    model = train(texts, labels, with_vectors=with_vectors)
    trained = time.process_time()
    rows = list(model.judge(asked))
    so_far.judging_s += time.process_time() - trained
    so_far.training_s = max(so_far.training_s, trained - begun)
    so_far.truth += truth
    so_far.said += [row.label for row in rows]
    so_far.confidence += [row.confidence for row in rows]
    so_far.right.append(float(np.mean([row.label == label for row, label in zip(rows, truth, strict=True)])))


def _summed_up(judged: _Judged) -> Iterator[tuple[str, float]]:
    good = quality_of_labels(judged.truth, judged.said, judged.confidence)
    plain = quality_of_labels(judged.truth, judged.plainly, [1.0] * len(judged.plainly))
    yield "rows", len(judged.truth)
    yield "near_twins_left_out", judged.near_twins
    for name in ("accuracy", "macro_f1"):
        yield name, round(getattr(good, name), 4)
        yield f"plain_{name}", round(getattr(plain, name), 4)
    yield "turns", len(judged.right)
    yield "accuracy_between_turns", round(max(judged.right) - min(judged.right), 4)
    yield "calibration_error", round(good.calibration_error, 4)
    yield "coverage", round(good.coverage, 4)
    yield "training_s", round(judged.training_s, 1)
    yield "rate_per_s", round(len(judged.truth) / judged.judging_s)
    yield "memory_mb", getrusage(RUSAGE_SELF).ru_maxrss // 1024


def _with_vectors(judged: _Judged) -> Iterator[tuple[str, float]]:
    good = quality_of_labels(judged.truth, judged.said, judged.confidence)
    for name in ("accuracy", "macro_f1", "calibration_error", "coverage"):
        yield f"{name}_with_vectors", round(getattr(good, name), 4)
    yield "training_s_with_vectors", round(judged.training_s, 1)
    yield "per_s_with_vectors", round(len(judged.truth) / judged.judging_s)


def _some(texts: list[str], labels: list[str], n: int) -> tuple[list[str], list[str]]:
    chosen = np.random.default_rng(1).permutation(len(texts))[:n].tolist()
    return [texts[at] for at in chosen], [labels[at] for at in chosen]


def _plainly(texts: Sequence[str], labels: Sequence[str], asked: Sequence[str]) -> list[str]:
    """Return what TF-IDF of runs of characters and one linear machine say, as anybody would first try it."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415 - a second to load
    from sklearn.svm import LinearSVC  # noqa: PLC0415 - a second to load

    counted = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 4), min_df=2, sublinear_tf=True)
    machine = LinearSVC(C=0.3, class_weight="balanced", random_state=0).fit(counted.fit_transform(texts), labels)
    return [str(label) for label in machine.predict(counted.transform(asked))]
