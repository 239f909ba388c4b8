"""Requests that carry a secret: to the address that was agreed, and to no other they are sent on to."""

from __future__ import annotations

from typing import Any
from urllib.request import HTTPRedirectHandler, OpenerDirector, build_opener


class _NoDetours(HTTPRedirectHandler):
    def redirect_request(self, *_arguments: Any, **_named: Any) -> None:
        return None


def opener() -> OpenerDirector:
    """Return what opens an address and follows nobody from there."""
    return build_opener(_NoDetours)
