"""`amends bench triage`: how well and how fast texts are sorted, beside a plain classifier on the same rows."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

import numpy as np

from amends.bench.figures import Figures
from amends.bench.sorted_texts import TASKS, Task, rows_of
from amends.engines.triage.folding import folds
from amends.engines.triage.measuring import quality_of_labels
from amends.engines.triage.training import train

PARTS = 5  # four are learnt from, one is judged
Tell = Callable[[str], None]


def measure(*, n: int, tell: Tell) -> Figures:
    """Measure at most ``n`` rows of each file; AMENDS_BENCH_TEXTS names the folder they are in."""
    folder = Path(os.environ.get("AMENDS_BENCH_TEXTS", ""))
    found: Figures = {"bench": "triage", "n": n}
    for name, task in TASKS.items():
        if not os.environ.get("AMENDS_BENCH_TEXTS") or not (folder / task.file).exists():
            tell(f"SKIPPED {name}: {task.file} is not in the folder AMENDS_BENCH_TEXTS ({folder})")
            continue
        found |= {f"{name}_{figure}": value for figure, value in _task(name, task, folder, n, tell).items()}
    return {**found, **_worst(found), "memory_peak_mb": getrusage(RUSAGE_SELF).ru_maxrss // 1024}


def _worst(found: Figures) -> Figures:
    """Return the figures over all files."""

    def of(ending: str) -> list[float]:
        return [float(value) for name, value in found.items() if name.endswith(ending) and "plain" not in name]

    if not of("_accuracy"):
        return {}
    return {
        "worst_calibration_error": max(of("_calibration_error")),
        "texts_per_s": min(of("_rate_per_s")),
        "slowest_training_s": max(of("_training_s")),
    }


def _task(name: str, task: Task, folder: Path, n: int, tell: Tell) -> Figures:
    texts, labels = _some(*rows_of(task, folder), n)
    part = folds(texts, np.unique(np.array(labels), return_inverse=True)[1], PARTS)
    learnt, asked = np.flatnonzero(part).tolist(), np.flatnonzero(part == 0).tolist()
    tell(f"{name}: {len(learnt):,} texts to learn from, {len(asked):,} to judge ...")
    teaching = [texts[at] for at in learnt], [labels[at] for at in learnt]
    questions, truth = [texts[at] for at in asked], [labels[at] for at in asked]
    begun = time.process_time()
    model = train(*teaching)
    trained = time.process_time()
    judged = list(model.judge(questions))
    done = time.process_time()
    good = quality_of_labels(truth, [row.label for row in judged], [row.confidence for row in judged])
    plain = _plain(*teaching, questions)
    beside = quality_of_labels(truth, plain, [1.0] * len(plain))
    return {
        "rows": len(asked),
        "accuracy": round(good.accuracy, 4),
        "plain_accuracy": round(beside.accuracy, 4),
        "macro_f1": round(good.macro_f1, 4),
        "plain_macro_f1": round(beside.macro_f1, 4),
        "calibration_error": round(good.calibration_error, 4),
        "coverage": round(good.coverage, 4),
        "training_s": round(trained - begun, 1),
        "rate_per_s": round(len(asked) / (done - trained)),
    }


def _some(texts: list[str], labels: list[str], n: int) -> tuple[list[str], list[str]]:
    chosen = np.random.default_rng(1).permutation(len(texts))[:n].tolist()
    return [texts[at] for at in chosen], [labels[at] for at in chosen]


def _plain(texts: Sequence[str], labels: Sequence[str], questions: Sequence[str]) -> list[str]:
    """Return what TF-IDF of runs of characters and one linear machine say, as anybody would first try it."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415 - a second to load
    from sklearn.svm import LinearSVC  # noqa: PLC0415 - a second to load

    counted = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 4), min_df=2, sublinear_tf=True)
    machine = LinearSVC(C=0.3, class_weight="balanced", random_state=0).fit(counted.fit_transform(texts), labels)
    return [str(label) for label in machine.predict(counted.transform(questions))]
