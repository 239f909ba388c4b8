"""
The file store: bytes under their checksum in one folder, so that a file is kept once and never changes.

What a file claims to be is not believed: the media type is read from its first bytes.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from amends.rules.hearing import StoredFile

MOST_BYTES = 20 * 1024 * 1024
HEAD_BYTES = 32
DAY_SECONDS = 24 * 3600
OCTETS = "application/octet-stream"

# First bytes, and what they mean. Only these are ever shown inside a page; all else is handed out as a download.
SIGNATURES: tuple[tuple[bytes, int, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", 0, "image/png"),
    (b"\xff\xd8\xff", 0, "image/jpeg"),
    (b"GIF87a", 0, "image/gif"),
    (b"GIF89a", 0, "image/gif"),
    (b"WEBP", 8, "image/webp"),
    (b"%PDF-", 0, "application/pdf"),
    (b"OggS", 0, "audio/ogg"),
    (b"ID3", 0, "audio/mpeg"),
    (b"ftyp", 4, "video/mp4"),
    (b"\x1a\x45\xdf\xa3", 0, "video/webm"),
    (b"PK\x03\x04", 0, "application/zip"),
)
INLINE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


class TooLarge(ValueError):
    """The file is larger than the store takes."""


def sniff(head: bytes) -> str:
    """Return the media type that the first bytes show, or application/octet-stream."""
    for signature, offset, media_type in SIGNATURES:
        if head[offset : offset + len(signature)] == signature and (head[:4] == b"RIFF" or signature != b"WEBP"):
            return media_type
    return OCTETS


class FileStore:
    """Files in a folder, two letters of their checksum deep."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def store(self, *, name: str, chunks: Iterable[bytes]) -> StoredFile:
        """Keep a file; it is on the disk under its checksum when this returns. Raises TooLarge beyond 20 MB."""
        self.folder.mkdir(parents=True, exist_ok=True)
        digest, size, head = hashlib.sha256(), 0, b""
        with tempfile.NamedTemporaryFile(dir=self.folder, delete=False) as temporary:
            try:
                for chunk in chunks:
                    size += len(chunk)
                    if size > MOST_BYTES:
                        raise TooLarge(name)
                    head = head if len(head) >= HEAD_BYTES else head + chunk[:HEAD_BYTES]
                    digest.update(chunk)
                    temporary.write(chunk)
                temporary.flush()
                os.fsync(temporary.fileno())
            except BaseException:
                Path(temporary.name).unlink()
                raise
        checksum = digest.hexdigest()
        place = self.path(checksum)
        place.parent.mkdir(exist_ok=True)
        Path(temporary.name).replace(place)
        _sync_folder(place.parent)
        _sync_folder(self.folder)
        return StoredFile(name=clean_name(name), media_type=sniff(head), size_bytes=size, sha256=checksum)

    def path(self, sha256: str) -> Path:
        """Where a file with this checksum lies."""
        return self.folder / sha256[:2] / sha256


class PassingFiles(FileStore):
    """Files that are looked at once and never kept: gone when they are done with, and after a day at the latest."""

    def store(self, *, name: str, chunks: Iterable[bytes]) -> StoredFile:
        """Keep a file until it is done with; forget those nobody came back for."""
        for one in self.folder.glob("*/*"):
            with suppress(FileNotFoundError):  # another process was first
                if one.stat().st_mtime < time.time() - DAY_SECONDS:
                    one.unlink()
        return super().store(name=name, chunks=chunks)

    def forget(self, sha256: str) -> None:
        """The file is done with; two may be done with it at once."""
        self.path(sha256).unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Bring a folder's entries to the disk: after a power cut, bytes without their name are lost."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def clean_name(name: str) -> str:
    """Return a file's name without folders and control characters, at most 200 characters, never empty."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    printable = "".join(letter for letter in base if letter.isprintable()).strip(". ")
    if len(printable) > 200:
        stem, dot, ending = printable.rpartition(".")
        printable = f"{stem[: 199 - len(ending)]}.{ending}" if dot and len(ending) < 12 else printable[:200]
    return printable or "file"
