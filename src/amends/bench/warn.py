"""`amends bench warn`: how many outbreaks are seen at one false alarm in a hundred weeks, how soon, and how fast."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from amends.bench.figures import Figures
from amends.bench.quiet_and_surging import FIRST_NEW, Simulated, simulated
from amends.engines.early_warning.calendar import Floats, Period
from amends.engines.early_warning.hierarchy import watch_table
from amends.engines.early_warning.watching import watch

SEED = 2
FIVE_YEARS = 260
CELLS, DAYS = 10_000, 730
Tell = Callable[[str], None]


def measure(*, n: int, tell: Tell) -> Figures:
    """Measure about ``n`` series of 624 weeks, the last 49 of them judged; AMENDS_BENCH_SERIES names a generator."""
    folder = os.environ.get("AMENDS_BENCH_SERIES")
    made = simulated(n, seed=SEED, generator=Path(folder) if folder else None)
    tell(f"{len(made.clean):,} series of 624 weeks ({made.source}) ...")
    whole, rate = _scores(made, history=FIRST_NEW)
    _, rate_5y = _scores(made, history=FIVE_YEARS)
    plain = [_plain(counts) for counts in (made.clean, made.full)]
    return {
        "bench": "warn",
        "n": len(made.clean),
        "source": made.source,
        "seed": SEED,
        **_calibration(whole[0], made),
        **_detection(whole, made, 0.01, "at_1"),
        **_detection(whole, made, 0.005, "at_05"),
        **{f"plain_{name}": value for name, value in _detection(plain, made, 0.01, "at_1").items()},
        "series_weeks_per_s": round(rate),
        "series_weeks_per_s_5y": round(rate_5y),
        "cpu_us_per_series_week": round(1e6 / rate, 1),
        "cpu_us_per_series_week_5y": round(1e6 / rate_5y, 1),
        "cpu_s_per_100000_series_of_days": round(_newest_day(), 2),
    }


def _scores(made: Simulated, *, history: int) -> tuple[list[Floats], float]:
    """Return p of the clean and the full series, and how many series-weeks a second of CPU were judged."""
    watch(made.clean[:1], Period.WEEK, first=0, since=FIRST_NEW)  # tables are made once
    begun = time.process_time()
    from_week = FIRST_NEW - history
    found = [
        watch(counts[:, from_week:], Period.WEEK, first=from_week, since=history).p
        for counts in (made.clean, made.full)
    ]
    return found, 2 * found[0].size / (time.process_time() - begun)


def _newest_day() -> float:
    """Return the CPU seconds it takes to fit two years of 100,000 cells and judge their newest day, from a tenth."""
    counts = np.random.default_rng(SEED).poisson(0.4, (CELLS, DAYS)).astype(np.float64)
    places = np.divmod(np.arange(CELLS), 100)
    begun = time.process_time()
    watch_table(counts, (places[0].tolist(), places[1].tolist()), Period.DAY, first=0, since=DAYS - 1)
    return (time.process_time() - begun) * 100_000 / CELLS


def _detection(p: list[Floats], made: Simulated, share: float, name: str) -> Figures:
    """Return the share of outbreaks seen, and seen in their first week, where ``share`` of quiet weeks alarm."""
    clean, full = p
    bound = np.sort(clean.ravel())[int(share * clean.size)]
    week = FIRST_NEW + np.arange(full.shape[1])
    alarm = full < bound
    during = (week >= made.start[:, None]) & (week <= made.end[:, None])
    first = week == made.start[:, None]
    return {
        f"detected_{name}": round(float((alarm & during).any(1).mean()), 4),
        f"first_week_{name}": round(float((alarm & first).any(1).mean()), 4),
    }


def _calibration(clean: Floats, made: Simulated) -> Figures:
    """Return in percent how often quiet weeks lie at or below a p of 0.01: over all, and in the worst scenario."""
    alarm = (clean <= 0.01).mean(1)
    worst = max(float(alarm[made.scenario == scenario].mean()) for scenario in np.unique(made.scenario))
    return {"false_at_1_percent": round(100 * float(alarm.mean()), 3), "worst_scenario_percent": round(100 * worst, 3)}


def _plain(counts: Floats) -> Floats:
    """Return what EARS C2 ranks by, small for surprising: the mean and deviation of seven weeks, two weeks back."""
    recent = np.lib.stride_tricks.sliding_window_view(counts, 7, axis=1)[:, FIRST_NEW - 9 : -3]
    deviation = np.maximum(recent.std(-1, ddof=1), 0.5)
    score: Floats = -(counts[:, FIRST_NEW:] - recent.mean(-1)) / deviation
    return score
