"""`amends bench`: measures this machine with this program, in an installation of its own that is gone afterwards."""

from collections.abc import Callable
from enum import StrEnum
from importlib import import_module
from typing import Annotated, Any

import typer

from amends.bench.cluster import NoCluster
from amends.bench.figures import Figures, table
from amends.bench.installation import temporary_installation
from amends.cli.words import _, give_up, print_json, say

app = typer.Typer(add_completion=False)


class Bench(StrEnum):
    """What can be measured."""

    INTAKE = "intake"
    QUEUE = "queue"
    CASE = "case"
    SEARCH = "search"
    IMPORT = "import"
    CLOCKS = "clocks"
    RIGHTS = "rights"
    SIZING = "sizing"
    WARN = "warn"
    TRIAGE = "triage"
    TOPICS = "topics"


class Database(StrEnum):
    """What it can be measured on."""

    SQLITE = "sqlite"
    POSTGRES = "postgres"


DEFAULT_N = {
    Bench.INTAKE: 12_000,
    Bench.IMPORT: 500_000,
    Bench.CLOCKS: 1_000_000,
    Bench.RIGHTS: 200_000,
    Bench.SIZING: 2_000,
    Bench.WARN: 4_200,
    Bench.TRIAGE: 50_000,
}
ENGINES = {
    Bench.RIGHTS: "rights",
    Bench.SIZING: "sizing",
    Bench.WARN: "warn",
    Bench.TRIAGE: "triage",
    Bench.TOPICS: "topics",
}  # these have no database
IN_ONE_PROCESS = {Bench.IMPORT: "imports", Bench.CLOCKS: "clocks"}  # without clients
MANY = 100_000
DEFAULT_CLIENTS = {Bench.INTAKE: 8}


@app.command(
    help=_(
        "Measure intake (cases opened through the API), queue, case, search (pages), import (a list), clocks (promises "
        "that break), rights (assessments), sizing (goodwill learnt from outcomes), warn (early warning), triage "
        "(sorting texts) or topics (finding what many say). Works in a folder of its own, never on your data. The "
        "figures depend on what else the machine does meanwhile."
    )
)
def bench(
    what: Annotated[Bench, typer.Argument(help=_("What to measure."))],
    *,
    database: Annotated[
        Database, typer.Option(help=_("On which database; for postgres a cluster of its own is started."))
    ] = Database.SQLITE,
    n: Annotated[int | None, typer.Option("--n", "--open", min=1, help=_("How many cases or rows."))] = None,
    clients: Annotated[int | None, typer.Option(min=1, max=256, help=_("How many clients at once."))] = None,
    json: Annotated[bool, typer.Option("--json", help=_("Print the result as one line of JSON."))] = False,
) -> None:
    """Measure and print the figures."""
    n = n or DEFAULT_N.get(what, MANY)
    clients = clients or DEFAULT_CLIENTS.get(what, 1)
    figures = measured(what, database, n, clients)
    if json:
        print_json(figures)
    else:
        show(figures)


def measured(what: Bench, database: Database, n: int, clients: int) -> Figures:
    """Measure, in an installation of its own where one is needed."""
    if engine := ENGINES.get(what):
        figures: Figures = import_module(f"amends.bench.{engine}").measure(n=n, tell=say)
        return figures
    durability = "power" if what is Bench.INTAKE else "default"
    try:
        with temporary_installation(database.value, durability=durability) as installation:
            return measure_of(what, clients)(installation, n=n, tell=say)
    except NoCluster as reason:
        give_up(str(reason))


def measure_of(what: Bench, clients: int) -> Callable[..., Figures]:
    """Return what measures it; Django must know by now which database is meant."""
    room = "amends.bench"
    if what in IN_ONE_PROCESS:
        found: Callable[..., Figures] = import_module(f"{room}.{IN_ONE_PROCESS[what]}").measure
        return found
    measure = import_module(f"{room}.intake").measure if what is Bench.INTAKE else page_measure(what)

    def with_clients(installation: Any, **more: Any) -> Figures:
        figures: Figures = measure(installation, clients=clients, **more)
        return figures

    return with_clients


def page_measure(what: Bench) -> Callable[..., Figures]:
    """Return what measures a page."""
    found: Callable[..., Figures] = getattr(import_module("amends.bench.pages"), f"measure_{what.value}")
    return found


def show(figures: Figures) -> None:
    """Print the figures for people, with the bars we hold them against."""
    rows = [(_("figure"), _("measured"), _("must / aim"), _("reached")), *table(figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for name, value, bar, verdict in rows:
        line = f"{name:<{widths[0]}}  {value:>{widths[1]}}  {bar:<{widths[2]}}  {verdict}"
        print(line.rstrip())
