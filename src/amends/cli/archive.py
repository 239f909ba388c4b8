"""
The backup file: a zip with the database, the files that came with words, the signing key, and a manifest of checksums.

Reading one trusts nothing in it: only names we would write ourselves, only sizes and checksums the manifest states.
"""

import hashlib
import json
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import BinaryIO

from amends.rules.refusals import Invalid, gettext_noop

FORMAT = 1
MANIFEST = "manifest.json"
KEY = "secret.key"
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}
ALLOWED = re.compile(r"database\.(sqlite3|pgdump)|secret\.key|files/[0-9a-f]{2}/[0-9a-f]{64}")
BLOCK = 1024 * 1024
LARGEST_MANIFEST = 512 * BLOCK


class BadArchive(Invalid):
    """The file is not a whole backup of ours."""


class Damaged(BadArchive):
    """An entry is not what the manifest says."""

    def __init__(self, name: str) -> None:
        """Name the entry."""
        super().__init__(
            gettext_noop("%(name)s is damaged in this backup. Nothing was restored."), params={"name": name}
        )


@dataclass
class Manifest:
    """What is in a backup: who made it, from which database, and every entry with its size and checksum."""

    amends: str
    made_at: str
    database: str
    migrations: list[str]
    entries: dict[str, dict[str, str | int]] = field(default_factory=dict)
    format: int = FORMAT


class ArchiveWriter:
    """Writes a backup file, entry by entry; the manifest comes last, when all checksums are known."""

    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        """Begin with nothing."""
        self.archive = archive
        self.manifest = manifest

    def add(self, name: str, path: Path) -> None:
        """Add a file under a name."""
        with path.open("rb") as source, self.archive.open(name, "w", force_zip64=True) as target:
            size, checksum = copy(source, target.write)
        self.manifest.entries[name] = {"size": size, "sha256": checksum}

    def finish(self) -> None:
        """Write the manifest."""
        self.archive.writestr(MANIFEST, json.dumps(asdict(self.manifest), indent=1))


def copy(source: BinaryIO, write: Callable[[bytes], object]) -> tuple[int, str]:
    """Copy everything in blocks; return how many bytes and their SHA-256."""
    size, digest = 0, hashlib.sha256()
    while block := source.read(BLOCK):
        size += len(block)
        digest.update(block)
        write(block)
    return size, digest.hexdigest()


def read_manifest(archive: zipfile.ZipFile) -> Manifest:
    """Return the manifest; raise BadArchive when it is missing, of another format, or does not match the entries."""
    try:
        info = archive.getinfo(MANIFEST)
        if info.file_size > LARGEST_MANIFEST:
            raise BadArchive(gettext_noop("The list of contents is too long to be true."))
        manifest = Manifest(**json.loads(archive.read(info)))
    except (KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
        raise BadArchive(gettext_noop("This is not a backup made by Amends, or it is damaged.")) from error
    if manifest.format != FORMAT:
        raise BadArchive(gettext_noop("This backup was made by a newer Amends. Upgrade first."))
    names = sorted(info.filename for info in archive.infolist() if info.filename != MANIFEST)
    if names != sorted(manifest.entries) or not all(ALLOWED.fullmatch(name) for name in names):
        raise BadArchive(gettext_noop("This backup holds something that is none of ours. Nothing was restored."))
    return manifest


def unpack(archive: zipfile.ZipFile, manifest: Manifest, folder: Path) -> Iterator[str]:
    """Write every entry below ``folder``, checking size and checksum; give the name of each that is done."""
    for name, stated in manifest.entries.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if archive.getinfo(name).file_size != stated["size"]:
            raise BadArchive(
                gettext_noop("%(name)s is damaged in this backup. Nothing was restored."), params={"name": name}
            )
        try:
            with archive.open(name) as source, target.open("xb") as file:
                size, checksum = copy(source, file.write)  # type: ignore[arg-type] # zipfile's own file type
        except zipfile.BadZipFile:
            size, checksum = -1, ""
        if (size, checksum) != (stated["size"], stated["sha256"]):
            raise BadArchive(
                gettext_noop("%(name)s is damaged in this backup. Nothing was restored."), params={"name": name}
            )
        yield name


def put_in_place(staged: Path, place: Path) -> None:
    """Move an unpacked file where it belongs, over what is there."""
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(staged, place)
