"""`amends bench triage`: how well and how fast texts are sorted, beside a plain classifier on the same rows."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from amends.bench.figures import BARS, Figures
from amends.bench.flags import measure_flags
from amends.bench.sentinel import measure_sentinel
from amends.bench.sorted_texts import TASKS
from amends.bench.sorting import figures_of
from amends.engines.triage.sentences import EXTRA

Tell = Callable[[str], None]
HELD = ("accuracy", "macro_f1", "calibration_error")


def measure(*, n: int, tell: Tell) -> Figures:
    """Measure at most ``n`` rows of each file; AMENDS_BENCH_TEXTS names the folder they are in."""
    folder = Path(os.environ.get("AMENDS_BENCH_TEXTS", ""))
    found: Figures = {"bench": "triage", "n": n, **measure_flags(tell=tell), **measure_sentinel(tell=tell)}
    for name, task in TASKS.items():
        if not os.environ.get("AMENDS_BENCH_TEXTS") or not (folder / task.file).exists():
            tell(f"SKIPPED {name}: {task.file} is not in the folder AMENDS_BENCH_TEXTS ({folder})")
            continue
        tell(f"{name} ...")
        figures = _alone(name, folder, n)
        for line in told(name, figures):
            tell(line)
        found |= {f"{name}_{figure}": value for figure, value in figures.items()}
    return {**found, **_worst(found)}


def told(name: str, figures: Figures) -> list[str]:
    """Return the figures of one file in words, each beside its bar and beside the plain classifier."""
    share, apart = f"{figures['coverage']:.0%}", f"{figures['accuracy_between_turns']:.3f}"
    rows, twins = f"{figures['rows']:,}", figures["near_twins_left_out"]
    speed = f"{figures['rate_per_s']:,} texts/s, learnt in {figures['training_s']} s of one core"
    return [
        *(f"  {_beside(name, figure, figures)}" for figure in HELD),
        f"  {share} answered at 95 % precision; {speed}, {figures['memory_mb']:,} MB at most",
        f"  {rows} rows judged, {twins} near twins left out, accuracy {apart} apart in {figures['turns']} turns",
        *(_by_meaning(name, figures) if TASKS[name].is_english else ()),
    ]


def _by_meaning(name: str, figures: Figures) -> Iterator[str]:
    """Yield the same figures with sentence vectors, or that they are not installed."""
    if "accuracy_with_vectors" not in figures:
        yield f"  with sentence vectors not measured: {EXTRA} is not installed"
        return
    for figure in HELD:
        value = f"{figure.replace('_', ' '):<18}{figures[f'{figure}_with_vectors']:.3f}"
        held = _held(f"{name}_{figure}", float(figures[f"{figure}_with_vectors"]))
        yield f"  {value} with vectors  {held}"
    share, speed = f"{figures['coverage_with_vectors']:.0%}", f"{figures['per_s_with_vectors']:,} texts/s"
    yield f"  {share} answered at 95 % precision with them; {speed}, learnt in {figures['training_s_with_vectors']} s"


def _beside(name: str, figure: str, figures: Figures) -> str:
    value, plain = figures[figure], figures.get(f"plain_{figure}")
    beside = "" if plain is None else f" (plain {plain:.3f})"
    return f"{figure.replace('_', ' '):<18}{value:.3f}{beside:<15} {_held(f'{name}_{figure}', float(value))}"


def _held(name: str, value: float) -> str:
    bar = BARS["triage"].get(name)
    return "no bar" if bar is None else f"bar {bar.must:.3f}: {bar.held(value)}"


def _alone(name: str, folder: Path, n: int) -> Figures:
    """Measure one file in a process of its own, so that its memory is counted alone."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as own:
        return own.submit(_figures_of, name, folder, n).result()


def _figures_of(name: str, folder: Path, n: int) -> Figures:
    return figures_of(TASKS[name], folder, n)  # by its name: what a task wants is a function, which cannot be sent


def _worst(found: Figures) -> Figures:
    """Return the figures over all files."""

    def of(ending: str) -> list[float]:
        return [float(value) for name, value in found.items() if name.endswith(ending)]

    if not of("_coverage"):
        return {}
    return {
        "worst_calibration_error": max(of("_calibration_error")),
        "texts_per_s": min(of("_rate_per_s")),
        "slowest_training_s": max(of("_training_s")),
        "most_memory_mb": max(of("_memory_mb")),
    }
