"""`amends bench rights`: how many assessments a second one core makes, beside the same rule written out in Python."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from itertools import cycle, islice
from typing import Any

from amends.bench.figures import Figures
from amends.rules.rights.assessing import assess
from amends.rules.rights.library import packs
from amends.rules.rights.packs import Pack

SLICE = 5_000

Tell = Callable[[str], None]


def measure(*, n: int, tell: Tell) -> Figures:
    """Measure ``n`` assessments, the golden cases of every pack in turn, floors and trace included."""
    found = packs()
    told = [(pack, golden["facts"]) for pack in found for golden in pack.golden]
    tell(f"{n:,} assessments of {len(told)} cases in {len(found)} packs ...")
    seconds = 0.0
    for start in range(0, n, SLICE):
        some = list(islice(cycle(told), start, start + min(SLICE, n - start)))
        began = time.process_time()
        for pack, facts in some:
            assess(pack, facts)
        seconds += time.process_time() - began
    bare = _bare_rate(found, n)
    return {
        "bench": "rights",
        "n": n,
        "packs": len(found),
        "golden_cases": len(told),
        "rate_per_s": round(n / seconds),
        "cpu_ms": round(seconds * 1000 / n, 4),
        "bare_rate_per_s": round(bare),
    }


def _bare_rate(found: tuple[Pack, ...], n: int) -> float:
    """Return how many a second one rule of one pack makes when written out by hand, without checks or trace."""
    flights = next([golden["facts"] for golden in pack.golden] for pack in found if pack.key == "eu261")
    began = time.process_time()
    for facts in islice(cycle(flights), n):
        _delay_by_hand(facts)
    return n / (time.process_time() - began)


def _delay_by_hand(facts: Mapping[str, Any]) -> int:
    late, distance = facts.get("arrival_delay_minutes", 0), facts["distance_km"]
    if late < 180 or facts.get("extraordinary") or facts.get("cancelled") or facts.get("denied_boarding"):
        return 0
    if distance <= 1500:
        return 25000
    if facts.get("intra_eu") or distance <= 3500:
        return 40000
    return 30000 if late < 240 else 60000
