"""`amends export`: take what is here elsewhere."""

import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from amends.cli import installation
from amends.cli.words import _, give_up, print_json, say

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.callback(help=_("Write what is here to a file."))
def export() -> None:
    """Write what is here to a file."""


@app.command(help=_("Write all cases to a .csv, .xlsx or .jsonl file, one row a case; instants in UTC."))
def cases(
    file: Annotated[Path, typer.Argument(help=_("The file to write, for example cases.csv."))],
    *,
    overwrite: Annotated[bool, typer.Option("--overwrite", help=_("Replace the file if it exists."))] = False,
    json: Annotated[bool, typer.Option("--json", help=_("Print the result as JSON."))] = False,
) -> None:
    """Write all cases to a file."""
    _begin(file, overwrite=overwrite)
    # These need Django to be there.
    from amends.rules.actors import SYSTEM  # noqa: PLC0415
    from amends.services.exports import COLUMNS, case_rows  # noqa: PLC0415

    count = _write(file, COLUMNS, case_rows(by=SYSTEM))
    if json:
        _print(file, count)
    else:
        say(_("%(count)d cases written to %(file)s.") % {"count": count, "file": file})


@app.command(help=_("Write the ledger to a .csv, .xlsx or .jsonl file, one row an entry, to hold against the bank's."))
def ledger(
    file: Annotated[Path, typer.Argument(help=_("The file to write, for example ledger.csv."))],
    *,
    overwrite: Annotated[bool, typer.Option("--overwrite", help=_("Replace the file if it exists."))] = False,
    json: Annotated[bool, typer.Option("--json", help=_("Print the result as JSON."))] = False,
) -> None:
    """Write the ledger to a file."""
    _begin(file, overwrite=overwrite)
    from amends.services.ledger_rows import COLUMNS, ledger_rows  # noqa: PLC0415 - as above

    count = _write(file, COLUMNS, ledger_rows())
    if json:
        _print(file, count)
    else:
        say(_("%(count)d entries written to %(file)s.") % {"count": count, "file": file})


def _begin(file: Path, *, overwrite: bool) -> None:
    if file.exists() and not overwrite and (not file.is_file() or file.stat().st_size):
        give_up(_("%s exists already: choose another name, or say --overwrite") % file)
    installation.start_django()


def _write(file: Path, columns: Sequence[str], rows: Iterable[tuple[str | int | datetime | None, ...]]) -> int:
    """Write all rows or none: the file appears when it is whole. Return how many."""
    from amends.gateways.tables.writing import write_table  # noqa: PLC0415 - loads what reads and writes sheets

    unfinished = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        count = write_table(unfinished, columns, rows, like=file.name)
        unfinished.replace(file)
    except OSError as error:
        give_up(_("cannot write %(file)s: %(reason)s") % {"file": file, "reason": error.strerror or error})
    finally:
        unfinished.unlink(missing_ok=True)
    return count


def _print(file: Path, count: int) -> None:
    print_json({"file": str(file), "rows": count, "bytes": file.stat().st_size})
