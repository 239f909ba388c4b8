"""
The web process: granian's WSGI worker in a process of ours.

granian's own command starts a master and a worker beside it and binds with SO_REUSEPORT, so that a forgotten old server
would silently share the port. Here the parent binds, once and exclusively; connections wait in its queue while a web
process restarts, and there is one Python process less in memory.
"""

import signal
import socket
import threading
from collections.abc import Callable
from importlib import import_module
from typing import Any

from amends.cli.stopping import StopSignal

THREADS = 16
IDLE_SECONDS = 600  # the longest granian allows: a thread that ends takes its database connection along
BACKLOG = 1024
AFTER_THE_FIRST_PAGE_SECONDS = 1.0
STREAM = "/live"  # the one address whose answer goes on for as long as somebody looks at a page


def load() -> tuple[Any, Any, Any]:
    """Load the server, which commands that serve nothing can do without; its published types are out of date."""
    return tuple(import_module(name) for name in ("granian._granian", "granian._futures", "granian.wsgi"))  # type: ignore[return-value]


class Streams:
    """
    Answers without an end, each sent by a small thread of its own.

    The server counts its threads for pages; one that is open all day would take one of them away. It does not mind that
    an answer comes from another thread, later; so these cost the others nothing.
    """

    def __init__(self, answer: Callable[[Any, Any], int]) -> None:
        """Take what answers a request."""
        self._answer = answer
        self._open: set[Any] = set()
        self._is_over = False

    def answer(self, proto: Any, scope: Any) -> int:
        """Answer as ever, but for the one address; the view runs here, only its words are sent elsewhere."""
        return self._answer(Apart(proto, self._send) if scope["PATH_INFO"] == STREAM else proto, scope)

    def _send(self, proto: Any, status: int, headers: Any, body: Any) -> None:
        self._open.add(body)

        def send() -> None:
            try:
                proto.response_iter(status, headers, body)
            finally:
                self._open.discard(body)

        if self._is_over:
            body.close()
        threading.Thread(target=send, name="stream", daemon=True).start()

    def close(self) -> None:
        """End them all, so that nobody waits for them when the process stops."""
        self._is_over = True
        for body in tuple(self._open):
            body.close()


class Apart:
    """A request's way out for an answer that is sent by a thread of its own."""

    def __init__(self, proto: Any, send: Callable[..., None]) -> None:
        """Leave short answers as they are."""
        self._proto, self._send = proto, send
        self.response_bytes = proto.response_bytes

    def response_iter(self, status: int, headers: Any, body: Any) -> None:
        """Begin to send and come back at once."""
        self._send(self._proto, status, headers, body)


def serve(listening: socket.socket) -> None:
    """Answer requests on a listening socket until SIGTERM, then finish those begun and return."""
    # Loaded by whoever serves, and by nobody else.
    import asyncio  # noqa: PLC0415

    from granian.http import HTTP1Settings  # noqa: PLC0415

    from amends.wsgi import application  # noqa: PLC0415

    native, futures, wsgi = load()
    stop, done = native.WorkerSignal(), StopSignal()
    stop.add_cb(done.set)
    os_socket = native.SocketHolder(listening.detach(), False, BACKLOG)  # noqa: FBT003 - not a unix socket
    worker = native.WSGIWorker(
        1,  # the number of this worker
        (None, os_socket),
        None,  # no master to report to
        1,  # thread for the network, in Rust
        2,  # threads for blocking work, in Rust
        THREADS,  # for Python
        IDLE_SECONDS,
        BACKLOG,  # requests taken in before connections wait
        "1",  # HTTP/1.1; a proxy in front may speak more
        HTTP1Settings(),
        None,
        None,  # static files are WhiteNoise's
        *(False, None, None, None, "tls1.3", None, [], False),  # no TLS
        (None, None),  # no metrics
    )
    loop = asyncio.new_event_loop()
    streams = Streams(wsgi._callback_wrapper(application, {"url_path_prefix": None}, None))

    def end(*_signal: object) -> None:
        stop.set()
        streams.close()

    signal.signal(signal.SIGTERM, end)
    worker.serve_mtr(futures._new_cbscheduler(loop, streams.answer, impl_asyncio=True), loop, stop)
    # Once the first page is out; see amends/urls.py on why the API is not there from the start.
    threading.Timer(AFTER_THE_FIRST_PAGE_SECONDS, import_module, ["amends.api.urls"]).start()
    done.wait()
    del worker  # waits for the requests begun; leaving the process without it would cut them off
