"""`amends restore`: put a backup in place, keeping what was there."""

import os
import shutil
import sqlite3
import zipfile
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from amends import environment
from amends.cli import installation, postgres_tools
from amends.cli.archive import DATABASES, KEY, BadArchive, Manifest, put_in_place, read_manifest, unpack
from amends.cli.words import _, give_up, print_json, say
from amends.rules.refusals import gettext_noop

app = typer.Typer(add_completion=False)


@app.command(help=_("Put a backup in place. Stop `serve` first; what was there is kept beside it."))
def restore(
    file: Annotated[Path, typer.Argument(help=_("A file that `amends backup` wrote."))],
    *,
    overwrite: Annotated[bool, typer.Option("--overwrite", help=_("Replace the database that is there."))] = False,
    json: Annotated[bool, typer.Option("--json", help=_("Print the result as JSON."))] = False,
) -> None:
    """Check a backup completely, then put it in place."""
    if not file.is_file():
        give_up(_("there is no file %s") % file, code=2)
    with installation.held_alone():
        is_there = bool(installation.applied_migrations()) or environment.sqlite_file().exists()
        if is_there and not overwrite:
            give_up(
                _("there is a database in %s already: with --overwrite it is replaced, and kept beside the new one")
                % environment.data_folder()
            )
        try:
            with zipfile.ZipFile(file) as archive:
                kept = put_back(archive, is_there=is_there)
        except (zipfile.BadZipFile, EOFError) as error:
            raise BadArchive(gettext_noop("This is not a backup made by Amends, or it is damaged.")) from error
        except OSError as error:
            give_up(_("cannot restore: %s") % error)
    if json:
        print_json({"restored": str(file), "kept": [str(path) for path in kept]})
        return
    say(_("Restored into %s. Next: amends check, then amends serve.") % environment.data_folder())
    for path in kept:
        say(_("What was there before is kept as %s") % path)


def put_back(archive: zipfile.ZipFile, *, is_there: bool) -> list[Path]:
    """Unpack beside the data, check everything, then exchange; return where the earlier data is now."""
    manifest = read_manifest(archive)
    check_it_fits(manifest)
    staging = environment.data_folder() / f"restoring-{os.getpid()}"
    try:
        staging.mkdir(mode=0o700)
        for _name in unpack(archive, manifest, staging):
            pass
        return exchange(staging, is_there=is_there)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def check_it_fits(manifest: Manifest) -> None:
    """Refuse a backup of the other kind of database, or of a newer Amends."""
    here = "postgresql" if environment.database_url() else "sqlite"
    if manifest.database != here:
        raise BadArchive(
            gettext_noop("This backup holds a %(theirs)s database, this installation uses %(ours)s."),
            params={"theirs": manifest.database, "ours": here},
        )
    if not set(manifest.migrations) <= installation.newest_migrations():
        raise BadArchive(gettext_noop("This backup was made by a newer Amends. Upgrade first."))


def exchange(staging: Path, *, is_there: bool) -> list[Path]:
    """Put the unpacked data in place; return where the earlier data is now."""
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    kept: list[Path] = []
    if url := environment.database_url():
        if is_there:
            kept.append(environment.data_folder() / f"before-restore-{stamp}.pgdump")
            postgres_tools.dump(url, kept[-1])
        postgres_tools.load(url, staging / DATABASES["postgresql"])
    else:
        if environment.sqlite_file().exists():
            kept.append(put_aside(stamp))
        put_in_place(staging / DATABASES["sqlite"], environment.sqlite_file())
    for path in sorted((staging / "files").glob("??/*")):
        put_in_place(path, environment.files_folder() / path.parent.name / path.name)
    if (staging / KEY).exists():
        (staging / KEY).chmod(0o600)
        put_in_place(staging / KEY, environment.secret_key_file())
    return kept


def put_aside(stamp: str) -> Path:
    """Rename the present database; refuse while another command has it open."""
    here = environment.sqlite_file()
    companions = [here.with_name(here.name + ending) for ending in ("-wal", "-shm")]
    # The last to close a database in write-ahead mode folds the log into it and removes the companions. A database too
    # damaged for that is moved together with them.
    is_damaged = False
    with suppress(FileNotFoundError):
        try:
            with closing(sqlite3.connect(here, timeout=5)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.DatabaseError:
            is_damaged = True
    if not is_damaged and any(path.exists() for path in companions):
        give_up(_("another command is using the database %s: wait for it, or stop it") % here)
    kept = here.with_name(f"{here.name}.before-restore-{stamp}")
    here.rename(kept)
    for path, ending in zip(companions, ("-wal", "-shm"), strict=True):
        with suppress(FileNotFoundError):
            path.rename(kept.with_name(kept.name + ending))
    return kept
