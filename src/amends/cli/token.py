"""`amends token`: what software signs in with."""

from datetime import timedelta
from typing import Annotated

import typer

from amends.cli import installation
from amends.cli.words import _, give_up, print_json, say

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.callback(help=_("Make the tokens that software signs in with."))
def token() -> None:
    """Hold the commands about tokens together."""


@app.command(help=_("Make a token and print it, this once: it is kept nowhere."))
def create(
    *,
    scopes: Annotated[str, typer.Option(help=_("What it may do, with commas: intakes:write,cases:read"))],
    name: Annotated[str, typer.Option(help=_("What it is for."))] = "",
    site: Annotated[str, typer.Option(help=_("The place it holds for, by name; default: everywhere."))] = "",
    days: Annotated[int, typer.Option(help=_("How many days it is good for; 0: until revoked."), min=0)] = 0,
    json: Annotated[bool, typer.Option("--json", help=_("Print the result as JSON."))] = False,
) -> None:
    """Make a token."""
    wanted = [scope.strip() for scope in scopes.split(",") if scope.strip()]
    if not wanted:
        give_up(_("a token without a scope opens nothing: name one with --scopes"), code=2)
    installation.start_django()
    # These need Django to be there.
    from django.utils import timezone  # noqa: PLC0415

    from amends.models import Site  # noqa: PLC0415
    from amends.rules.actors import SYSTEM  # noqa: PLC0415
    from amends.services.staff import create_token  # noqa: PLC0415

    found = list(Site.objects.filter(name=site)) if site else [None]
    if len(found) != 1:
        problem = _("there is no place called %s") if not found else _("there are several places called %s")
        give_up(problem % site, code=2)
    now = timezone.now()
    made, secret = create_token(
        name=name,
        scopes=wanted,
        by=SYSTEM,
        now=now,
        site=found[0],
        expires_at=now + timedelta(days=days) if days else None,
    )
    if json:
        expires_at = made.expires_at.isoformat() if made.expires_at else None
        print_json(
            {"token": secret, "id": made.pk, "name": made.name, "scopes": made.scopes, "site": site or None}
            | {"expires_at": expires_at}
        )
    else:
        print(secret)
        say(_("Keep it now; it is not shown again."))
