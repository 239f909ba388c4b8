"""`amends reconcile`: the bank's list beside what was noted as paid."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from amends.cli import installation
from amends.cli.words import _, print_json, say
from amends.rules.reconciling.reading import FIELDS, heading_line
from amends.rules.refusals import Invalid, gettext_noop

if TYPE_CHECKING:
    from amends.models import Mismatch

app = typer.Typer(add_completion=False)
KINDS = {
    "back": gettext_noop("came back"),
    "differs": gettext_noop("another amount"),
    "missing": gettext_noop("not in the list"),
    "unknown": gettext_noop("not known here"),
}
NO_COLUMN = gettext_noop("“%(told)s” names no column: write one of %(fields)s, = and the column's name.")
NO_CURRENCY = gettext_noop("The list names no currency. Say --currency EUR.")


@app.command(
    help=_(
        "Compare a list of the bank or a payment provider with what was noted as paid. What does not agree waits at "
        "/reconciliation; the same list again opens nothing. Exit code 1: something of this list is not settled."
    )
)
def reconcile(
    file: Annotated[Path, typer.Argument(help=_("The list: .csv, .csv.gz, .xlsx or .jsonl."))],
    *,
    column: Annotated[
        list[str], typer.Option(help=_("Which column is what, where the guess is wrong: proof=Reference. Repeat it."))
    ] = [],  # noqa: B006 - Typer reads the default and never changes it
    currency: Annotated[str, typer.Option(help=_("Of rows that name none."))] = "",
    heading: Annotated[int, typer.Option(min=0, help=_("The line of the heading, where it is not found."))] = 0,
    minus: Annotated[bool, typer.Option("--minus", help=_("Money we paid out stands with a minus."))] = False,
    json: Annotated[bool, typer.Option("--json", help=_("Print the result as JSON."))] = False,
) -> None:
    """Compare a list, and say what does not agree."""
    from amends.gateways.tables import open_table  # noqa: PLC0415 - needed by those who read a list

    table = open_table(file, find_heading=heading_line if not heading else lambda _rows: heading)
    told = _told(column, table.columns)
    installation.start_django()
    # These need Django to be there.
    from django.utils import timezone  # noqa: PLC0415

    from amends.models import Mismatch  # noqa: PLC0415
    from amends.rules.actors import SYSTEM  # noqa: PLC0415
    from amends.services.reconciling import compare_list, guess_columns, plan_comparison, read_list  # noqa: PLC0415

    layout = guess_columns(table) | told
    if not currency and "currency" not in layout:
        raise Invalid(NO_CURRENCY, field="currency")
    reading = plan_comparison(table=table, layout=layout, currency=currency.upper() or "EUR", is_out_minus=minus)
    listing = read_list(table=table, reading=reading)
    found, is_new = compare_list(table=table, listing=listing, name=file.name, by=SYSTEM, now=timezone.now())
    open_ones = list(Mismatch.objects.open().filter(payment_list=found).order_by("kind", "pk"))
    counts = {"read": found.read, "agreed": found.agreed, "unread": found.unread}
    if json:
        print_json({"list": found.pk, "is_new": is_new, **counts, "open": [_as_json(one) for one in open_ones]})
    else:
        say(_("%(read)d payments in the list, %(agreed)d agree, %(unread)d rows could not be read.") % counts)
        for one in open_ones:
            said = "" if one.told_minor is None else f"{one.told_minor} {one.currency}"
            print(f"{one.proof:<24}  {_(KINDS[one.kind]):<20}  {said}")
    raise typer.Exit(1 if open_ones else 0)


def _told(named: Sequence[str], columns: Sequence[str]) -> dict[str, int]:
    layout = {}
    for one in named:
        field, _equals, name = one.partition("=")
        if field not in FIELDS or name not in columns:
            raise Invalid(NO_COLUMN, field="column", params={"told": one, "fields": ", ".join(FIELDS)})
        layout[field] = columns.index(name)
    return layout


def _as_json(one: Mismatch) -> dict[str, Any]:
    names = ("kind", "proof", "told_minor", "currency", "delivery_id")
    return {name: getattr(one, name) for name in names} | {"told_on": one.told_on and one.told_on.isoformat()}
