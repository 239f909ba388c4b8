"""The server under test: the real `amends serve`, as a process of its own on a free port."""

from __future__ import annotations

import http.client
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from amends.bench import processes
from amends.bench.cluster import free_port
from amends.bench.installation import REHEARSAL, Installation

START_SECONDS = 60.0
STOP_SECONDS = 20.0
IDLE_SECONDS = 10.0
FIRST_PAGE = "/sign-in"


@dataclass(frozen=True, slots=True)
class Server:
    """
    A running `amends serve`.

    start_s    seconds from its start to the first page
    databases  roots of the process trees that belong to the database; none for SQLite
    """

    installation: Installation
    port: int
    pid: int
    start_s: float
    databases: tuple[int, ...]

    def cpu_seconds(self) -> float:
        """Return the processor time server and database used so far."""
        return processes.cpu_seconds(self.pid, *self.databases)

    def idle_memory_mb(self, *, n: int) -> float:
        """Return the memory of parent, web and worker after ten quiet seconds; after one for a rehearsal."""
        time.sleep(IDLE_SECONDS if n >= REHEARSAL else 1.0)
        return round(processes.memory_mb(self.pid), 1)


@contextmanager
def serving(installation: Installation) -> Iterator[Server]:
    """Run `amends serve` on an installation for the length of the block."""
    port = free_port()
    environment = {**installation.environment(), "PORT": str(port)}
    log = installation.folder / "serve.log"
    started = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "amends", "serve"], env=environment, stdout=output, stderr=output
        )
    try:
        try:
            _wait_for_a_page(process, port)
        except TimeoutError as error:
            raise RuntimeError(f"amends serve did not start:\n{log.read_text('utf-8', 'replace')}") from error
        start_s = round(time.perf_counter() - started, 2)
        yield Server(installation, port, process.pid, start_s, database_processes(installation))
    finally:
        _stop(process)


def _wait_for_a_page(process: subprocess.Popen[bytes], port: int) -> None:
    give_up_at = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up_at and process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=START_SECONDS)
        try:
            connection.request("GET", FIRST_PAGE)
            if connection.getresponse().status == http.HTTPStatus.OK:
                return
        except OSError:
            time.sleep(0.01)
        finally:
            connection.close()
    raise TimeoutError


def database_processes(installation: Installation) -> tuple[int, ...]:
    """Return the PostgreSQL server's first process: the parent of whoever answers us."""
    if not installation.url:
        return ()
    # psycopg is heavy, and needed on PostgreSQL alone.
    import psycopg  # noqa: PLC0415

    with psycopg.connect(installation.url) as connection:
        return (processes.parent_of(connection.info.backend_pid),)


def _stop(process: subprocess.Popen[bytes]) -> None:
    for sign in (signal.SIGTERM, signal.SIGKILL):
        process.send_signal(sign)
        try:
            process.wait(timeout=STOP_SECONDS)
            return
        except subprocess.TimeoutExpired:
            continue
