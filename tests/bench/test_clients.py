import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from amends.bench.clients import Load, request, send_all


class Echo(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(500 if body == b"wrong" else 201)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join()


def test_every_request_is_answered_and_timed(port):
    requests = [request("POST", "/", body=f"漏水 {number}".encode()) for number in range(50)]

    came = send_all(requests, port=port, clients=4, expected=(201,))

    assert (len(came.milliseconds), came.errors) == (50, 0)
    assert "漏水 " in came.first_answer  # whichever of the four clients was first
    assert came.rate_per_s == 50 / came.seconds


def test_another_answer_than_the_expected_one_is_an_error(port):
    requests = [request("POST", "/", body=body) for body in (b"right", b"wrong", b"right")]

    came = Load(requests, port=port, clients=1, expected=frozenset({201})).run()

    assert (len(came.milliseconds), came.errors) == (3, 1)
    assert came.first_error.startswith("HTTP/1.1 500")
