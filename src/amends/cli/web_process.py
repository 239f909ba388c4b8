"""
The web process: granian's WSGI worker in a process of ours.

granian's own command starts a master and a worker beside it and binds with SO_REUSEPORT, so that a forgotten old server
would silently share the port. Here the parent binds, once and exclusively; connections wait in its queue while a web
process restarts, and there is one Python process less in memory.
"""

import signal
import socket
import threading
from importlib import import_module
from typing import Any

THREADS = 16
IDLE_SECONDS = 600  # the longest granian allows: a thread that ends takes its database connection along
BACKLOG = 1024
AFTER_THE_FIRST_PAGE_SECONDS = 1.0


def load() -> tuple[Any, Any, Any]:
    """Load the server, which commands that serve nothing can do without; its published types are out of date."""
    return tuple(import_module(name) for name in ("granian._granian", "granian._futures", "granian.wsgi"))  # type: ignore[return-value]


def serve(listening: socket.socket) -> None:
    """Answer requests on a listening socket until SIGTERM, then finish those begun and return."""
    # Loaded by whoever serves, and by nobody else.
    import asyncio  # noqa: PLC0415

    from granian.http import HTTP1Settings  # noqa: PLC0415

    from amends.wsgi import application  # noqa: PLC0415

    native, futures, wsgi = load()
    stop, done = native.WorkerSignal(), threading.Event()
    stop.add_cb(done.set)
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
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
    callback = wsgi._callback_wrapper(application, {"url_path_prefix": None}, None)
    worker.serve_mtr(futures._new_cbscheduler(loop, callback, impl_asyncio=True), loop, stop)
    # Once the first page is out; see amends/urls.py on why the API is not there from the start.
    threading.Timer(AFTER_THE_FIRST_PAGE_SECONDS, import_module, ["amends.api.urls"]).start()
    done.wait()
    del worker  # waits for the requests begun; leaving the process without it would cut them off
