"""`amends bench topics`: how many hidden topics come out whole, how many are invented, and what it costs."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from resource import RUSAGE_SELF, getrusage

from amends.bench.figures import Figures
from amends.bench.told_texts import hidden
from amends.engines.topics.finding import Topic, find_topics

WHOLE = 0.8  # of its cases found, and of what was found its cases


def measure(*, n: int, tell: Callable[[str], None]) -> Figures:
    """Measure ``n`` texts, about half in Chinese signs."""
    made = hidden(n, seed=1)
    tell(f"{n:,} texts, {len(made.topics)} topics hidden among them ...")
    begun = time.process_time()
    found = find_topics(made.told)
    spent = time.process_time() - begun
    new = [topic for topic in found if topic.new]
    real = [topic for topic in new if _best(topic, made.topics) >= WHOLE]
    return {
        "bench": "topics",
        "n": n,
        "hidden": len(made.topics),
        "whole_and_new": round(len(real) / max(len(made.topics), 1), 4),
        "real_of_new": round(len(real) / max(len(new), 1), 4),
        "topics": len(found),
        "cpu_s": round(spent, 2),
        "texts_per_s": round(n / spent),
        "memory_peak_mb": getrusage(RUSAGE_SELF).ru_maxrss // 1024,
    }


def _best(topic: Topic, hidden_topics: Sequence[set[int]]) -> float:
    """Return how well it is one of the hidden ones: the lesser of the share found and the share that belongs."""
    cases = set(topic.cases)
    return max((len(cases & one) / max(len(cases), len(one)) for one in hidden_topics), default=0.0)
