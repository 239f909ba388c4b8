"""Make a PDF of a page, without ever asking the network for anything."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any


class NoPaper(Exception):
    """This machine cannot make PDF files: the library for text, Pango, is not there."""


def pdf_of(html: str, *, styles: Sequence[Path]) -> bytes:
    """
    Return the page as PDF. ``styles`` are our own files; any address in the page itself is refused.

    Raises NoPaper where Debian's libpango-1.0-0 and libpangoft2-1.0-0, or their like, are missing.
    """
    try:
        # Here and not above: it costs 30 MB and half a second, and few processes ever print.
        from weasyprint import CSS, HTML  # noqa: PLC0415
        from weasyprint.urls import URLFetcher  # noqa: PLC0415
    except (ImportError, OSError) as error:
        raise NoPaper(str(error)) from error
    nothing = URLFetcher(allowed_protocols=())
    sheets = [CSS(string=style.read_text(encoding="utf-8"), url_fetcher=nothing) for style in styles]
    made: Any = HTML(string=html, url_fetcher=nothing).write_pdf(stylesheets=sheets)
    return bytes(made)
