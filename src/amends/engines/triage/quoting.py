"""The words that decided as they stand in a text: pieces side by side are one run, so that a person can read them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

MOST = 3
_HAN = re.compile("[\u3400-\u9fff]")


def quoted(text: str, pieces: Sequence[str]) -> tuple[str, ...]:
    """
    Return the runs of a text that are made of the pieces, those of most pieces first; the pieces, where none is found.

    Worked value: of 我家的咖啡机漏水 the pieces 机, 啡, 咖, 的 are 的咖啡机.
    """
    plain = unicodedata.normalize("NFKC", text)
    spans = sorted(found.span() for piece in pieces for found in _whole(piece).finditer(plain))
    found = [plain[start:end].strip() for start, end in _joined(spans, plain)]
    once = {run.lower(): run for run in reversed(found)}  # as it stands first
    count = {run: sum(bool(_whole(piece).search(run)) for piece in pieces) for run in found}
    runs = sorted((run for run in found if once[run.lower()] is run), key=lambda run: -count[run])
    return tuple(runs[:MOST]) or tuple(pieces)


def _joined(spans: Sequence[tuple[int, int]], text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans, those with nothing but a space between them as one."""
    start, end = None, 0
    for first, last in spans:
        if start is None or text[end:first].strip(" "):
            if start is not None:
                yield start, end
            start, end = first, last
        end = max(end, last)
    if start is not None:
        yield start, end


def _whole(piece: str) -> re.Pattern[str]:
    """Return the expression that finds a piece; one of letters stands for whole words."""
    words = r"\s+".join(re.escape(word) for word in piece.split())
    return re.compile(words if _HAN.search(piece) else rf"(?<![^\W_]){words}(?![^\W_])", re.IGNORECASE)
