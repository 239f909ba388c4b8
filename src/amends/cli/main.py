"""The command `amends`: runs what was typed, and ends with one line and the right exit code when it is refused."""

import gc
import sys
from importlib import import_module

from amends import environment
from amends.cli.words import _, give_up
from amends.rules.refusals import Invalid, Refusal


def main() -> None:
    """Run the command that was typed; exit 0 when it was done, 1 when it was refused, 2 when its input was at fault."""
    # What loads now stays; looking for rubbish in it would cost a tenth. `load_django` turns the collector on again.
    gc.disable()
    try:
        _run()
    except Refusal as refusal:
        give_up(refusal.in_words(_), code=2 if isinstance(refusal, Invalid) else 1)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:  # `amends export | head`: the reader has seen enough
        sys.stderr.close()
        sys.exit(0)


def _run() -> None:
    if sys.argv[1:] in (["serve"], ["demo"]):
        # Without options nothing has to be parsed, and the parser takes 0.3 s and 12 MB that the server would keep.
        module = "serving" if sys.argv[1] == "serve" else "demonstrating"
        import_module(f"amends.cli.{module}").run(host=environment.host(), port=_port())
    else:
        import_module("amends.cli.commands").app(prog_name="amends")


def _port() -> int:
    try:
        return environment.port()
    except ValueError:
        give_up(_("PORT must be a number"), code=2)
