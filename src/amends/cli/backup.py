"""`amends backup`: everything in one consistent file, taken while people work."""

import os
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from amends import __version__, environment
from amends.cli import installation, postgres_tools
from amends.cli.archive import ALLOWED, DATABASES, KEY, ArchiveWriter, Manifest
from amends.cli.words import _, give_up, print_json, say

app = typer.Typer(add_completion=False)

COMPRESSION = 3  # twice as quick as the best, and a tenth larger


@app.command(help=_("Write everything to one file, while people work. It holds the signing key: keep it safe."))
def backup(
    file: Annotated[Path, typer.Argument(help=_("The file to write, for example amends.zip."))],
    *,
    overwrite: Annotated[bool, typer.Option("--overwrite", help=_("Replace the file if it exists."))] = False,
    json: Annotated[bool, typer.Option("--json", help=_("Print the result as JSON."))] = False,
) -> None:
    """Write database, files and signing key to one file."""
    if file.exists() and not overwrite:
        give_up(_("%s exists already: choose another name, or say --overwrite") % file)
    if not installation.applied_migrations():
        give_up(_("there is no database in %s to back up") % environment.data_folder())
    try:
        manifest = write(file)
    except OSError as error:
        give_up(_("cannot write %(file)s: %(reason)s") % {"file": file, "reason": error.strerror or error})
    entries = len(manifest.entries)
    if json:
        print_json({"file": str(file), "bytes": file.stat().st_size, "entries": entries, "database": manifest.database})
    else:
        say(_("Backed up to %s.") % file)
        say(_("It holds the key that signs cookies and links, and all that customers told you: keep it safe."))


def write(file: Path) -> Manifest:
    """Write the backup; at no moment is there half a file under its name."""
    unfinished = file.with_name(f".{file.name}.{os.getpid()}.part")
    manifest = Manifest(
        amends=__version__,
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        database="postgresql" if environment.database_url() else "sqlite",
        migrations=sorted(installation.applied_migrations()),
    )
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with (
            os.fdopen(descriptor, "wb") as target,
            zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION) as archive,
        ):
            fill(ArchiveWriter(archive, manifest), unfinished.with_suffix(".database"))
        with unfinished.open("rb+") as written:
            os.fsync(written.fileno())
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
    return manifest


def fill(writer: ArchiveWriter, scratch: Path) -> None:
    """Add the database first and the files after: every file the database knows is there by then."""
    with snapshot(scratch):
        writer.add(DATABASES[writer.manifest.database], scratch)
    for path in sorted(environment.files_folder().glob("??/*")):
        name = f"files/{path.parent.name}/{path.name}"
        if ALLOWED.fullmatch(name):
            with suppress(FileNotFoundError):  # erased since we looked
                writer.add(name, path)
    if environment.secret_key_file().exists():
        writer.add(KEY, environment.secret_key_file())
    writer.finish()


@contextmanager
def snapshot(scratch: Path) -> Iterator[None]:
    """Copy the database as it is at one instant to a scratch file, for the length of the block."""
    try:
        if url := environment.database_url():
            postgres_tools.dump(url, scratch)
        else:
            scratch.touch(0o600)
            with (
                closing(sqlite3.connect(environment.sqlite_file(), timeout=60)) as source,
                closing(sqlite3.connect(scratch)) as target,
            ):
                # All pages in one step: one read transaction, which in write-ahead mode holds up no writer.
                source.backup(target, pages=-1)
        yield
    finally:
        scratch.unlink(missing_ok=True)
