"""Streams hold no thread of the server, and end with it."""

import os
import signal
import socket
import subprocess
import sys

import pytest

from tests.cli.programs import ROOT

pytestmark = pytest.mark.slow

# Two threads for pages, and streams that say something once and then wait until they are closed.
STREAMING = """
import socket, sys, threading, types

class Endless:
    def __init__(self):
        self.over, self.said = threading.Event(), False
    def __iter__(self):
        return self
    def __next__(self):
        if not self.said:
            self.said = True
            return b": here"
        self.over.wait()
        raise StopIteration
    def close(self):
        self.over.set()

def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return Endless() if environ["PATH_INFO"] == "/live" else [b"a page"]

sys.modules["amends.wsgi"] = types.SimpleNamespace(application=application)
sys.modules["amends.api.urls"] = types.SimpleNamespace()
from amends.cli import web_process
web_process.THREADS = 2
print("ready", flush=True)
web_process.serve(socket.socket(fileno=int(sys.argv[1])))
import os; os._exit(0)  # as a child of the family ends
"""


def ask(port: int, path: str) -> socket.socket:
    asking = socket.create_connection(("127.0.0.1", port), timeout=60)
    asking.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    return asking


def read_until(stream: socket.socket, words: bytes) -> None:
    heard = b""
    while words not in heard:
        part = stream.recv(4096)
        assert part, f"it ended after {heard!r}"
        heard += part


def test_many_streams_leave_the_pages_alone_and_end_with_the_process():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        process = subprocess.Popen(
            [sys.executable, "-c", STREAMING, str(listening.fileno())],
            pass_fds=[listening.fileno()],
            stdout=subprocess.PIPE,
            env={"PYTHONPATH": str(ROOT / "src"), "PATH": os.environ["PATH"]},
        )
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
        streams = [ask(port, "/live") for _stream in range(20)]
        for stream in streams:
            read_until(stream, b": here")

        page = ask(port, "/")
        read_until(page, b"a page")

        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
        for stream in (page, *streams):
            stream.close()
        process.stdout.close()
