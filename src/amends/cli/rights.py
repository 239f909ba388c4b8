"""`amends rights`: what the law gives a customer on some facts, for people and for programs."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial
from typing import Annotated, Any

import typer

from amends.cli.facts import answer_each
from amends.cli.words import _, give_up, language, print_json
from amends.gateways.working_calendars import working_calendar
from amends.rules.facts import REQUIRED
from amends.rules.rights.assessing import Assessment, assess
from amends.rules.rights.library import pack_of, packs
from amends.rules.rights.packs import Pack

app = typer.Typer(add_completion=False, no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help=_("Print the result as JSON."))]
On = Annotated[str, typer.Option(help=_("The day whose law is meant, like 2026-01-31; default: today."))]


@app.callback(help=_("Say what the law gives a customer."))
def rights() -> None:
    """Hold the commands about rights together."""


@app.command(name="assess", help=_("Assess facts: one JSON object, or one a line; - reads them from standard input."))
def assess_facts(
    facts: Annotated[str, typer.Argument(help=_("A file of facts, or -."))],
    *,
    pack: Annotated[str, typer.Option(help=_("The rule pack, like eu261; `amends rights list` shows them."))],
    on: On = "",
    json: Json = False,
) -> None:
    """Assess every set of facts in turn; a faulty one is answered in its place and makes the exit code 2."""
    law = pack_of(pack, on=_day(on))
    answer_each(facts, partial(assess, law), as_json=_as_json if json else None, show=_print)


@app.command(name="list", help=_("List the rule packs that are the law on a day."))
def list_packs(*, on: On = "", json: Json = False) -> None:
    """List packs."""
    day = _day(on)
    found = [pack for pack in packs() if pack.applies_on(day)]
    if json:
        print_json([_described(pack) for pack in found])
        return
    for pack in found:
        name = pack.zh if language() == "zh-hans" else pack.en
        marks = [] if pack.is_on else [_("off")]
        marks += [] if all(rule.verified for rule in pack.rules) else [_("not verified")]
        print(f"{pack.key:<20}  {name}  {' · '.join(marks)}".rstrip())


@app.command(name="facts", help=_("Show the facts a rule pack asks for."))
def show_facts(
    pack: Annotated[str, typer.Argument(help=_("The rule pack, like eu261."))], *, on: On = "", json: Json = False
) -> None:
    """Show facts."""
    law = pack_of(pack, on=_day(on))
    described = _described(law)["facts"]
    if json:
        print_json(described)
        return
    for fact in described:
        meaning = fact["zh"] if language() == "zh-hans" else fact["en"]
        kind = _("money in minor units") if fact["type"] == "money" else " | ".join(fact["options"]) or fact["type"]
        need = _("required") if fact["required"] else _("default %s") % fact["default"]
        print(f"{fact['name']}  ({kind}, {need})\n    {meaning}")


def _described(pack: Pack) -> dict[str, Any]:
    facts = [
        {
            "name": fact.name,
            "type": fact.kind,
            "required": fact.default is REQUIRED,
            "default": None if fact.default is REQUIRED else fact.default,
            "options": list(fact.options),
            "en": fact.en,
            "zh": fact.zh,
        }
        for fact in pack.facts.values()
    ]
    told = {"key": pack.key, "en": pack.en, "zh": pack.zh, "jurisdiction": pack.jurisdiction, "industry": pack.industry}
    law = {"citation": pack.citation, "source": pack.source, "currency": pack.currency}
    dates = {"from": pack.since.isoformat(), "until": pack.until and pack.until.isoformat()}
    verified = all(rule.verified for rule in pack.rules)
    return told | law | dates | {"on": pack.is_on, "verified": verified, "facts": facts}


def _as_json(result: Assessment) -> dict[str, Any]:
    return result.as_json(working_calendar)


def _print(result: Assessment) -> None:
    chinese = language() == "zh-hans"
    for tried in result.trace:
        mark = "✓" if tried.applies else "–"
        name = tried.rule.zh if chinese else tried.rule.en
        print(f"{mark} {name}  [{tried.rule.citation}]" + ("" if tried.rule.verified else "  " + _("not verified")))
        for text, holds in tried.tests:
            held = _("holds") if holds else _("does not hold")
            print(f"    {text}  {held}")
        if tried.facts:
            print("    " + ", ".join(f"{name} = {value}" for name, value in tried.facts.items()))
    for floor in result.floors:
        amount = "" if floor.amount_minor is None else f"{floor.amount_minor} {floor.currency} " + _("minor units")
        print(f"= {floor.kind} {amount}".rstrip())
    if not result.floors:
        print(_("= nothing is owed by these rules"))


def _day(told: str) -> date:
    try:
        return date.fromisoformat(told) if told else datetime.now(UTC).date()
    except ValueError:
        give_up(_("%s is not a date: write it like 2027-01-31") % told, code=2)
