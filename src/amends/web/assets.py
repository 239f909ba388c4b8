"""
Style sheets, scripts and pictures, served by the web process itself.

A wheel must show its pages at once, so there is no collecting step. Every address carries a digest over all assets
(``/static/3f9c…/app.css``): browsers keep what they fetched for ever, relative addresses in style sheets stay right,
and a new version of Amends is a new address. Our own styles and scripts are compressed when they are first asked for.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Mapping
from functools import cache
from hashlib import blake2b
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

import brotli
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import Response, StaticFile

WORTH_COMPRESSING = {".css", ".js", ".svg", ".webmanifest"}
# In the order we like them. At its best quality brotli takes some ten milliseconds a file, once a process.
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda content: bytes(brotli.compress(content)),
    "gzip": lambda content: gzip.compress(content, mtime=0),
}


@cache
def asset_prefix() -> str:
    """Return the path all assets stand under; without a digest while somebody is working on them."""
    if settings.DEBUG:
        return str(settings.STATIC_URL)
    digest = blake2b(digest_size=6)
    found = (finder.list(["*.map"]) for finder in finders.get_finders())
    for name, path in sorted((name, store.path(name)) for files in found for name, store in files):
        digest.update(name.encode())
        digest.update(Path(path).read_bytes())
    return f"{settings.STATIC_URL}{digest.hexdigest()}/"


class AssetStorage(StaticFilesStorage):
    """Gives `{% static %}` the address of an asset."""

    def url(self, name: str | None) -> str:
        """Return the lasting address of the asset called ``name``."""
        return asset_prefix() + str(name).lstrip("/")


class Assets(WhiteNoiseMiddleware):  # type: ignore[misc] # WhiteNoise has no types
    """Answers for the assets before anything else is asked."""

    def add_files_from_finders(self) -> None:
        """Serve straight from where the assets are installed, under their digest."""
        self.static_prefix = asset_prefix()
        super().add_files_from_finders()

    def get_static_file(self, path: str, url: str, stat_cache: Mapping[str, Any] | None = None) -> StaticFile:
        """Return what answers for a file; what others published lies beside its compressed copies already."""
        found = super().get_static_file(path, url, stat_cache=stat_cache)
        is_packed = len(found.alternatives) > 1 or Path(path).suffix not in WORTH_COMPRESSING
        return found if is_packed or self.autorefresh else Packed(found)

    def immutable_file_test(self, path: str, url: str) -> bool:
        """Return whether browsers may keep the file for ever: yes, its address holds the digest."""
        return asset_prefix() != settings.STATIC_URL


class Packed:
    """A text of ours, compressed when it is first asked for and kept; all of them together are some 60 kB."""

    def __init__(self, plain: StaticFile) -> None:
        self.plain = plain
        (self.path, self.headers), self.kept = plain.get_path_and_headers({}), dict[str, bytes]()

    def get_response(self, method: str, request_headers: Mapping[str, str]) -> Response:
        """Return the file as WhiteNoise would, smaller if the browser takes that."""
        accepted = re.findall(r"[a-z]+", request_headers.get("HTTP_ACCEPT_ENCODING", ""))
        encoding = next((name for name in PACKERS if name in accepted), None)
        answer = self.plain.get_response(method, request_headers)
        headers = Headers([*answer.headers])
        headers["Vary"] = "Accept-Encoding"
        if encoding is None or answer.status != HTTPStatus.OK:
            return Response(answer.status, headers.items(), answer.file)
        if answer.file:
            answer.file.close()
        content = self.packed(encoding)
        headers["Content-Encoding"], headers["Content-Length"] = encoding, str(len(content))
        return Response(answer.status, headers.items(), BytesIO(content) if answer.file else None)

    def packed(self, encoding: str) -> bytes:
        """Return the compressed text. Two threads at once both compress it, which harms nobody."""
        if encoding not in self.kept:
            self.kept[encoding] = PACKERS[encoding](Path(self.path).read_bytes())
        return self.kept[encoding]
