"""The work behind `amends import`, as somebody at a terminal sees it: the guess, the progress, what came of it."""

import gc
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import OperationalError
from django.utils import timezone
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table as Grid

from amends import environment
from amends.cli.stopping import Stop
from amends.cli.words import _, give_up, say
from amends.gateways.elsewhere import MakerGone
from amends.gateways.rejects import RejectsFile, place_for_rejects
from amends.gateways.tables import Table
from amends.rules.actors import SYSTEM
from amends.rules.importing.dates import UNSETTLED
from amends.rules.importing.rows import Reading
from amends.services.imports import Tally, begin_run, import_list, rehearse_list

SAMPLES = 3
SAMPLE_LETTERS = 28

FIELDS = {
    "id": _("number of the row"),
    "text": _("what was said"),
    "title": _("title"),
    "type": _("kind of failure"),
    "received": _("received"),
    "occurred": _("happened"),
    "closed": _("ended"),
    "due": _("promised by"),
    "status": _("status"),
    "status_date": _("date of the status"),
    "site": _("place in the organisation"),
    "place": _("where"),
    "name": _("customer's name"),
    "phone": _("telephone"),
    "email": _("e-mail"),
    "member": _("member number"),
    "user": _("user name"),
    "wanted": _("wanted outcome"),
    "reply": _("our reply"),
    "reply_date": _("date of the reply"),
    "reply_author": _("who replied"),
}


@dataclass
class Outcome:
    """What came of a run: counted over the whole list, also where it went on after an interruption."""

    total: Tally
    is_dry: bool
    is_finished: bool = False
    seconds: float = 0.0
    rows_now: int = 0
    resumed_after_line: int = 0
    rejects_file: Path | None = None
    shown: Tally = field(default_factory=Tally)

    def as_json(self, reading: Reading) -> dict[str, Any]:
        """Return it for programs."""
        return {
            "read": self.total.read,
            "opened": self.total.opened,
            "duplicates": self.total.duplicates,
            "rejected": self.total.rejected,
            "rejects_file": str(self.rejects_file) if self.rejects_file and self.total.rejected else None,
            "differing": self.shown.differing,
            "finished": self.is_finished,
            "dry_run": self.is_dry,
            "resumed_after_line": self.resumed_after_line,
            "source": reading.source,
            **reading.as_json(),
            "seconds": round(self.seconds, 2),
            "rows_per_s": round(self.rows_now / self.seconds) if self.seconds else None,
        }


def take_in(table: Table, reading: Reading, stop: Stop) -> Outcome:
    """Import the list, or go on where an interrupted run of it stands."""
    run = begin_run(table=table, reading=reading, by=SYSTEM, now=timezone.now())
    place = place_for_rejects(table.path, environment.data_folder() / "imports")
    rejects = RejectsFile(place, table.columns, is_durable=environment.survives_power_loss())
    outcome = Outcome(Tally(), is_dry=False, resumed_after_line=run.position, rejects_file=place)
    if run.position:
        say(_("Going on after line %d, where this list was interrupted.") % run.position)
    chunks = import_list(run=run, table=table, reading=reading, rejects=rejects, by=SYSTEM, clock=timezone.now)
    try:
        _follow(chunks, table, outcome, stop)
    except (OperationalError, OSError, MakerGone) as error:
        words = _("stopped (%s); what was stored stays, run the command again to go on")
        give_up(words % str(error).strip().partition("\n")[0])
    run.refresh_from_db()
    outcome.total = Tally(run.read, run.opened, run.duplicates, run.rejected)
    return outcome


def rehearse(table: Table, reading: Reading, stop: Stop) -> Outcome:
    """Count what would come of it."""
    outcome = Outcome(Tally(), is_dry=True)
    _follow(rehearse_list(table=table, reading=reading, clock=timezone.now), table, outcome, stop)
    outcome.total = outcome.shown
    return outcome


