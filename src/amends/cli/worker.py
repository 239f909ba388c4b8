"""`amends worker`: runs what is due, the queued jobs and the recurring work, until it is told to stop."""

import typer

from amends.cli import installation
from amends.cli.words import _, say
from amends.cli.working import work

app = typer.Typer(add_completion=False)


@app.command(help=_("Run background work only; `serve` starts a worker by itself."))
def worker() -> None:
    """Run background work until SIGTERM or Ctrl-C."""
    installation.start_django()
    say(_("The worker is running; Ctrl-C stops it."))
    work()
