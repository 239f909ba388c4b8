"""`amends bench import`: how many rows a second `amends import` takes in, and whether it stays as fast to the end."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connections
from django.utils import timezone

from amends.bench import processes
from amends.bench.beginning import begin
from amends.bench.figures import Figures
from amends.bench.installation import PLACES, Installation
from amends.bench.serving import database_processes, serving
from amends.bench.texts import Complaints

LOOK_EVERY_SECONDS = 0.2
FIRST_DAY = datetime(2024, 1, 1, tzinfo=UTC)

Tell = Callable[[str], None]
Sample = tuple[float, int, float]  # seconds, rows taken in, processor seconds used


def measure(original: Installation, *, n: int, tell: Tell) -> Figures:
    """Measure the import of a list of ``n`` rows with a made-up complaint each, into an empty database."""
    begin(places=PLACES, now=timezone.now())
    connections.close_all()
    file = original.folder.parent / "complaints.csv"
    tell(f"writing a list of {n:,} rows ...")
    _write_list(file, n)
    samples, told, seconds = _import(file, original, tell)
    if told["opened"] != n:
        raise RuntimeError(f"of {n} rows only {told['opened']} became cases: {told}")
    stored = original.stored_bytes() // n
    with serving(original) as server:
        memory_mb, start_s = server.idle_memory_mb(n=n), server.start_s
    return {
        "bench": "import",
        "database": original.database,
        "n": n,
        "rate_per_s": round(n / seconds, 1),
        "first_tenth_per_s": round(_rate(samples, 0, n // 10), 1),
        "last_tenth_per_s": round(_rate(samples, n - n // 10, n), 1),
        "cpu_ms": round(samples[-1][2] * 1000 / n, 3),
        "errors": int(told["rejected"]),
        "start_s": start_s,
        "memory_mb": memory_mb,
        "bytes_per_case": stored,
    }


def _write_list(file: Path, n: int) -> None:
    series = Complaints(7)
    with file.open("w", encoding="utf-8", newline="") as output:
        writer = csv.writer(output)
        writer.writerow(["id", "received", "text", "name", "phone", "email"])
        for number in range(n):
            told = series.next()
            received_at = FIRST_DAY + timedelta(minutes=number)
            writer.writerow([f"L{number}", received_at.isoformat(), told.text, told.name, told.phone, told.email])


def _import(file: Path, into: Installation, tell: Tell) -> tuple[list[Sample], dict[str, Any], float]:
    """Run `amends import` and look at how far it is, five times a second; return what was seen and what it printed."""
    command = [sys.executable, "-m", "amends", "import", str(file), "--json"]
    databases = database_processes(into)
    before = processes.cpu_seconds(*databases)
    samples: list[Sample] = []
    with _counting(into) as count:
        started = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603 - ourselves
            command, env=into.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        said = 0
        while process.poll() is None:
            used = processes.cpu_seconds(process.pid, *databases) - before
            samples.append((time.perf_counter() - started, count(), used))
            if samples[-1][1] - said > 50_000:
                said = samples[-1][1]
                tell(f"{said:,} rows")
            time.sleep(LOOK_EVERY_SECONDS)
        output, errors = process.communicate()
        if process.returncode != 0:
            raise RuntimeError(f"amends import failed: {errors[-2000:]}")
        samples.append((time.perf_counter() - started, count(), samples[-1][2]))
    told = json.loads(output)
    return samples, told, float(told["seconds"])


def _rate(samples: list[Sample], first: int, last: int) -> float:
    """Return the rate between two counts of rows, as exactly as the looks at it allow."""
    begun = max((sample for sample in samples if sample[1] <= first), key=lambda sample: sample[1:2] + sample[:1])
    ended = min((sample for sample in samples if sample[1] >= last), key=lambda sample: sample[:1])
    return (ended[1] - begun[1]) / max(ended[0] - begun[0], 1e-9)


@contextmanager
def _counting(installation: Installation) -> Iterator[Callable[[], int]]:
    """Give a function that says how many intakes are committed by now, at the cost of one look into an index."""
    question = "SELECT max(id) FROM amends_intake"
    if installation.url:
        # psycopg is heavy, and needed on PostgreSQL alone.
        import psycopg  # noqa: PLC0415

        with psycopg.connect(installation.url, autocommit=True) as connection:
            yield lambda: int((connection.execute(question).fetchone() or (0,))[0] or 0)
        return
    import sqlite3  # the other engine's  # noqa: PLC0415

    with closing(sqlite3.connect(installation.sqlite_file, timeout=20)) as embedded:
        yield lambda: int(embedded.execute(question).fetchone()[0] or 0)
