"""The bytes of a file, unpacked on the way when it is packed, and never more of them than a list can have."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from amends.gateways.tables.table import UnusableFile
from amends.rules.refusals import gettext_noop

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MEGABYTE = 1024 * 1024
FREE_BYTES = 64 * MEGABYTE  # below this, how well it was packed does not matter
MOST_RATIO = 300  # real lists pack 5 to 50 times; a bomb 1000 times
MOST_BYTES = 64 * 1024 * MEGABYTE
GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"

TOO_MUCH = gettext_noop(
    "%(name)s unpacks to far more than a list holds: over %(megabytes)d MB from %(packed)d MB. It was not read."
)
DAMAGED = gettext_noop("%(name)s is damaged: it cannot be unpacked to its end. Copy it again from where it came from.")


def first_bytes(path: Path, count: int = 4) -> bytes:
    """Return the first bytes of a file; refuse one that is not there or may not be read."""
    try:
        with path.open("rb") as file:
            return file.read(count)
    except IsADirectoryError:
        raise UnusableFile(gettext_noop("%(name)s is a folder, not a file."), name=path) from None
    except FileNotFoundError:
        raise UnusableFile(gettext_noop("There is no file %(name)s."), name=path) from None
    except OSError as error:
        message = gettext_noop("%(name)s cannot be read: %(reason)s.")
        raise UnusableFile(message, name=path, reason=error.strerror) from None


class Unpacked(io.RawIOBase):
    """Unpacked bytes that refuse to go on when there are too many for what they were packed in."""

    def __init__(self, path: Path, packed: IO[bytes]) -> None:
        """Unpack ``packed``, the open file ``path``."""
        self._path, self._packed = path, packed
        self._unpacked = gzip.GzipFile(fileobj=packed)
        self._size = 0

    def readable(self) -> bool:
        """Say that it can be read, as the buffer around it asks."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Read into ``buffer``; return how many bytes there were."""
        try:
            count = self._unpacked.readinto(buffer)
        except (EOFError, OSError, zlib.error):
            raise UnusableFile(DAMAGED, name=self._path.name) from None
        self._size += count
        refuse_bomb(self._path, self._size, self._packed.tell())
        return count


def refuse_bomb(path: Path, unpacked: int, packed: int) -> None:
    """Refuse what unpacks to more than any list does."""
    if unpacked > MOST_BYTES or (unpacked > FREE_BYTES and unpacked > MOST_RATIO * packed):
        raise UnusableFile(TOO_MUCH, name=path.name, megabytes=unpacked // MEGABYTE, packed=-(-packed // MEGABYTE))


@contextmanager
def opened(path: Path) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """Open a file, packed with gzip or not: its content, and the bytes on the disk, which tell how far we are."""
    with path.open("rb") as packed:
        if first_bytes(path)[:2] == GZIP:
            yield io.BufferedReader(Unpacked(path, packed), 256 * 1024), packed
        else:
            yield packed, packed
