"""
`amends bench intake`: how many cases a second are opened through the API, each answered when it is on the disk.

Every request tells one new thing with a name, a telephone number and an e-mail address of one of 20,000 people, and its
own Idempotency-Key. The application and the bare database take turns in three rounds, and the medians are compared.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial

from django.db import connections
from django.utils import timezone

from amends.bench.bare import Case, write_bare
from amends.bench.beginning import Keys, begin
from amends.bench.clients import Storm, request, send_all
from amends.bench.counting import count
from amends.bench.figures import Figures, latencies, median
from amends.bench.in_process import ask
from amends.bench.installation import PLACES, Installation
from amends.bench.serving import Server, serving
from amends.bench.texts import Complaint, Complaints
from amends.rules.actors import SYSTEM
from amends.rules.hearing import Heard
from amends.services.customers import identities_of
from amends.services.listening import hear

ROUNDS = 3
WARM_UP = 200
COUNTED = 400  # requests in which statements are counted
SEED = 88213

Tell = Callable[[str], None]


def measure(original: Installation, *, n: int, clients: int, tell: Tell) -> Figures:
    """Measure; ``n`` cases in all rounds together, as many by the application as by the bare database."""
    n = max(n, ROUNDS)
    keys = begin(places=PLACES, now=timezone.now())
    under_test, bare = original.copy("served"), original.copy("bare")
    series = Complaints(SEED)
    told = [series.next() for _ in range(n)]
    tell(f"taking down what the application writes for {n} cases ...")
    recorded = [_recorded(complaint, f"bare-{number}") for number, complaint in enumerate(told)]
    requests = [_request(complaint, f"case-{number}", keys) for number, complaint in enumerate(told)]
    with serving(under_test) as server:
        memory_mb, start_s = server.idle_memory_mb(n=n), server.start_s
        _warm_up(server, keys, clients)
        storms, bare_rates, cpu_ms = _rounds(server, requests, recorded, bare, clients, tell)
        counted = _counted(keys, clients, told[:COUNTED])
        memory_after_mb = server.idle_memory_mb(n=n)
    stored = under_test.stored_bytes() // (n + WARM_UP)
    rate, bare_rate = median([storm.rate_per_s for storm in storms]), median(bare_rates)
    errors = sum(storm.errors for storm in storms)
    if errors:
        tell(next(storm.first_error for storm in storms if storm.errors))
    return {
        "bench": "intake",
        "database": original.database,
        "clients": clients,
        "n": n,
        "rate_per_s": round(rate, 1),
        **latencies([value for storm in storms for value in storm.milliseconds]),
        "cpu_ms": round(cpu_ms, 3),
        "errors": errors,
        "bare_rate_per_s": round(bare_rate, 1),
        "share_of_bare": round(rate / bare_rate, 3),
        **counted,
        "memory_mb": memory_mb,
        "memory_after_mb": memory_after_mb,
        "start_s": start_s,
        "bytes_per_case": stored,
    }


def _rounds(
    server: Server, requests: list[bytes], recorded: list[Case], bare: Installation, clients: int, tell: Tell
) -> tuple[list[Storm], list[float], float]:
    storms, rates, cpu_seconds = [], [], 0.0
    share = len(requests) // ROUNDS
    for number in range(ROUNDS):
        part = slice(number * share, (number + 1) * share)
        before = server.cpu_seconds()
        storms.append(send_all(requests[part], port=server.port, clients=clients, expected=(201,)))
        cpu_seconds += server.cpu_seconds() - before
        rates.append(share / write_bare(recorded[part], into=bare))
        tell(f"round {number + 1}: {storms[-1].rate_per_s:.0f} a second, bare {rates[-1]:.0f}")
    return storms, rates, cpu_seconds * 1000 / (share * ROUNDS)


def _recorded(complaint: Complaint, key: str) -> Case:
    """Hear one complaint in this process and return the INSERTs it took."""
    heard = Heard(
        post="api",
        text=complaint.text,
        name=complaint.name,
        identities=identities_of(phone=complaint.phone, email=complaint.email),
        wanted_outcome=complaint.wanted_outcome,
        idempotency_key=key,
    )
    counted = count([partial(hear, heard, by=SYSTEM, now=timezone.now())])
    inserts = [statement for statement in counted.statements if statement[0].startswith(("INSERT", "WITH"))]
    return Case(complaint.person, inserts)


def _headers(keys: Keys, key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {keys.token}", "Content-Type": "application/json", "Idempotency-Key": key}


def _body(complaint: Complaint) -> bytes:
    customer = {"name": complaint.name, "phone": complaint.phone, "email": complaint.email}
    told = {"post": "api", "text": complaint.text, "wanted_outcome": complaint.wanted_outcome, "customer": customer}
    return json.dumps(told, ensure_ascii=False).encode()


def _request(complaint: Complaint, key: str, keys: Keys) -> bytes:
    return request("POST", "/api/v1/intakes", headers=_headers(keys, key), body=_body(complaint))


def _warm_up(server: Server, keys: Keys, clients: int) -> None:
    series = Complaints(SEED + 1)
    requests = [_request(series.next(), f"warm-{number}", keys) for number in range(WARM_UP)]
    send_all(requests, port=server.port, clients=clients, expected=(201,))


def _counted(keys: Keys, clients: int, complaints: list[Complaint]) -> Figures:
    """Count statements and transactions a case, in this process, with a thread for each client."""
    acts = [
        partial(ask, "POST", "/api/v1/intakes", headers=_headers(keys, f"counted-{number}"), body=_body(complaint))
        for number, complaint in enumerate(complaints)
    ]
    counted = count(acts, threads=clients)
    connections.close_all()
    return {
        "statements": round(len(counted.statements) / len(acts), 2),
        "transactions": round(counted.transactions / len(acts), 2),
    }
