"""
`amends bench warn`: how many outbreaks are seen, how soon, at how many false alarms, and how fast.

Weeks here, tables of sites and types in `warn_tables`; each beside a plain rule on the same counts.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

import numpy as np

from amends.bench.beside_r import chosen, scores_of_r
from amends.bench.figures import Figures
from amends.bench.quiet_and_surging import FIRST_NEW, Simulated, simulated
from amends.bench.warn_tables import of_tables
from amends.engines.early_warning.calendar import Floats, Period
from amends.engines.early_warning.hierarchy import watch_table
from amends.engines.early_warning.streaming import Stream
from amends.engines.early_warning.watching import watch

SEED = 2
FIVE_YEARS = 260
CELLS, DAYS = 10_000, 727  # the next day is a Sunday; on the Monday after it all is fitted anew
Tell = Callable[[str], None]


def measure(*, n: int, tell: Tell) -> Figures:
    """Measure about ``n`` series of 624 weeks, then tables of days; AMENDS_BENCH_SERIES names a generator."""
    folder = os.environ.get("AMENDS_BENCH_SERIES")
    generator = Path(folder) if folder else None
    found: Figures = {"bench": "warn", "n": n, **of_weeks(n=n, generator=generator, tell=tell), **_speed(tell)}
    return {**found, **of_tables(generator=generator, tell=tell)}


def of_weeks(*, n: int, generator: Path | None, tell: Tell) -> Figures:
    """Measure the weekly series, of which the last 49 weeks are judged."""
    made = simulated(n, seed=SEED, generator=generator)
    tell(f"{len(made.clean):,} series of 624 weeks ({made.source}) ...")
    whole, rate = _scores(made, history=FIRST_NEW)
    _, rate_5y = _scores(made, history=FIVE_YEARS)
    plain = [_plain(counts) for counts in (made.clean, made.full)]
    found: Figures = {
        "series": len(made.clean),
        "source": made.source,
        "seed": SEED,
        **_calibration(whole[0], made),
        "cpu_us_per_series_week": round(1e6 / rate, 1),
        "cpu_us_per_series_week_5y": round(1e6 / rate_5y, 1),
    }
    for share, name in ((0.01, "at_1"), (0.005, "at_05")):
        found |= _detection(whole, made, share, name)
        found |= {f"plain_{figure}": value for figure, value in _detection(plain, made, share, name).items()}
    return found | _beside_r(made, whole, (rate, rate_5y), generator, tell)


def _beside_r(
    made: Simulated, whole: list[Floats], rates: tuple[float, float], folder: Path | None, tell: Tell
) -> Figures:
    """Return what R sees of the same series, what we see of them, and how many times as fast; nothing without R."""
    if (told := scores_of_r(made, folder, tell=tell)) is None:
        return {}
    theirs, seconds = told
    some = chosen(made)
    same = made._replace(clean=made.clean[some], full=made.full[some], start=made.start[some], end=made.end[some])
    found: Figures = {}
    for share, name in ((0.01, "at_1"), (0.005, "at_05")):
        found |= {f"r_{figure}": value for figure, value in _detection(theirs, same, share, name).items()}
        ours = _detection([p[some] for p in whole], same, share, name)
        found |= {f"beside_r_{figure}": value for figure, value in ours.items()}
    times = {"times_r": rates[0] * seconds, "times_r_5y": rates[1] * seconds}
    return found | {name: round(times_as_fast) for name, times_as_fast in times.items()}


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


def _speed(tell: Tell) -> Figures:
    """Return the CPU seconds that 100,000 series of two years take, from a tenth of them, and the memory taken."""
    tell(f"{CELLS:,} series of {DAYS} days, fitted and their newest day judged ...")
    counts = np.random.default_rng(SEED).poisson(0.4, (CELLS, DAYS + 2)).astype(np.float64)
    places = np.divmod(np.arange(CELLS), 100)
    known = counts[:, :DAYS]
    table = _cpu_s(
        lambda: watch_table(known, (places[0].tolist(), places[1].tolist()), Period.DAY, first=0, since=DAYS - 1)
    )
    alone = _cpu_s(lambda: watch(known, Period.DAY, first=0, since=DAYS - 1))
    stream = Stream(known, Period.DAY, first=0, ahead=2)
    return {
        "cpu_s_100000_cells": table,
        "cpu_s_100000_series": alone,
        "cpu_s_100000_series_next_day": _cpu_s(lambda: stream.judge(counts[:, DAYS])),
        "cpu_s_100000_series_next_monday": _cpu_s(lambda: stream.judge(counts[:, DAYS + 1])),
        "memory_mb": getrusage(RUSAGE_SELF).ru_maxrss // 1024,
    }


def _cpu_s(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return round((time.process_time() - begun) * 100_000 / CELLS, 2)


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
    share = round(100 * float(alarm.mean()), 3)
    return {
        "false_at_1_percent": share,
        "false_at_1_percent_least": share,
        "worst_scenario_percent": round(100 * worst, 3),
    }


def _plain(counts: Floats) -> Floats:
    """Return what EARS C2 ranks by, small for surprising: the mean and deviation of seven weeks, two weeks back."""
    recent = np.lib.stride_tricks.sliding_window_view(counts, 7, axis=1)[:, FIRST_NEW - 9 : -3]
    deviation = np.maximum(recent.std(-1, ddof=1), 0.5)
    score: Floats = -(counts[:, FIRST_NEW:] - recent.mean(-1)) / deviation
    return score
