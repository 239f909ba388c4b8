"""`amends demo`: serve with stories to look at."""

import typer

from amends.cli.demonstrating import run
from amends.cli.serve import Host, Port
from amends.cli.words import _

app = typer.Typer(add_completion=False)


@app.command(help=_("Serve Amends with stories to look at and a login for every role; an existing database is kept."))
def demo(*, host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Load the stories when the database is empty, then serve until Ctrl-C."""
    run(host=host, port=port)
