"""Take in a list of another system: rows become intakes and cases, once, whatever happens on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from itertools import dropwhile, islice
from typing import NamedTuple

from django.db import DataError, IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amends.database.bulk import many_rows
from amends.database.statistics import refresh_statistics
from amends.gateways.elsewhere import made_elsewhere
from amends.gateways.rejects import Reject, RejectsFile
from amends.gateways.sightings import Sightings
from amends.gateways.tables import Row, Table
from amends.models import ImportRun, Intake, Organisation
from amends.rules.actors import Actor
from amends.rules.hearing import Heard, Receipt, made_ready
from amends.rules.importing.rows import POST, Reading, read_row
from amends.rules.refusals import Conflict, Invalid, Refusal
from amends.rules.writing import storable
from amends.services import events
from amends.services.listening import hear_each
from amends.services.sites import Administrator, start_organisation
from amends.services.staff import require

CHUNK_ROWS = 500
SHOWN_REJECTS = 5


class Listed(NamedTuple):
    """A row of the list: what it says, or why it cannot be taken in."""

    row: Row
    said: Heard | Refusal


class Chunk(NamedTuple):
    """Some rows in their order, and how much of the list has been read with them, 0 to 1."""

    rows: list[Listed]
    fraction: float


@dataclass(slots=True)
class Tally:
    """
    What became of the rows so far.

    differing  of the duplicates, those whose words are not the ones that are here
    fraction   how much of the list has been read, 0 to 1
    """

    read: int = 0
    opened: int = 0
    duplicates: int = 0
    rejected: int = 0
    differing: int = 0
    fraction: float = 0.0
    rejects: list[Reject] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Count another part of the list in; of its rejects the first few are kept, to be shown."""
        for name in ("read", "opened", "duplicates", "rejected", "differing"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.fraction = other.fraction
        self.rejects += other.rejects[: max(0, SHOWN_REJECTS - len(self.rejects))]


def ensure_organisation(*, language: str, timezone: str, now: datetime) -> bool:
    """
    Begin an empty installation with as little as a list needs; return whether that was necessary.

    The administrator has no password: nobody can sign in until somebody takes the installation over.
    """
    if Organisation.objects.exists():
        return False
    nobody = Administrator(email="administrator@amends.invalid", name="Amends", given_name="Amends", password=None)
    start_organisation(name="Amends", language=language, timezone=timezone, places=(), administrator=nobody, now=now)
    return True


@transaction.atomic
def begin_run(*, table: Table, reading: Reading, by: Actor, now: datetime) -> ImportRun:
    """Return the run that takes in this list: one that was interrupted goes on, else a new one begins."""
    require(by, "import.run")
    mapping = reading.as_json()
    same = {"fingerprint": table.contents.fingerprint, "source": reading.source, "mapping": mapping}
    unfinished = ImportRun.objects.filter(finished_at=None, **same).order_by("pk").last()
    return unfinished or ImportRun.objects.create(**same, file_name=table.path.name[-255:], started_at=now)


def import_list(
    *, run: ImportRun, table: Table, reading: Reading, rejects: RejectsFile, by: Actor, clock: Callable[[], datetime]
) -> Iterator[Tally]:
    """
    Take in a list from where its run stands to its end; yield after each chunk what became of its rows.

    Whoever stops asking for the next chunk stops the import; what was yielded is stored.
    """
    if run.position:
        rejects.go_on_after(run.position)
    line = run.position
    chunks = made_elsewhere(lambda: read_chunks(table=table, reading=reading, clock=clock, after_line=line))
    with closing(chunks), many_rows():
        for chunk in chunks:
            tally = import_rows(run=run, rows=chunk.rows, rejects=rejects, by=by, now=clock())
            tally.fraction = chunk.fraction
            yield tally
    refresh_statistics()
    finish_run(run=run, by=by, now=clock())


def rehearse_list(*, table: Table, reading: Reading, clock: Callable[[], datetime]) -> Iterator[Tally]:
    """Yield what importing a list would count, chunk by chunk; nothing is changed."""
    with closing(Sightings()) as sightings:
        for chunk in read_chunks(table=table, reading=reading, clock=clock):
            tally = rehearse_rows(rows=chunk.rows, sightings=sightings)
            tally.fraction = chunk.fraction
            yield tally


def read_chunks(
    *, table: Table, reading: Reading, clock: Callable[[], datetime], after_line: int = 0
) -> Iterator[Chunk]:
    """
    Read the rows of a list that begin after a line, some at a time.

    A row is known by its own number or by a digest of its content. Two rows alike in everything are two things, and the
    second one is known as such: so the rows before ``after_line`` are looked at as well.
    """
    with closing(Sightings()) as sightings:
        known = ((row, _known_by(row, reading, sightings)) for row in table.rows())
        rows = dropwhile(lambda one: one[0].last_line <= after_line, known)
        while some := list(islice(rows, CHUNK_ROWS)):
            now = clock()
            said = [Listed(row, _read(row, reading, external_id=known_by, now=now)) for row, known_by in some]
            yield Chunk(said, table.fraction())


def _known_by(row: Row, reading: Reading, sightings: Sightings) -> str:
    if row.fault is None and (own := reading.outside_id(row.cells)):
        return own
    content = reading.digest_id(row.cells)
    before = sightings.meet([content])[0]
    return f"{content}-{before + 1}" if before else content


def _read(row: Row, reading: Reading, *, external_id: str, now: datetime) -> Heard | Refusal:
    if row.fault:
        return row.fault
    try:
        return made_ready(read_row(row.cells, reading, external_id=external_id, now=now), now=now)
    except Refusal as refusal:
        return refusal


@transaction.atomic
def import_rows(*, run: ImportRun, rows: Sequence[Listed], rejects: RejectsFile, by: Actor, now: datetime) -> Tally:
    """
    Take in some rows of a run, in the order of the list; rows, counters and place in the list are stored together.

    Rows that cannot be taken in go to ``rejects``. Raises Conflict when another process took in these rows meanwhile.
    """
    require(by, "import.run")
    tally = Tally(read=len(rows))
    good = [(row, said) for row, said in rows if isinstance(said, Heard)]
    refused = [(row, said) for row, said in rows if isinstance(said, Refusal)]
    again: list[Heard] = []
    for (row, heard), outcome in zip(good, _hear([heard for _row, heard in good], by=by, now=now), strict=True):
        if isinstance(outcome, Refusal):
            refused.append((row, outcome))
        elif outcome.is_new:
            tally.opened += 1
        else:
            again.append(heard)
    _count(tally, again, refused)
    _note_progress(run, tally, position=rows[-1].row.last_line)
    rejects.add(tally.rejects)
    return tally


def rehearse_rows(*, rows: Sequence[Listed], sightings: Sightings) -> Tally:
    """Return what importing some rows would count, and change nothing. ``sightings`` know the rows before these."""
    tally = Tally(read=len(rows))
    good = [said for _row, said in rows if isinstance(said, Heard)]
    refused = [(row, said) for row, said in rows if isinstance(said, Refusal)]
    here = _texts_here(good)
    times_before = sightings.meet(str(heard.external_id) for heard in good)
    again = [heard for heard, times in zip(good, times_before, strict=True) if times or heard.external_id in here]
    tally.opened = len(good) - len(again)
    _count(tally, again, refused)
    return tally


@transaction.atomic
def finish_run(*, run: ImportRun, by: Actor, now: datetime) -> None:
    """Note that the list was read to its end."""
    require(by, "import.run")
    if ImportRun.objects.filter(pk=run.pk, finished_at=None).update(finished_at=now):
        run.refresh_from_db()
        counts = {name: getattr(run, name) for name in ("read", "opened", "duplicates", "rejected")}
        events.record_for_organisation("import.finished", by=by, now=now, run=run.pk, **counts)


def _hear(items: Sequence[Heard], *, by: Actor, now: datetime) -> list[Receipt | Refusal]:
    try:
        with transaction.atomic():
            return hear_each(items, by=by, now=now)
    except (DataError, IntegrityError):
        # One row that the database refuses must not cost the others their place: each on its own.
        return [_hear_one(heard, by=by, now=now) for heard in items]


def _hear_one(heard: Heard, *, by: Actor, now: datetime) -> Receipt | Refusal:
    try:
        with transaction.atomic():
            return hear_each([heard], by=by, now=now)[0]
    except (DataError, IntegrityError) as error:
        return Invalid(_("The database refused this row: %s") % str(error).strip().partition("\n")[0])


def _count(tally: Tally, again: Sequence[Heard], refused: Iterable[tuple[Row, Refusal]]) -> None:
    here = _texts_here(again)
    tally.duplicates = len(again)
    tally.differing = sum(here.get(heard.external_id, heard.text) != storable(heard.text).strip() for heard in again)
    tally.rejects = sorted(Reject(row.line, why.in_words(gettext), row.cells) for row, why in refused)
    tally.rejected = len(tally.rejects)


def _note_progress(run: ImportRun, tally: Tally, *, position: int) -> None:
    # Compare-and-set: of two processes that read the same list at once, one gives up here and leaves no trace.
    noted = ImportRun.objects.filter(pk=run.pk, position=run.position, finished_at=None).update(
        position=position,
        read=F("read") + tally.read,
        opened=F("opened") + tally.opened,
        duplicates=F("duplicates") + tally.duplicates,
        rejected=F("rejected") + tally.rejected,
    )
    if not noted:
        raise Conflict(_("Another process is taking in this list at this moment. Wait for it, or stop it."))
    run.position = position


def _texts_here(items: Sequence[Heard]) -> dict[str | None, str]:
    """Return the words that are here already, by outside id."""
    wanted = [heard.external_id for heard in items]
    if not wanted:
        return {}
    return dict(Intake.objects.filter(post__key=POST, external_id__in=wanted).values_list("external_id", "text"))
