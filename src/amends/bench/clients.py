"""
The load generator: clients that each keep one connection open and send the next request once they have the answer.

It runs in a process of its own (``python -m amends.bench.clients``), one thread with ready-made requests over plain
sockets, so that it takes as little as possible from the two cores it shares with what it measures.
"""

from __future__ import annotations

import json
import selectors
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PATIENCE_SECONDS = 30.0  # without any answer at all


@dataclass(frozen=True, slots=True)
class Storm:
    """What came of sending requests: how long it took, each answer's milliseconds, and what went wrong."""

    seconds: float
    milliseconds: list[float]
    errors: int
    first_error: str
    first_answer: str

    @property
    def rate_per_s(self) -> float:
        """Answers a second."""
        return len(self.milliseconds) / self.seconds


def request(method: str, path: str, *, headers: dict[str, str] | None = None, body: bytes = b"") -> bytes:
    """Return the bytes of an HTTP/1.1 request that keeps its connection."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def send_all(requests: Sequence[bytes], *, port: int, clients: int, expected: Sequence[int] = (200,)) -> Storm:
    """Send all requests from ``clients`` connections, in a process of its own; wait for the end."""
    texts = [message.decode() for message in requests]
    with tempfile.TemporaryDirectory(prefix="amends-storm-") as folder:
        plan = Path(folder) / "plan.json"
        plan.write_text(json.dumps({"port": port, "clients": clients, "expected": list(expected), "requests": texts}))
        command = [sys.executable, "-m", "amends.bench.clients", str(plan)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - ourselves
    if done.returncode != 0:
        raise RuntimeError(f"the load generator failed: {done.stderr.strip()[-2000:]}")
    return Storm(**json.loads(done.stdout))


@dataclass(slots=True)
class Client:
    """One connection and the answer it waits for."""

    port: int
    connection: socket.socket = field(init=False)
    sent_at: float = 0.0
    received: bytearray = field(default_factory=bytearray)
    needed: int = -1  # bytes of the whole answer; -1 not known yet

    def __post_init__(self) -> None:
        """Connect."""
        self.connect()

    def connect(self) -> None:
        """Open a new connection."""
        self.connection = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_SECONDS)
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, message: bytes) -> None:
        """Send a request and start the watch."""
        self.received.clear()
        self.needed = -1
        self.sent_at = time.perf_counter()
        self.connection.sendall(message)

    def read(self) -> bool:
        """Read what has come; return whether the answer is complete."""
        chunk = self.connection.recv(262_144)
        if not chunk:
            raise ConnectionResetError("the server closed the connection")
        self.received += chunk
        if self.needed < 0:
            self.needed = _length(self.received)
        if self.needed == 0:  # in chunks
            return self.received.endswith(b"0\r\n\r\n")
        return 0 < self.needed <= len(self.received)

    @property
    def status(self) -> int:
        """The status of a complete answer."""
        return int(self.received[9:12])


def _length(received: bytearray) -> int:
    """Return how many bytes the answer has, 0 when it comes in chunks, -1 when its head is not complete."""
    end = received.find(b"\r\n\r\n")
    if end < 0:
        return -1
    head = bytes(received[:end]).lower()
    at = head.find(b"\r\ncontent-length:")
    if at < 0:
        return 0 if b"\r\ntransfer-encoding: chunked" in head else end + 4
    return end + 4 + int(head[at + 17 :].split(b"\r\n", 1)[0])


class Load:
    """All clients, and what came of their requests."""

    def __init__(self, requests: Sequence[bytes], *, port: int, clients: int, expected: frozenset[int]) -> None:
        """Connect."""
        self._waiting = iter(requests)
        self._expected = expected
        self._selector = selectors.DefaultSelector()
        self._pool = [Client(port) for _ in range(min(clients, len(requests)))]
        self._busy = 0
        self._milliseconds: list[float] = []
        self._errors, self._first_error, self._first_answer = 0, "", ""

    def run(self) -> Storm:
        """Send everything and wait for every answer."""
        started = time.perf_counter()
        for client in self._pool:
            self._selector.register(client.connection, selectors.EVENT_READ, client)
            self._send_next(client)
        while self._busy:
            ready = self._selector.select(PATIENCE_SECONDS)
            if not ready:
                self._note_error(f"no answer for {PATIENCE_SECONDS} s", count=self._busy)
                break
            for key, _events in ready:
                self._read(key.data)
        seconds = time.perf_counter() - started
        self._selector.close()
        for client in self._pool:
            client.connection.close()
        return Storm(seconds, self._milliseconds, self._errors, self._first_error, self._first_answer)

    def _send_next(self, client: Client) -> None:
        if (message := next(self._waiting, None)) is not None:
            self._busy += 1
            client.send(message)

    def _read(self, client: Client) -> None:
        try:
            if not client.read():
                return
            answer, is_right = client.received.decode("utf-8", "replace"), client.status in self._expected
        except OSError as error:
            answer, is_right = f"{type(error).__name__}: {error}", False
            self._selector.unregister(client.connection)
            client.connection.close()
            client.connect()
            self._selector.register(client.connection, selectors.EVENT_READ, client)
        self._busy -= 1
        self._milliseconds.append((time.perf_counter() - client.sent_at) * 1000)
        self._first_answer = self._first_answer or answer
        if not is_right:
            self._note_error(answer)
        self._send_next(client)

    def _note_error(self, words: str, *, count: int = 1) -> None:
        self._errors += count
        self._first_error = self._first_error or words[:2000]


def main() -> None:
    """Carry out a plan written by ``send_all`` and print what came of it as JSON."""
    plan: dict[str, Any] = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    requests = [message.encode() for message in plan["requests"]]
    load = Load(requests, port=plan["port"], clients=plan["clients"], expected=frozenset(plan["expected"]))
    came = load.run()
    print(json.dumps({name: getattr(came, name) for name in Storm.__dataclass_fields__}))


if __name__ == "__main__":
    main()
