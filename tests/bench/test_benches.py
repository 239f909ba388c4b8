"""Tiny runs of the real thing: that it runs, that it measures, and that nothing of it stays."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from amends.bench.cluster import NoCluster, programs_folder
from tests.machine import skip_loudly

LATENCIES = {"p50_ms", "p95_ms", "p99_ms"}
ALWAYS = {"bench", "database", "n", "rate_per_s", "cpu_ms", "errors", "memory_mb", "start_s", "bytes_per_case"}
PAGE = ALWAYS | LATENCIES | {"clients", "statements", "requests", "page_kb", "memory_after_mb"}
FIELDS = {
    "intake": ALWAYS
    | LATENCIES
    | {"clients", "statements", "transactions", "bare_rate_per_s", "share_of_bare", "memory_after_mb"},
    "queue": PAGE | {"few_places_p50_ms", "few_places_p99_ms"},
    "case": PAGE,
    "search": PAGE,
    "clocks": {"bench", "database", "n", "due", "sweep_s", "rate_per_s", "cpu_ms", "ratio", "look_ms", "errors"}
    | LATENCIES,
    "import": ALWAYS | {"first_tenth_per_s", "last_tenth_per_s"},
}
NEVER_ZERO = ALWAYS | LATENCIES | {"statements", "transactions", "bare_rate_per_s", "share_of_bare"}
NEVER_ZERO -= {"bench", "database", "errors"}


def measured(*arguments: str, data: Path) -> dict[str, Any]:
    environment = {name: value for name, value in os.environ.items() if name != "AMENDS_DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-m", "amends", "bench", *arguments, "--json"],
        env=environment | {"AMENDS_DATA": str(data)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


@pytest.mark.slow
@pytest.mark.parametrize("bench", FIELDS)
@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_a_bench_prints_figures_that_were_measured(bench, database, tmp_path):
    if database == "postgres":
        try:
            programs_folder()
        except NoCluster as reason:
            skip_loudly(f"the benches on PostgreSQL: {reason}")
    mine = tmp_path / "mine"

    figures = measured(bench, "--n", "60", "--database", database, data=mine)

    assert set(figures) == FIELDS[bench]
    assert (figures["bench"], figures["database"], figures["n"], figures["errors"]) == (bench, database, 60, 0)
    assert all(figures[name] > 0 for name in NEVER_ZERO & set(figures))
    assert not mine.exists()


def test_a_wrong_name_is_wrong_input():
    done = subprocess.run(
        [sys.executable, "-m", "amends", "bench", "lunch"], capture_output=True, text=True, check=False
    )

    assert done.returncode == 2
