"""Requests answered by the application inside this process, where what it asks of the database can be counted."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import Any, cast

from amends.wsgi import application


def ask(method: str, path: str, *, headers: Mapping[str, str], body: bytes = b"") -> bytes:
    """Return the body of the answer; raise RuntimeError when it is not a success."""
    address, _question_mark, query = path.partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": address,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in headers.items():
        key = name.upper().replace("-", "_")
        environ[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value
    told: list[str] = []
    answer = application(environ, lambda status, _headers, *_: told.append(status) or _ignore)  # type: ignore[func-returns-value]
    content = b"".join(cast("Iterable[bytes]", answer))
    answer.close()
    if not told[0].startswith("20"):
        raise RuntimeError(f"{method} {path} was answered {told[0]}: {content[:500].decode('utf-8', 'replace')}")
    return content


def _ignore(_data: bytes) -> object:
    return None
