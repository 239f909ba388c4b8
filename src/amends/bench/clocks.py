"""
`amends bench clocks`: promises that break among very many that do not.

What is due is found, marked as missed with its event, and told to the owner and whoever leads the place. Measured are a
sweep of 10,000 at once, the same few hundred among 10,000 and among all, a look that finds nothing, and how late a
miss is in the record while 200 fall due every second and the real worker is at it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import Random

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from amends.bench import processes
from amends.bench.beginning import begin
from amends.bench.figures import Figures, latencies, median
from amends.bench.filling import BATCH, copy_cases
from amends.bench.installation import PLACES, Installation
from amends.bench.serving import database_processes
from amends.bench.texts import Complaints
from amends.database import rows
from amends.database.statistics import refresh_statistics
from amends.models import Case, Event, Promise, Site
from amends.rules.actors import SYSTEM
from amends.rules.hearing import Heard
from amends.services.escalation import escalate_due
from amends.services.listening import hear_many
from amends.services.promises import sweep_overdue
from amends.services.staff import add_staff

FEW, DUE = 10_000, 10_000  # open cases to compare with; how many break at once
REPEATS = 3
RATE, SECONDS = 200, 15  # promises that fall due a second, and for how long
HEAD_START = timedelta(seconds=6)  # until the worker is at work
PATIENCE_SECONDS = 120.0
CLOCK = timedelta(hours=48)

Tell = Callable[[str], None]


def measure(installation: Installation, *, n: int, tell: Tell) -> Figures:
    """Measure with ``n`` open cases."""
    begin(places=PLACES, now=timezone.now())
    root = Site.objects.get(parent=None)
    add_staff(
        email="lead@example.com", name="Lea Lead", given_name="Lea", password=None,
        memberships=[(root, "supervisor")], language="en", by=SYSTEM, now=timezone.now(),
    )  # fmt: skip
    portion = max(1, min(n, FEW) // 20)
    fill(min(n, FEW), tell=tell)
    among_few = median([swept(portion) for _ in range(REPEATS)])
    fill(n, tell=tell)
    among_all = median([swept(portion) for _ in range(REPEATS)])
    look_ms = median([_seconds(look) * 1000 for _ in range(20)])
    due, databases = min(DUE, n // 4), database_processes(installation)
    tell(f"{due:,} break at once ...")
    now = timezone.now()
    fall_due([now - timedelta(seconds=1)] * due, now=now)
    before = processes.cpu_seconds(os.getpid(), *databases)
    sweep_s = _seconds(look_until_nothing_is_due)
    cpu_s = processes.cpu_seconds(os.getpid(), *databases) - before
    tell(f"{RATE} a second fall due under a worker ...")
    late = lateness(installation, count=min(RATE * SECONDS, n // 4))
    return {
        "bench": "clocks",
        "database": installation.database,
        "n": n,
        "due": due,
        "sweep_s": round(sweep_s, 2),
        "rate_per_s": round(due / sweep_s, 1),
        "cpu_ms": round(cpu_s * 1000 / due, 3),
        "ratio": round(among_all / among_few, 2),
        "look_ms": round(look_ms, 2),
        **latencies(late),
        "errors": Promise.objects.overdue(timezone.now()).count(),
    }


def fill(n: int, *, tell: Tell) -> None:
    """Hear cases that wait for their first answer, and multiply them, until ``n`` are open."""
    held = Case.objects.count()
    series, now = Complaints(held + 1), timezone.now()
    while held < min(n, FEW):
        size = min(BATCH, min(n, FEW) - held)
        hear_many([Heard(post="web", text=series.next().text) for _ in range(size)], by=SYSTEM, now=now)
        held += size
    copies = 0
    while held < n:
        copies += 1
        held += copy_cases(copies, most=min(FEW, n - held))
        if copies % 10 == 0:
            tell(f"{held:,} open cases")
    refresh_statistics()


def swept(count: int) -> float:
    """Let so many promises break, all over the table; return the seconds until all is recorded and told."""
    now = timezone.now()
    fall_due([now - timedelta(seconds=1)] * count, now=now)
    return _seconds(look_until_nothing_is_due)


def look_until_nothing_is_due() -> None:
    """Look as often as something is found."""
    while look():
        pass


def look() -> int:
    """Look once, as the worker does every second; return how many promises were found."""
    now = timezone.now()
    return sweep_overdue(now=now) + escalate_due(now=now)


def fall_due(instants: list[datetime], *, now: datetime) -> None:
    """Move as many promises that are far from their end, spread over the table, to these instants."""
    far = list(Promise.objects.running().filter(due_at__gt=now + CLOCK / 2).values_list("pk", flat=True))
    chosen = Random(len(far)).sample(far, len(instants))  # noqa: S311 - made up, not secret
    moved = [
        (rows.instant(at - CLOCK), rows.instant(at), rows.instant(at), pk)
        for pk, at in zip(chosen, instants, strict=True)
    ]
    with transaction.atomic():
        rows.update("amends_promise", ("made_at", "due_at", "escalates_at"), moved)


def lateness(installation: Installation, *, count: int) -> list[float]:
    """Return by how many milliseconds each miss came into the record after it fell due, as others could read it."""
    now = timezone.now()
    # As much time as it takes to move them, and to start the worker.
    begins = now + HEAD_START + timedelta(seconds=count / RATE)
    fall_due([begins + timedelta(seconds=number / RATE) for number in range(count)], now=now)
    seen = Event.objects.aggregate(last=Max("pk"))["last"]
    late: list[float] = []
    with worker(installation):
        give_up_at = time.monotonic() + PATIENCE_SECONDS
        while len(late) < count and time.monotonic() < give_up_at:
            time.sleep(0.1)
            found = list(Event.objects.filter(pk__gt=seen).order_by("pk").values_list("pk", "verb", "at"))
            now = timezone.now()
            late += [(now - at).total_seconds() * 1000 for _pk, verb, at in found if verb == "promise.missed"]
            seen = found[-1][0] if found else seen
    if not late:
        log = (installation.folder / "worker.log").read_text("utf-8", "replace")
        raise RuntimeError(f"amends worker found nothing:\n{log}")
    return late


@contextmanager
def worker(installation: Installation) -> Iterator[None]:
    """Run `amends worker` for the length of the block."""
    with (installation.folder / "worker.log").open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "amends", "worker"], env=installation.environment(), stdout=output, stderr=output
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait(timeout=30)


def _seconds(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started
