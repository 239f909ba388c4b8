"""Real processes for the tests of this room: started on free ports and in folders of their own, and always ended."""

import os
import select
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from amends.bench.cluster import free_port

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 180.0  # for a machine that has much else to do


def environment(data: Path, **more: str) -> dict[str, str]:
    """Return the environment of a person whose data is in ``data``."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AMENDS_", "DJANGO_", "PORT"))}
    return {**kept, "AMENDS_DATA": str(data), "AMENDS_LANGUAGE": "en", **more}


def amends(*words: str, data: Path, told: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "amends", *words],
        env=environment(data, **more),
        input=told,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )


@dataclass
class Server:
    """A running `amends serve` or `amends demo`."""

    process: subprocess.Popen[bytes]
    port: int
    said: str = ""
    first_page_seconds: float = 0.0
    seen: set[int] = field(default_factory=set)

    def wait_for(self, words: str) -> None:
        """Wait until the server has said something on its terminal."""
        assert self.process.stderr
        end = time.monotonic() + PATIENCE_SECONDS
        while words not in self.said:
            ready, _, _ = select.select([self.process.stderr], [], [], max(0.0, end - time.monotonic()))
            heard = os.read(self.process.stderr.fileno(), 65536) if ready else b""
            assert heard, f"it ended or kept silent, after saying:\n{self.said}"
            self.said += heard.decode()

    def get(self, path: str = "/healthz", **headers: str) -> tuple[int, str]:
        """Return status and body of a page."""
        asking = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)
        try:
            with urllib.request.urlopen(asking, timeout=60) as answer:
                return answer.status, answer.read().decode(errors="replace")  # a font is no text
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def children(self) -> list[int]:
        """Return the processes below the parent."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        self.seen |= {int(pid) for pid in listed.split()}
        return [int(pid) for pid in listed.split()]

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        """Send a signal and return the exit code."""
        self.children()
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_SECONDS)


def is_alive(pid: int) -> bool:
    """Return whether a process runs; one that is dead and not yet buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@contextmanager
def served(data: Path, *words: str, python: str = sys.executable, **more: str) -> Iterator[Server]:
    """Run a server for the length of the block; nothing of it is left afterwards. ``{port}`` means its port."""
    port = free_port()
    began = time.monotonic()
    process = subprocess.Popen(
        [python, "-m", "amends", *(words or ("serve",))],
        env=environment(data, PORT=str(port), **{name: value.format(port=port) for name, value in more.items()}),
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        cwd="/",
    )
    server = Server(process, port)
    try:
        server.wait_for("Ctrl-C stops everything")
        server.first_page_seconds = time.monotonic() - began
        yield server
    finally:
        if process.poll() is None:
            server.children()
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()  # one that is not buried is complained of in another test
        for pid in server.seen:
            if is_alive(pid):
                os.kill(pid, signal.SIGKILL)
        if process.stderr:
            process.stderr.close()
