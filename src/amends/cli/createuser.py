"""`amends createuser`: a colleague who can sign in."""

import getpass
import sys
from typing import Annotated

import typer

from amends.cli import installation
from amends.cli.words import _, give_up, language, print_json, say

app = typer.Typer(add_completion=False)


@app.command(
    help=_(
        "Add a colleague. The password is asked for, or read from standard input. In an empty installation, "
        "--organisation begins it with this person as its administrator."
    )
)
def createuser(
    email: Annotated[str, typer.Argument(help=_("The e-mail address to sign in with."))],
    *,
    name: Annotated[str, typer.Option(help=_("The name as colleagues read it; default: from the address."))] = "",
    role: Annotated[
        str, typer.Option(help=_("front_line, specialist, supervisor, analyst or administrator."))
    ] = "specialist",
    site: Annotated[str, typer.Option(help=_("The place they work at, by name; default: everywhere."))] = "",
    organisation: Annotated[str, typer.Option(help=_("Begin an empty installation with this name."))] = "",
    timezone: Annotated[str, typer.Option(help=_("Time zone of a new organisation."))] = "UTC",
    json: Annotated[bool, typer.Option("--json", help=_("Print the result as JSON."))] = False,
) -> None:
    """Add a colleague, or begin the installation with its administrator."""
    installation.start_django()
    is_new = installation.is_new()
    if is_new and not organisation:
        give_up(_("this installation is empty: begin it with --organisation NAME, or in the browser"), code=2)
    if organisation and not is_new:
        give_up(_("this installation has its organisation already: leave --organisation out"), code=2)
    name = name or email.partition("@")[0]
    password = ask_password()
    if is_new:
        begin(organisation, timezone, email, name, password)
        role = "administrator"
    else:
        add(email, name, password, role, site)
    if json:
        print_json({"email": email, "name": name, "role": role})
    else:
        say(_("%(email)s can sign in now, as %(role)s.") % {"email": email, "role": role.replace("_", " ")})


def ask_password() -> str:
    """Return the password: typed twice by a person, or the first line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass(_("Password: "))
    if password != getpass.getpass(_("The same again: ")):
        give_up(_("the two are not the same; nothing was changed"), code=2)
    return password


def begin(organisation: str, timezone: str, email: str, name: str, password: str) -> None:
    """Begin the installation with its first administrator."""
    # These need Django to be there.
    from django.utils import timezone as clock  # noqa: PLC0415

    from amends.services.sites import Administrator, start_organisation  # noqa: PLC0415

    start_organisation(
        name=organisation,
        language=language(),
        timezone=timezone,
        places=(),
        administrator=Administrator(email, name, name.split(maxsplit=1)[0], password),
        now=clock.now(),
    )


def add(email: str, name: str, password: str, role: str, place: str) -> None:
    """Add a colleague to an installation that has begun."""
    # These need Django to be there.
    from django.utils import timezone as clock  # noqa: PLC0415

    from amends.models import Site  # noqa: PLC0415
    from amends.rules.actors import SYSTEM  # noqa: PLC0415
    from amends.services.staff import add_staff  # noqa: PLC0415

    found = list(Site.objects.filter(name=place) if place else Site.objects.filter(parent=None))
    if len(found) != 1:
        problem = _("there is no place called %s") if not found else _("there are several places called %s")
        give_up(problem % place, code=2)
    add_staff(
        email=email,
        name=name,
        given_name=name.split(maxsplit=1)[0],
        password=password,
        memberships=[(found[0], role)],
        language=language(),
        by=SYSTEM,
        now=clock.now(),
    )
