"""R's farringtonFlexible on the same weekly counts, where R and its package `surveillance` are installed."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory

import numpy as np

from amends.bench.quiet_and_surging import FIRST_NEW, WEEKS, Simulated
from amends.engines.early_warning.calendar import Floats

SERIES = 84  # or a few more; half a second each, twice
SCRIPT = "bench_r.R"
Tell = Callable[[str], None]


def scores_of_r(made: Simulated, folder: Path | None, *, tell: Tell) -> tuple[list[Floats], float] | None:
    """Return p of R for evenly chosen clean and full series and its CPU seconds a series-week; None without R."""
    if which("Rscript") is None:
        tell("R is not installed here: its farringtonFlexible does not stand beside these figures")
        return None
    if folder is None or not (folder / SCRIPT).exists():
        tell(f"R does not stand beside these figures: {SCRIPT} is not in the folder AMENDS_BENCH_SERIES")
        return None
    some = chosen(made)
    tell(f"R's farringtonFlexible on {len(some)} of the series ...")
    with TemporaryDirectory() as place:
        ran = [_run(counts[some], folder / SCRIPT, Path(place)) for counts in (made.clean, made.full)]
    return [p for p, _cpu_s in ran], sum(cpu_s for _p, cpu_s in ran) / (2 * len(some) * (WEEKS - FIRST_NEW))


def chosen(made: Simulated) -> list[int]:
    """Return the series R is asked about, of every scenario."""
    step = max(1, len(made.clean) // SERIES)
    return list(range(0, len(made.clean), step))


def _run(counts: Floats, script: Path, place: Path) -> tuple[Floats, float]:
    np.savetxt(place / "in.csv", counts, fmt="%d", delimiter=",")
    words = ["--in", "in.csv", "--method", "noufaily", "--from", str(FIRST_NEW + 1), "--to", str(WEEKS), "--out", "out"]
    subprocess.run(["Rscript", str(script), *words], cwd=place, check=True, capture_output=True)  # noqa: S603, S607
    p = np.nan_to_num(np.loadtxt(place / "out.csv", delimiter=",", ndmin=2), nan=1.0)
    return p, float(json.loads((place / "out.json").read_text("utf-8"))["user_s"])
