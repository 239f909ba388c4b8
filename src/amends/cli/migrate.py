"""`amends migrate`: create the database, or bring it up to date."""

import typer

from amends.cli import installation
from amends.cli.words import _, say

app = typer.Typer(add_completion=False)


@app.command(help=_("Create the database or bring it up to date; `serve` and `demo` do so by themselves."))
def migrate() -> None:
    """Create the database or bring it up to date."""
    if installation.is_up_to_date():
        say(_("The database is up to date."))
        return
    installation.load_django()
    installation.migrate()
    say(_("The database has been brought up to date."))
