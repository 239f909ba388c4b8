"""`amends remedy proof`: whether to ask a customer for proof, or to take their word."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

import typer

from amends.cli.facts import answer_each
from amends.cli.words import _
from amends.rules.refusals import gettext_noop
from amends.rules.remedies.proof import Demand, weigh_told

WHY = {
    "burden": gettext_noop("take their word: the company has to prove"),
    "law": gettext_noop("ask: the law needs it"),
    "cheaper": gettext_noop("ask: it costs less than believing"),
    "dearer": gettext_noop("take their word: asking costs more"),
}


def proof(
    facts: Annotated[str, typer.Argument(help=_("A file of facts, or -."))],
    *,
    json: Annotated[bool, typer.Option("--json", help=_("Print the result as JSON."))] = False,
) -> None:
    """Weigh asking for proof against believing, for every set of facts in turn."""
    answer_each(facts, weigh_told, as_json=_as_json if json else None, show=_print)


def _as_json(found: Demand) -> dict[str, Any]:
    sums = {name: float(getattr(found, name)) for name in ("accepting_minor", "demanding_minor")}
    return asdict(found) | sums


def _print(found: Demand) -> None:
    sums = {"believing": float(found.accepting_minor), "asking": float(found.demanding_minor)}
    print(_(WHY[found.why]) + "  " + _("believing %(believing).2f, asking %(asking).2f minor units") % sums)
