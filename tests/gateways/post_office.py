"""A mail server on this machine that keeps what it is given: as much of RFC 5321 as a letter needs."""

from __future__ import annotations

import email
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from typing import cast


@dataclass
class Office:
    """What arrived, and where to send it."""

    port: int = 0
    to: list[str] = field(default_factory=list)
    letters: list[EmailMessage] = field(default_factory=list)


@contextmanager
def post_office() -> Iterator[Office]:
    """Receive mail while the block runs."""
    office = Office()

    class Clerk(socketserver.StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

        def handle(self) -> None:
            self.say("220 office")
            while words := self.rfile.readline().decode().strip():
                word = words[:4].upper()
                if word == "DATA":
                    self.take()
                elif word == "QUIT":
                    self.say("221 bye")
                    return
                else:
                    office.to += [words.partition("<")[2].partition(">")[0]] if word == "RCPT" else []
                    self.say("250 fine")

        def take(self) -> None:
            self.say("354 go on")
            lines = []
            while (line := self.rfile.readline()) not in {b".\r\n", b""}:
                lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
            office.letters.append(cast("EmailMessage", email.message_from_bytes(b"".join(lines), policy=SMTP)))
            self.say("250 kept")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clerk) as server:
        server.daemon_threads = True
        office.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield office
        finally:
            server.shutdown()
            thread.join()