def _follow(chunks: Iterator[Tally], table: Table, outcome: Outcome, stop: Stop) -> None:
    began = time.perf_counter()
    # Rows make no circles of references: looking for some after every few hundred objects only takes time.
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)
    with _progress() as progress:
        task = progress.add_task(table.path.name, total=1.0, rows=0, rate=0)
        for tally in chunks:
            outcome.shown.add(tally)
            outcome.seconds = time.perf_counter() - began
            rows = outcome.shown.read
            progress.update(
                task, completed=outcome.shown.fraction, rows=rows, rate=rows / outcome.seconds, refresh=True
            )
            if stop.is_asked:
                return
        outcome.is_finished = True
        progress.update(task, completed=1.0, refresh=True)
    outcome.rows_now = outcome.shown.read
    outcome.seconds = time.perf_counter() - began


@contextmanager
def _progress() -> Iterator[Progress]:
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[rows]:,d} " + _("rows")),
        TextColumn("{task.fields[rate]:,.0f} " + _("rows/s")),
        TimeRemainingColumn(),
    )
    # What moves is for people at a terminal; a log file gets the lines before and after. It is drawn once a chunk and
    # not by a thread: this process forks another that reads the list.
    screen, is_watched = Console(stderr=True), sys.stderr.isatty()
    with Progress(*columns, console=screen, disable=not is_watched, auto_refresh=False) as progress:
        yield progress


def show_reading(table: Table, reading: Reading) -> None:
    """Show which column is taken for what, with three of its values."""
    grid = Grid(title=_("How %s is read") % table.path.name, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for heading in (_("column"), _("is taken as"), _("for example")):
        grid.add_column(heading, overflow="fold")
    samples = _samples(table)
    used: set[int] = set()
    for name, words in FIELDS.items():
        for number in reading.layout.get(name, ()):
            used.add(number)
            grid.add_row(harmless(table.columns[number]), words, " · ".join(samples[number]))
    console = Console(stderr=True, highlight=False, markup=False)
    console.print(grid)
    if left := [column for number, column in enumerate(table.columns) if number not in used]:
        console.print(_("Not used: %s.") % harmless(", ".join(left)))
    if reading.order:
        order = _("the day first") if reading.day_first else _("the month first")
        order += _(" (no date tells; a mapping can)") if reading.order == UNSETTLED else ""
        console.print(_("Dates like 03/04/2019 have %s.") % order)
    console.print(_("Times without a time zone are in %s.") % reading.zone)
    if reading.reply_closes:
        console.print(_("An answered row counts as closed."))


def harmless(words: str) -> str:
    """Return words of a list without what would command the terminal instead of being shown on it."""
    return "".join(letter if letter.isprintable() else "�" for letter in words)


def _samples(table: Table) -> list[list[str]]:
    """Return up to three different values a column, short enough for a table."""
    found: list[list[str]] = [[] for _column in table.columns]
    for row in islice(table.rows(), 200):
        for number, cell in enumerate(row.cells[: len(found)] if row.fault is None else ()):
            words = harmless(" ".join(cell[:200].split()))
            short = words if len(words) <= SAMPLE_LETTERS else f"{words[: SAMPLE_LETTERS - 1]}…"
            if short and len(found[number]) < SAMPLES and short not in found[number]:
                found[number].append(short)
    return found


def show_outcome(outcome: Outcome) -> None:
    """Say in a few lines what came of it, and what to do next."""
    total = outcome.total
    for reject in outcome.shown.rejects:
        say(_("Line %(line)d: %(reason)s") % {"line": reject.line, "reason": harmless(reject.reason)})
    counted = (
        _("%(read)d rows read: %(opened)d to be opened, %(duplicates)d here already, %(rejected)d to be rejected.")
        if outcome.is_dry
        else _("%(read)d rows read: %(opened)d opened, %(duplicates)d here already, %(rejected)d rejected.")
    )
    counts = {name: getattr(total, name) for name in ("read", "opened", "duplicates", "rejected")}
    say(counted % counts)
    if outcome.shown.differing:
        words = _(
            "%d rows have a number that is here with other words. If this is another list, name it with --source."
        )
        say(words % outcome.shown.differing)
    if outcome.rejects_file and total.rejected:
        say(_("Rejected rows, with line and reason: %s. Mend them there and import that file.") % outcome.rejects_file)
    if not outcome.is_finished and not outcome.is_dry:
        say(_("Stopped. Everything up to here is stored; run the same command again to go on."))
    elif outcome.is_dry:
        say(_("Nothing was changed."))
