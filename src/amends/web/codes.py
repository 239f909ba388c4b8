"""Codes to scan, as drawings in the page."""

from __future__ import annotations

from django.utils.safestring import SafeString, mark_safe

from amends.web.markup import fill

QUIET = 4  # modules of empty ground around it, as the standard asks (ISO/IEC 18004)


def code_to_scan(address: str, said: str) -> SafeString:
    """Draw an address as a QR code; ``said`` is what a screen reader says instead. Its size is the style sheet's."""
    import segno  # noqa: PLC0415 - needed on two pages, and every process would carry it

    rows = segno.make(address, error="m", micro=False).matrix
    side = len(rows) + 2 * QUIET
    dark = "".join(
        f"M{x + QUIET} {y + QUIET}h1v1h-1z" for y, row in enumerate(rows) for x, module in enumerate(row) if module
    )
    return fill(
        '<svg class="code" viewBox="0 0 {} {}" role="img" aria-label="{}" shape-rendering="crispEdges">'
        '<rect class="code-ground" width="{}" height="{}"/><path class="code-dark" d="{}"/></svg>',
        side,
        side,
        said,
        side,
        side,
        mark_safe(dark),  # noqa: S308 - numbers of our own
    )
