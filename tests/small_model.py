"""
A service of language models on loopback, as small as the chat completions let it be.

``answers`` is what it says to the codes it may choose from and the text; ``status``, ``headers`` and ``body`` replace
that with what a broken or hostile one would send.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any


@dataclass
class SmallModel:
    """Where it is, what it was asked, and how it answers."""

    address: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    answers: Callable[[Sequence[dict[str, Any]], str], str] = lambda _kinds, _text: "NONE"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    waits: Event | None = None

    @property
    def sent(self) -> str:
        """Return all that it was ever sent."""
        return json.dumps(self.asked, ensure_ascii=False)

    def reply(self, asked: dict[str, Any]) -> bytes:
        """Answer as a service does."""
        if self.body is not None:
            return self.body
        system, user = (message["content"] for message in asked["messages"])
        kinds = json.loads(system[system.index("\n") + 1 :])
        said = self.answers(kinds, json.loads(user)["complaint"])
        return json.dumps({"choices": [{"message": {"role": "assistant", "content": said}}]}).encode()


@contextmanager
def small_model() -> Generator[SmallModel]:
    """Run one on a free port."""
    known = SmallModel()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known.paths.append(self.path)
            self.say(404, b"")

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            known.paths.append(self.path)
            known.keys.append(self.headers.get("Authorization"))
            known.asked.append(asked)
            if known.waits is not None:
                known.waits.wait(60)
            self.say(known.status, known.reply(asked))

        def say(self, status: int, body: bytes) -> None:
            try:
                self.send_response(status)
                for name, value in known.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except OSError:
                pass  # who asked waits no longer

        def log_message(self, *_given: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.daemon_threads = True
    known.address = f"http://127.0.0.1:{server.server_port}/v1"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield known
    finally:
        if known.waits is not None:
            known.waits.set()
        server.shutdown()
        thread.join()
        server.server_close()
