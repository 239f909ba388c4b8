"""
The list of subcommands.

A subcommand is one file, `cli/<subject>.py`, with a Typer `app`. Only the file of the command that was typed is
imported, and none imports Django before it runs: that is what keeps `amends --help` and a second start quick.
"""

import os
from importlib import import_module
from importlib.util import find_spec
from typing import Annotated, Any

os.environ.setdefault("TYPER_USE_RICH", "0")  # plain help needs no Rich, which takes longer to load than all the rest

import typer
from typer.core import TyperGroup

from amends import __version__
from amends.cli.words import _

# What is typed -> the file it lives in. `import` cannot be the name of a Python file.
COMMANDS = {
    "serve": "serve",
    "demo": "demo",
    "worker": "worker",
    "migrate": "migrate",
    "createuser": "createuser",
    "token": "token",
    "import": "imports",
    "export": "export",
    "reconcile": "reconcile",
    "backup": "backup",
    "restore": "restore",
    "check": "check",
    "promise": "promise",
    "wording": "wording",
    "remedy": "remedy",
    "rights": "rights",
    "warn": "warn",
    "triage": "triage",
    "topics": "topics",
    "bench": "bench",
}


class Subcommands(TyperGroup):
    """Finds a subcommand's file when it is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of all subcommands, in the order people meet them."""
        return [name for name, file in COMMANDS.items() if find_spec(f"amends.cli.{file}")]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return the subcommand of this name, or None."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command = typer.main.get_command(import_module(f"amends.cli.{COMMANDS[cmd_name]}").app)
        command.name = cmd_name
        return command


app = typer.Typer(
    cls=Subcommands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_("Amends turns service failures into kept customers. `amends demo` shows it with stories to look at."),
)


def _print_version(wanted: bool) -> None:  # noqa: FBT001 - Typer calls it so
    if wanted:
        print(f"amends {__version__}")
        raise typer.Exit


@app.callback()
def options(
    *,
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help=_("Print the version."))
    ] = False,
) -> None:
    """Take the options that stand before a subcommand."""
