"""
`amends bench queue`, `case` and `search`: how long a colleague waits for a page.

The pages are asked for over HTTP by one signed-in specialist who sees every place, whole HTML, nothing cached; the
queries behind one page are counted in this process.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import cycle, islice, zip_longest
from urllib.parse import quote

from django.db import connections
from django.utils import timezone

from amends.bench.beginning import Keys, begin
from amends.bench.clients import request, send_all
from amends.bench.counting import count
from amends.bench.figures import Figures, latencies, percentile
from amends.bench.filling import Filler
from amends.bench.in_process import ask
from amends.bench.installation import PLACES, REHEARSAL, Installation
from amends.bench.serving import Server, serving
from amends.bench.texts import BRANDS_EN, BRANDS_ZH
from amends.models import Case
from amends.rules.references import reference
from amends.services.directory import directory

REQUESTS, WARM_UP = 600, 100
FEW_REQUESTS = 30
SMALL = 10_000
TALKATIVE, MESSAGES = 50, 20

Tell = Callable[[str], None]


def measure_queue(original: Installation, *, n: int, clients: int, tell: Tell) -> Figures:
    """
    Measure the first page of the queue with ``n`` cases, and with 10,000 for the ratio when ``n`` is more.

    ``few_places_p50_ms`` is that of a colleague who works at three of the ten places and sees no other.
    """
    keys = begin(places=PLACES, now=timezone.now())
    filler = Filler(now=timezone.now(), tell=tell)
    small: Figures = {}
    if n > SMALL:
        filler.fill(SMALL)
        connections.close_all()
        with serving(original) as server:
            small = _page_figures(server, keys.cookie, ["/queue"], clients, REQUESTS)
        tell(f"10,000 cases: p50 {small['p50_ms']} ms, p99 {small['p99_ms']} ms")
    filler.fill(n)
    figures = _measured(original, keys, ["/queue"], bench="queue", n=n, clients=clients)
    if small:
        figures["ratio"] = round(float(figures["p50_ms"]) / float(small["p50_ms"]), 2)
        figures["p99_ratio"] = round(float(figures["p99_ms"]) / float(small["p99_ms"]), 2)
    with serving(original) as server:
        few = _page_figures(server, keys.few_places, ["/queue"], clients, _times(n))
    figures |= {f"few_places_{name}": few[name] for name in ("p50_ms", "p99_ms")}
    return figures


def measure_case(original: Installation, *, n: int, clients: int, tell: Tell) -> Figures:
    """Measure the pages of cases with 20 messages each, among ``n`` cases."""
    keys = begin(places=PLACES, now=timezone.now())
    filler = Filler(now=timezone.now(), tell=tell)
    filler.fill(n)
    cases = filler.converse(cases=TALKATIVE if n >= REHEARSAL else 2, messages=MESSAGES)
    prefix = directory().organisation.reference_prefix
    return _measured(
        original, keys, [f"/cases/{reference(case.pk, prefix)}" for case in cases], bench="case", n=n, clients=clients
    )


def measure_search(original: Installation, *, n: int, clients: int, tell: Tell) -> Figures:
    """Measure searches for words that stand in one document of a hundred, Chinese and English by turns."""
    keys = begin(places=PLACES, now=timezone.now())
    Filler(now=timezone.now(), tell=tell).fill(n)
    brands = [brand for pair in zip_longest(BRANDS_ZH, BRANDS_EN) for brand in pair if brand]
    return _measured(
        original, keys, [f"/search?q={quote(brand)}" for brand in brands], bench="search", n=n, clients=clients
    )


def _measured(original: Installation, keys: Keys, paths: Sequence[str], *, bench: str, n: int, clients: int) -> Figures:
    statements = _statements(keys, paths)
    connections.close_all()
    with serving(original) as server:
        memory_mb = server.idle_memory_mb(n=n)
        figures = _page_figures(server, keys.cookie, paths, clients, _times(n))
        figures |= {"memory_mb": memory_mb, "memory_after_mb": server.idle_memory_mb(n=n), "start_s": server.start_s}
    stored = original.stored_bytes() // Case.objects.count()
    connections.close_all()
    return {
        "bench": bench,
        "database": original.database,
        "clients": clients,
        "n": n,
        **figures,
        "statements": statements,
        "bytes_per_case": stored,
    }


def _times(n: int) -> int:
    return REQUESTS if n >= REHEARSAL else FEW_REQUESTS


def _page_figures(server: Server, cookie: str, paths: Sequence[str], clients: int, times: int) -> Figures:
    requests = [request("GET", path, headers={"Cookie": cookie}) for path in islice(cycle(paths), times)]
    send_all(requests[:WARM_UP], port=server.port, clients=clients)
    before = server.cpu_seconds()
    storm = send_all(requests, port=server.port, clients=clients)
    cpu_ms = (server.cpu_seconds() - before) * 1000 / times
    if storm.errors:
        raise RuntimeError(f"{storm.errors} pages failed: {storm.first_error}")
    return {
        "requests": times,
        "rate_per_s": round(storm.rate_per_s, 1),
        **latencies(storm.milliseconds),
        "cpu_ms": round(cpu_ms, 2),
        "errors": storm.errors,
        "page_kb": round(len(storm.first_answer.encode()) / 1024, 1),
    }


def _statements(keys: Keys, paths: Sequence[str]) -> float:
    """Return the most queries one of the pages takes, once what is kept in memory has been read."""
    headers = {"Cookie": keys.cookie}
    few = paths[:10]
    ask("GET", few[0], headers=headers)
    # Twice each: what is kept in memory for seconds may be read anew by either, and belongs to no page.
    counts = [min(_asked(path, headers) for _time in range(2)) for path in few]
    return percentile(counts, 1.0)


def _asked(path: str, headers: Mapping[str, str]) -> int:
    return len(count([partial(ask, "GET", path, headers=headers)]).statements)
