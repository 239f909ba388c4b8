"""
Which encoding a list is written in, found by trying all of it: nobody knows, and a few rows in the middle may differ.

UTF-8 is tried first, since hardly anything else passes for it. GB 18030 takes almost any bytes, so it is believed only
when what comes out is mostly the everyday characters of GB 2312.
"""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Iterable

from amends.gateways.tables.table import Contents

ASCII = bytes(range(128))
FEW = 0.02  # of the bytes beyond ASCII may be broken for it still to be UTF-8
EVERYDAY = 0.8  # of the characters beyond ASCII, for it to be Chinese
ENOUGH = 2_000_000  # characters beyond ASCII settle whether it is Chinese


def look_at(blocks: Iterable[bytes]) -> Contents:
    """Read everything once; return fingerprint and encoding."""
    digest, trial = hashlib.sha256(), _Trial()
    for block in blocks:
        digest.update(block)
        trial.take(block)
    encoding, has_broken = trial.verdict()
    return Contents(digest.hexdigest(), encoding, trial.nul_bytes > 0 and "16" not in encoding, has_broken)


class _Trial:
    """Decodes the same bytes in two ways and counts what goes wrong. All counting is done by codecs: it is quick."""

    def __init__(self) -> None:
        self.head = b""
        self.nul_bytes = self.beyond_ascii = self.broken = 0
        self.letters = self.everyday = 0
        self.utf8 = codecs.getincrementaldecoder("utf-8")("surrogateescape")

    def take(self, block: bytes) -> None:
        self.head = self.head or block[:4096]
        self.nul_bytes += block.count(0)
        if block.isascii() and not self.utf8.getstate()[0]:
            return
        self.beyond_ascii += len(block.translate(None, ASCII))
        text = self.utf8.decode(block)
        self.broken += len(text) - len(text.encode("utf-8", "ignore").decode())
        if self.broken and self.letters < ENOUGH:
            # A block may begin in the middle of a character; one mistake at its edge does not count.
            chinese = block.decode("gb18030", "replace")
            self.letters += len(chinese) - len(chinese.encode("ascii", "ignore"))
            self.everyday += len(chinese.encode("gb2312", "ignore").translate(None, ASCII)) // 2

    def verdict(self) -> tuple[str, bool]:
        if self.head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16", False
        for encoding, newline, zeros in (("utf-16-le", b"\n\0", 1), ("utf-16-be", b"\0\n", 0)):
            # Without its mark it is known by the zeros beside every ASCII character, always on the same side.
            if newline in self.head and self.head[zeros::2].count(0) > 0.9 * self.head.count(0):
                return encoding, False
        if not self.broken:
            return "utf-8-sig", False
        if self.everyday >= EVERYDAY * self.letters:
            return "gb18030", False
        if self.broken <= FEW * self.beyond_ascii:
            return "utf-8-sig", True
        return "cp1252", False
