"""Early warning measured: on counts of our own, and on others' where they are at hand."""

import os
from pathlib import Path

import pytest

from amends.bench.figures import BARS, table
from amends.bench.quiet_and_surging import simulated
from amends.bench.warn import measure
from tests.machine import skip_loudly


def quietly(_words: str) -> None:
    """Say nothing."""


def test_it_sees_more_than_the_plain_rule_on_counts_of_our_own(monkeypatch):
    monkeypatch.delenv("AMENDS_BENCH_SERIES", raising=False)
    figures = measure(n=120, tell=quietly)

    assert (figures["source"], figures["n"]) == ("own", 120)
    assert figures["detected_at_1"] > figures["plain_detected_at_1"] + 0.15
    assert figures["first_week_at_1"] > figures["plain_first_week_at_1"]
    assert figures["series_weeks_per_s"] > 0
    assert {name for name, _value, _bar, verdict in table(figures) if verdict} == set(BARS["warn"])


def test_our_own_series_are_the_same_each_time_and_surge_where_they_say():
    made, again = simulated(40, seed=1), simulated(40, seed=1)

    assert (made.full == again.full).all()
    surged = made.full[:, 575:] > made.clean[:, 575:]
    assert (surged.argmax(1) + 575 >= made.start).all()
    assert (made.end >= made.start).all()


@pytest.mark.slow
def test_the_shared_series_reach_the_bars(monkeypatch):
    folder = Path(os.environ.get("AMENDS_BENCH_SERIES", Path(__file__).parents[3] / "shared" / "early_warning"))
    if not (folder / "ew_data.py").exists():
        skip_loudly(f"early warning on the shared series: {folder} is not there")
    monkeypatch.setenv("AMENDS_BENCH_SERIES", str(folder))
    figures = measure(n=1_680, tell=quietly)

    assert figures["detected_at_1"] >= 0.53
    assert figures["first_week_at_1"] >= 0.365
    assert 0.85 <= figures["false_at_1_percent"] <= 1.15
    assert figures["worst_scenario_percent"] <= 2.0
