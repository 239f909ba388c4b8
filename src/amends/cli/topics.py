"""`amends topics`: which texts say the same, which of these topics are new, and where and whom they are about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from amends.cli.words import _, give_up, print_json, say

if TYPE_CHECKING:  # numpy and scipy take longer to load than the help
    from amends.engines.topics.finding import Told, Topic

# Columns that say who said it wherever they occur; who means another one names it.
AUTHORS = ("author", "user", "user id", "user_id", "username", "customer", "customer_id", "用户", "留言用户", "昵称")
app = typer.Typer(add_completion=False)


@app.command(
    help=_(
        "Find the topics of texts: which say the same in like words, the hottest first, and which are new. FILE is "
        ".csv or .csv.gz."
    )
)
def topics(
    file: Annotated[Path, typer.Argument(help=_("The texts, .csv or .csv.gz."))],
    *,
    text: Annotated[list[str], typer.Option(help=_("The column with the text; give it twice to read two as one."))],
    on: Annotated[str, typer.Option("--date", help=_("The column with the date."))],
    author: Annotated[
        str,
        typer.Option(help=_("The column with who said it, as one person counts once; default: user, author, 用户 …")),
    ] = "",
    place: Annotated[str, typer.Option(help=_("The column with the place; else the words say it."))] = "",
    group: Annotated[str, typer.Option(help=_("The column with the group; else the words say it."))] = "",
    least: Annotated[int, typer.Option(min=2, help=_("Cases of a topic at least."))] = 5,
    new: Annotated[bool, typer.Option("--new", help=_("Only what was new at some time."))] = False,
    json: Annotated[bool, typer.Option("--json", help=_("Print the result as JSON."))] = False,
) -> None:
    """Read, gather and print."""
    from amends.engines.topics.finding import find_topics  # noqa: PLC0415 - scipy, see above

    told = _told(file, text, on, author or _author(file))
    named = {"place": _column(file, place), "group": _column(file, group)}
    found = [topic for topic in find_topics(told, least=least) if topic.new or not new]
    rows = [_described(topic, told, named) for topic in found]
    if json:
        print_json({"texts": len(told), "topics": rows})
        return
    for row in rows:
        where = ", ".join(row["places"]) or "-"
        print(_("%(cases)s cases, %(voices)s voices, %(first)s to %(last)s: %(words)s") % _line(row), where, sep="  ")
    if not rows:
        print(_("no topic"))


def _told(file: Path, text: Sequence[str], on: str, author: str) -> list[Told]:
    """Return the texts; one without a date that can be read has none of the history, and is left out."""
    from amends.engines.topics.finding import Told  # noqa: PLC0415 - see above
    from amends.rules.importing.dates import DAY_FIRST, date_order, read_date  # noqa: PLC0415 - only needed here

    texts, dates, authors = _texts(file, text), _column(file, on), _column(file, author)
    day_first = date_order(dates) == DAY_FIRST
    days = [read_date(one, day_first=day_first, zone=UTC) for one in dates]
    if missing := days.count(None):
        told = {"rows": missing, "column": on}
        give_up(_("%(rows)s rows have no date that can be read in %(column)s") % told, code=2)
    if not texts:
        say(_("there is no row"))
    return [
        Told(one, day.date().toordinal() if day else 0, by)
        for one, day, by in zip(texts, days, authors or [""] * len(texts), strict=True)
    ]


def _author(file: Path) -> str:
    from amends.engines.triage.tables import columns_of  # noqa: PLC0415 - only needed here

    found = next((name for name in columns_of(file) if name.strip().lower() in AUTHORS), "")
    if found:
        say(_("who said it is read from the column %s") % found)
    return found


def _texts(file: Path, columns: Sequence[str]) -> list[str]:
    from amends.engines.triage.tables import CannotReadTable, read  # noqa: PLC0415 - only needed here

    try:
        return list(read(file, columns).texts)
    except CannotReadTable as reason:
        give_up(_("cannot read %(file)s: %(why)s") % {"file": file, "why": reason}, code=2)


def _column(file: Path, name: str) -> list[str]:
    return _texts(file, [name]) if name else []


def _described(topic: Topic, told: Sequence[Told], named: dict[str, list[str]]) -> dict[str, Any]:
    days = sorted(told[at].day for at in topic.cases)
    places, groups = (_commonest(named[name], topic.cases) for name in ("place", "group"))
    new = topic.new
    return {
        "words": list(topic.words),
        "cases": len(topic.cases),
        "voices": topic.voices,
        "heat": round(topic.heat, 2),
        "alike": round(topic.alike, 3),
        "places": places or list(topic.places),
        "group": groups[0] if groups else topic.group,
        "first": date.fromordinal(days[0]).isoformat(),
        "last": date.fromordinal(days[-1]).isoformat(),
        "representative": {"row": topic.representative, "text": told[topic.representative].text},
        "new": new
        and {
            "on": date.fromordinal(new.on).isoformat(),
            "cases_in_7_days": new.cases,
            "voices_in_7_days": new.voices,
            "expected": round(new.expected, 3),
        },
        "rows": list(topic.cases),
    }


def _commonest(column: Sequence[str], cases: Sequence[int]) -> list[str]:
    """Return the three commonest values of the cases."""
    return [value for value, _n in Counter(column[at] for at in cases if column and column[at]).most_common(3)]


def _line(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "words": " · ".join(row["words"])}
