"""`amends token`: what software signs in with."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from amends.cli import installation
from amends.cli.words import _, give_up, print_json, say
from amends.rules.access import permissions_of_scopes

if TYPE_CHECKING:
    from amends.models import Site, Token

Json = Annotated[bool, typer.Option("--json", help=_("Print the result as JSON."))]
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
    expires: Annotated[str, typer.Option(help=_("Or until when: 2027-01-31."))] = "",
    json: Json = False,
) -> None:
    """Make a token."""
    wanted = [scope.strip() for scope in scopes.split(",") if scope.strip()]
    if not wanted:
        give_up(_("a token without a scope opens nothing: name one with --scopes"), code=2)
    permissions_of_scopes(wanted)  # refuses an unknown one before anything is begun
    installation.start_django()
    # These need Django to be there.
    from django.utils import timezone  # noqa: PLC0415

    from amends.cli.imports import begin_empty_installation  # noqa: PLC0415
    from amends.rules.actors import SYSTEM  # noqa: PLC0415
    from amends.services.tokens import create_token  # noqa: PLC0415

    now = timezone.now()
    expires_at = _last_instant(expires) if expires else now + timedelta(days=days) if days else None
    if expires_at is not None and expires_at <= now:
        give_up(_("a token that has run out already opens nothing"), code=2)
    # A token must not be worthless because nobody has opened the first page yet.
    begin_empty_installation("UTC")
    made, secret = create_token(
        name=name, scopes=wanted, by=SYSTEM, now=now, site=_place(site) if site else None, expires_at=expires_at
    )
    if json:
        print_json({"token": secret, **described(made)})
    else:
        print(secret)
        say(_("Keep it now; it is not shown again."))


def _last_instant(told: str) -> datetime:
    """Return the end of a day, or an instant with its offset."""
    try:
        instant = datetime.fromisoformat(told)
        return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC) + timedelta(days=1)
    except (ValueError, OverflowError):
        give_up(_("%s is not a date: write it like 2027-01-31") % told, code=2)


def _place(name: str) -> "Site":
    from amends.models import Site  # noqa: PLC0415 - needs Django to be there

    found = list(Site.objects.filter(name=name)[:2])
    if len(found) != 1:
        problem = _("there is no place called %s") if not found else _("there are several places called %s")
        give_up(problem % name, code=2)
    return found[0]


def described(made: "Token") -> dict[str, Any]:
    """Return what may be told of a token at any time."""
    return {
        "id": made.pk,
        "name": made.name,
        "hint": made.hint,
        "scopes": made.scopes,
        "site": made.site.name if made.site else None,
        "created_at": made.created_at.isoformat(),
        "expires_at": made.expires_at.isoformat() if made.expires_at else None,
        "revoked_at": made.revoked_at.isoformat() if made.revoked_at else None,
    }


@app.command(name="list", help=_("List the tokens: what for, since when, until when."))
def list_tokens(*, json: Json = False) -> None:
    """List the tokens, the newest first."""
    installation.start_django()
    from amends.models import Token  # noqa: PLC0415 - needs Django to be there

    found = list(Token.objects.select_related("site").order_by("-pk"))
    if json:
        print_json({"tokens": [described(one) for one in found]})
        return
    for one in found:
        until = one.revoked_at or one.expires_at
        print(
            f"{one.pk:>5}  amends_{one.hint}…  {one.name}  {','.join(one.scopes)}  {one.site.name if one.site else '*'}"
            f"  {one.created_at:%Y-%m-%d} – {f'{until:%Y-%m-%d}' if until else ''}"
        )


@app.command(help=_("Make a token worthless from now on, by its number in the list."))
def revoke(number: Annotated[int, typer.Argument(min=1, help=_("The number."))], *, json: Json = False) -> None:
    """Revoke a token."""
    installation.start_django()
    # These need Django to be there.
    from django.utils import timezone  # noqa: PLC0415

    from amends.models import Token  # noqa: PLC0415
    from amends.rules.actors import SYSTEM  # noqa: PLC0415
    from amends.services.tokens import revoke_token  # noqa: PLC0415

    found = Token.objects.filter(pk=number).first()
    if found is None:
        give_up(_("there is no token with the number %d") % number, code=2)
    revoke_token(token=found, by=SYSTEM, now=timezone.now())
    found.refresh_from_db()
    if json:
        print_json(described(found))
    else:
        say(_("Revoked. A running server refuses it within five seconds."))
