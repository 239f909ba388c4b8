"""A storm of intakes over HTTP, in which processes are killed; and what must be true when it is over."""

from __future__ import annotations

import http.client
import json
import os
import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from tests.cli.programs import PATIENCE_SECONDS, Server, amends, environment, served

CLIENTS = 8
RECOVERY_SECONDS = 120
SCOPES = "intakes:write,cases:read"


@dataclass
class Place:
    """An installation of its own: its data folder, its database, and how it is started."""

    data: Path
    settings: dict[str, str]
    token: str = ""

    def amends(self, *words: str, told: str = "") -> subprocess.CompletedProcess[str]:
        return amends(*words, data=self.data, told=told, **self.settings)

    def run(self, script: str, *words: str) -> subprocess.Popen[str]:
        """Start a Python script of ours with Django loaded."""
        lead = "from amends.cli import installation; installation.start_django()\n"
        return subprocess.Popen(
            [sys.executable, "-c", lead + script, *words],
            env=environment(self.data, **self.settings),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the database itself, past the application; one that recovers from a crash is waited for."""
        if url := self.settings.get("AMENDS_DATABASE_URL"):
            import psycopg

            end = time.monotonic() + RECOVERY_SECONDS
            while True:
                try:
                    with psycopg.connect(url) as database:
                        return database.execute(sql.encode()).fetchall()
                except psycopg.OperationalError:
                    if time.monotonic() > end:
                        raise
                    time.sleep(0.05)
        with closing(sqlite3.connect(self.data / "amends.sqlite3", timeout=30)) as database:
            return database.execute(sql).fetchall()

    def begin(self) -> str:
        """Set the installation up; return a token's secret."""
        begun = self.amends("createuser", "ada@example.com", "--organisation", "Clearwater", told="a kettle of fish\n")
        assert begun.returncode == 0, begun.stderr
        made = self.amends("token", "create", "--scopes", SCOPES, "--json")
        assert made.returncode == 0, made.stderr
        return str(json.loads(made.stdout)["token"])

    def findings(self) -> list[dict[str, Any]]:
        """Run `amends check`; return what it found."""
        checked = self.amends("check", "--json")
        assert checked.returncode in {0, 1}, checked.stderr
        report = json.loads(checked.stdout)
        assert report["clean"] is (checked.returncode == 0)
        return list(report["findings"])


@dataclass
class Storm:
    """Clients that tell us things as fast as they are answered, half of them with an id of their own."""

    token: str
    port: int = 0
    answered: dict[str, dict[str, Any]] = field(default_factory=dict)
    sent: set[str] = field(default_factory=set)
    odd: list[str] = field(default_factory=list)
    is_over: threading.Event = field(default_factory=threading.Event)
    turns: Iterator[int] = field(default_factory=count)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def blowing(self) -> Iterator[None]:
        threads = [threading.Thread(target=self._tell, daemon=True) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.is_over.set()
            for thread in threads:
                thread.join(30)

    def wait_for(self, more: int) -> None:
        """Wait until so many more were answered; a busy machine may take its time."""
        enough, end = len(self.answered) + more, time.monotonic() + PATIENCE_SECONDS
        while len(self.answered) < enough:
            assert time.monotonic() < end, f"hardly a storm: {Counter(self.odd).most_common(5)}"
            time.sleep(0.02)

    def _tell(self) -> None:
        connection = None
        while not self.is_over.is_set():
            turn = next(self.turns)
            name = f"{'key' if turn % 2 else 'bare'}-{turn}"
            for _attempt in range(20 if turn % 2 else 1):
                connection = connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
                try:
                    self._ask(connection, name)
                    break
                except (OSError, http.client.HTTPException):
                    connection.close()
                    connection = None
                    time.sleep(0.1)
                    if self.is_over.is_set():
                        break
        if connection:
            connection.close()

    def _ask(self, connection: http.client.HTTPConnection, name: str) -> None:
        body: dict[str, Any] = {
            "post": "api",
            "text": f"The tap leaks. {name}",
            "customer": {"email": f"{hash(name) % 40}@example.com"},
        }
        if name.startswith("key"):
            body["external_id"] = name
        with self.lock:
            self.sent.add(name)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        connection.request("POST", "/api/v1/intakes", json.dumps(body), headers)
        answer = connection.getresponse()
        told = answer.read()
        if answer.status in {200, 201}:
            with self.lock:
                self.answered[name] = json.loads(told)
        else:
            self.odd.append(f"{answer.status} {told[:200]!r}")
            raise OSError(f"not taken in: {answer.status}")


def kill(*pids: int) -> None:
    """Kill processes that we started, as a power switch would."""
    for pid in pids:
        try:
            os.kill(pid, 9)
        except ProcessLookupError:
            continue


def kill_family(server: Server) -> None:
    """Kill the parent, the web process and the worker, in any order."""
    family = [server.process.pid, *server.children()]
    random.shuffle(family)
    kill(*family)
    server.process.wait(10)


@contextmanager
def serving(place: Place) -> Iterator[Server]:
    """Run a server whose complaints are read, since a full pipe would stop it where a terminal does not."""
    with served(place.data, **place.settings) as server:
        threading.Thread(target=_listen, args=(server,), daemon=True).start()
        yield server


def _listen(server: Server) -> None:
    assert server.process.stderr
    try:
        while heard := os.read(server.process.stderr.fileno(), 65536):
            server.said = (server.said + heard.decode("utf-8", "replace"))[-20_000:]
    except (OSError, ValueError):
        return  # it has ended, and its pipe with it
