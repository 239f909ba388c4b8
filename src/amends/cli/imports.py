"""`amends import`: take in a list of complaints from another system."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from amends.cli import installation
from amends.cli.stopping import Stop
from amends.cli.words import _, give_up, language, print_json, say

if TYPE_CHECKING:
    from amends.gateways.tables import Table
    from amends.rules.importing.mapping import ListMapping

INTERRUPTED = 130

app = typer.Typer(add_completion=False)


@app.command(
    help=_(
        "Open cases from a list: .csv, .csv.gz, .xlsx or .jsonl. Columns are guessed and shown. Stop it with Ctrl-C "
        "and run it again as you like: no row becomes two cases."
    )
)
def import_(
    file: Annotated[Path, typer.Argument(help=_("The list."))],
    *,
    mapping: Annotated[
        str,
        typer.Option(
            help=_("What the columns mean: a .toml file, or generic, city-311, regulator-complaint, message-and-reply.")
        ),
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Read all of it and change nothing."))] = False,
    site: Annotated[str, typer.Option(help=_("The place every row belongs to, by name."))] = "",
    source: Annotated[
        str, typer.Option(help=_("The list's name; row numbers are told apart by it. Default: the file's."))
    ] = "",
    timezone: Annotated[str, typer.Option(help=_("Time zone of dates that name none; default: the place's."))] = "",
    json: Annotated[bool, typer.Option("--json", help=_("Print the result as one line of JSON."))] = False,
) -> None:
    """Open cases from a list."""
    from amends.gateways.tables import open_table  # noqa: PLC0415 - needed by those who read a list

    table = open_table(file)
    told = read_mapping(mapping) if mapping else None
    installation.start_django()
    # These need Django to be there.
    from amends.cli import importing  # noqa: PLC0415
    from amends.services.import_plans import plan_reading  # noqa: PLC0415

    if not dry_run:
        begin_empty_installation(timezone or (told.timezone if told else "") or "UTC")
    reading = plan_reading(table=table, mapping=told, source=source, site=site, timezone=timezone)
    if not json:
        importing.show_reading(table, reading)
    with one_at_a_time(table), Stop() as stop:
        outcome = importing.rehearse(table, reading, stop) if dry_run else importing.take_in(table, reading, stop)
    if json:
        print_json(outcome.as_json(reading))
    else:
        importing.show_outcome(outcome)
    if not outcome.is_finished:
        raise SystemExit(INTERRUPTED)


def read_mapping(name: str) -> "ListMapping":
    """Return a mapping by the path of its file, or by the name of a shipped one."""
    from amends.rules.importing import mapping  # noqa: PLC0415 - for those who name one

    path = Path(name)
    if path.suffix.lower() != ".toml" and not path.exists():
        return mapping.shipped_mapping(name)
    try:
        return mapping.read_mapping(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        give_up(_("the mapping %s is not written in UTF-8") % path, code=2)
    except OSError as error:
        give_up(_("cannot read the mapping %(file)s: %(reason)s") % {"file": path, "reason": error.strerror}, code=2)


def begin_empty_installation(timezone: str) -> None:
    """Give an installation that nobody set up yet what a list needs, and say how to sign in."""
    # These need Django to be there.
    from django.utils import timezone as clock  # noqa: PLC0415

    from amends.services.imports import ensure_organisation  # noqa: PLC0415

    if ensure_organisation(language=language(), timezone=timezone, now=clock.now()):
        say(_("This installation was empty. It has an organisation now, and nobody who can sign in."))
        say(_("Start `amends serve` and open its page to finish setting it up."))


@contextmanager
def one_at_a_time(table: "Table") -> Iterator[None]:
    """Let only one process of this machine take in the same list."""
    folder = installation.make_data_folder() / "imports"
    folder.mkdir(exist_ok=True)
    path = folder / f"{table.contents.fingerprint[:16]}.lock"
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            give_up(_("%s is being taken in by another process: wait for it, or stop it") % table.path)
        yield
        path.unlink(missing_ok=True)
