"""`amends serve`: the web pages, the API and the worker."""

from typing import Annotated

import typer

from amends.cli import serving
from amends.cli.words import _

app = typer.Typer(add_completion=False)

Host = Annotated[str, typer.Option(help=_("Address to listen on."), envvar="AMENDS_HOST")]
Port = Annotated[int, typer.Option(help=_("Port to listen on."), envvar="PORT", min=0, max=65535)]


@app.command(help=_("Serve Amends: the web pages, the API and the worker, until Ctrl-C."))
def serve(*, host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Serve until Ctrl-C."""
    serving.run(host=host, port=port)
