"""`amends bench sizing`: what a company loses by going by curves estimated from its own outcomes, beside plain ways."""

from __future__ import annotations

import time
from collections.abc import Callable

from amends.bench.figures import Figures
from amends.engines.goodwill_trial import COMPANIES, Learn, as_estimated, as_shipped, by_tenths, regret

RUNS = 5

Tell = Callable[[str], None]


def measure(*, n: int, tell: Tell) -> Figures:
    """Measure the regret after ``n`` cases: of the estimate, of plain tenths, and of the shipped curves."""
    tell(f"{len(COMPANIES)} companies, {RUNS} runs of {n:,} cases each ...")
    began = time.process_time()
    own = _regrets(as_estimated, n)
    seconds = time.process_time() - began
    plain, shipped = _regrets(by_tenths, n), _regrets(as_shipped, n)
    figures: Figures = {"bench": "sizing", "n": n, "runs": RUNS}
    for name in COMPANIES:
        figures[f"{name}_regret"] = _mean(own[name])
        figures[f"{name}_tenths"] = _mean(plain[name])
        figures[f"{name}_shipped"] = _mean(shipped[name])
    return figures | {
        "worst_regret": max(_mean(runs) for runs in own.values()),
        "worst_run": round(max(max(runs) for runs in own.values()), 4),
        "tenths_regret": max(_mean(runs) for runs in plain.values()),
        "shipped_regret": max(_mean(runs) for runs in shipped.values()),
        "s_per_estimate": round(seconds / (2 * RUNS * len(COMPANIES)), 2),
    }


def _regrets(learn: Learn, cases: int) -> dict[str, list[float]]:
    return {
        name: [regret(company, learn, cases=cases, seed=run) for run in range(RUNS)]
        for name, company in COMPANIES.items()
    }


def _mean(runs: list[float]) -> float:
    return round(sum(runs) / len(runs), 4)
