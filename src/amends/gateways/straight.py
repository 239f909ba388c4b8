"""Requests that carry a secret: to the address that was agreed, and to no other they are sent on to."""

from __future__ import annotations

from typing import Any
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, build_opener, getproxies


class _NoDetours(HTTPRedirectHandler):
    def redirect_request(self, *_arguments: Any, **_named: Any) -> None:
        return None


def opener() -> OpenerDirector:
    """
    Return what opens an address and follows nobody from there.

    Through a proxy goes only what the proxy cannot read: what is asked without HTTPS is asked on this machine.
    """
    return build_opener(_NoDetours, ProxyHandler({name: at for name, at in getproxies().items() if name == "https"}))
