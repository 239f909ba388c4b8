"""`amends check`: is everything still as it was written down? Names each row that is not."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Annotated, Any

import typer

from amends import environment
from amends.cli import installation
from amends.cli.words import _, print_json, say

app = typer.Typer(add_completion=False)

MOST_SHOWN = 100  # on a terminal; --json has them all


@app.command(
    help=_(
        "Check the history's chains and seals, the words under them, the rules between tables and the files. "
        "Changes nothing, and may run while Amends is serving. Ends with 1 when anything is wrong."
    )
)
def check(*, json: Annotated[bool, typer.Option("--json", help=_("Print the result as JSON."))] = False) -> None:
    """Check the whole installation; exit 1 when anything is wrong."""
    installation.start_django()
    # These need Django to be there.
    from django.utils import timezone  # noqa: PLC0415

    from amends.gateways.files import FileStore  # noqa: PLC0415
    from amends.services.checking import check_everything  # noqa: PLC0415

    with progress_bar() as progress:
        report = check_everything(files=FileStore(environment.files_folder()), now=timezone.now(), progress=progress)
    if json:
        findings = [asdict(finding) for finding in report.findings]
        print_json({"clean": report.is_clean, "checked": report.checked, "findings": findings})
    else:
        tell(report)
    if not report.is_clean:
        raise typer.Exit(1)


def tell(report: Any) -> None:
    """Say what was checked, and each thing that is wrong on a line of its own."""
    for finding in report.findings[:MOST_SHOWN]:
        print(finding)
    if len(report.findings) > MOST_SHOWN:
        say(_("… and %d more; --json has them all.") % (len(report.findings) - MOST_SHOWN))
    names = {
        "cases": _("cases"),
        "events": _("events"),
        "words": _("intakes"),
        "seals": _("seals"),
        "files": _("files"),
    }
    say(", ".join(f"{count:,} {names[what]}" for what, count in report.checked.items()))
    if report.is_clean:
        say(_("All is as it was written down."))
    else:
        say(_("%d findings. Keep the data as it is and compare it with a backup.") % len(report.findings))


@contextmanager
def progress_bar() -> Iterator[Any]:
    """Give a function that shows how far a step is; it shows nothing where nobody looks."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    # Takes longer to load than a small check.
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import Progress  # noqa: PLC0415

    steps = {
        "database": _("the database itself"),
        "cases": _("cases and their history"),
        "seals": _("seals"),
        "rules": _("rules between tables"),
        "files": _("files"),
    }
    with Progress(console=Console(stderr=True), transient=True) as shown:
        tasks = {name: shown.add_task(words, total=None) for name, words in steps.items()}
        yield lambda name, done, total: shown.update(tasks[name], completed=done, total=max(total, 1))
