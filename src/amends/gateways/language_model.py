"""Ask a language model one question, over the chat completions that most services and own servers understand."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from http.client import HTTPException, HTTPResponse
from urllib.error import HTTPError
from urllib.request import Request

from amends.gateways.straight import opener
from amends.rules.language_models import ENDING, SECONDS, Endpoint, is_safe

MOST_BYTES = 256 * 1024
MOST_SECONDS_TO_WAIT = 600.0


class NoAnswer(Exception):
    """
    There is no answer; ``why`` is one of unreachable, slow, refused, busy, unreadable.

    ``seconds`` is how long it asks to be left alone. Never holds a word of what was asked or of the key.
    """

    def __init__(self, why: str, *, seconds: float = 0.0) -> None:
        super().__init__(why)
        self.why = why
        self.seconds = seconds


def answer_of(endpoint: Endpoint, messages: Sequence[dict[str, str]], *, seconds: float = SECONDS) -> str:
    """Return what the model says to some messages; raises NoAnswer."""
    if not is_safe(endpoint.address):
        raise NoAnswer("unreachable")
    # Nothing but what every one of them takes: some refuse a temperature, others a limit by this or that name.
    asked = json.dumps({"model": endpoint.model, "messages": list(messages), "stream": False})
    headers = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": "Amends"}
    if endpoint.key:
        headers["Authorization"] = f"Bearer {endpoint.key}"
    request = Request(f"{endpoint.address}{ENDING}", asked.encode(), headers, method="POST")  # noqa: S310 - see is_safe
    until = time.monotonic() + seconds
    try:
        with opener().open(request, timeout=seconds) as answer:
            return _words(_body(answer, until))
    except HTTPError as error:
        with error:
            raise _refused(error) from None
    except TimeoutError:
        raise NoAnswer("slow") from None
    except (OSError, HTTPException) as error:
        raise NoAnswer("slow" if isinstance(getattr(error, "reason", None), TimeoutError) else "unreachable") from None


def _body(answer: HTTPResponse, until: float) -> bytes:
    """Read an answer to its end; one that trickles is slow, one without an end unreadable."""
    read = b""
    while piece := answer.read1(65_536):
        read += piece
        if time.monotonic() > until:
            raise NoAnswer("slow")
        if len(read) > MOST_BYTES:
            raise NoAnswer("unreadable")
    return read


def _words(body: bytes) -> str:
    try:
        said = json.loads(body)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError):
        raise NoAnswer("unreadable") from None
    if not isinstance(said, str):
        raise NoAnswer("unreadable")
    return said


def _refused(error: HTTPError) -> NoAnswer:
    if error.code == 429 or error.code >= 500:
        return NoAnswer("busy" if error.code == 429 else "unreachable", seconds=_asked_to_wait(error))
    return NoAnswer("refused")  # the key, the model's name, or a detour that is not taken


def _asked_to_wait(error: HTTPError) -> float:
    """Return the seconds of Retry-After, ten minutes at most; a date there is taken for none."""
    told = error.headers.get("Retry-After", "")
    return min(float(told), MOST_SECONDS_TO_WAIT) if told.isascii() and told.isdigit() else 0.0
