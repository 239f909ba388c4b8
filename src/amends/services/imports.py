"""Take in a list of another system: rows become intakes and cases, once, whatever happens on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from itertools import dropwhile, islice
from typing import NamedTuple

from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amends.database.bulk import many_rows
from amends.gateways.rejects import Reject, RejectsFile
from amends.gateways.sightings import Sightings
from amends.gateways.tables import Row, Table
from amends.models import ImportRun, Intake, Organisation
from amends.rules.actors import Actor
from amends.rules.hearing import Heard, Receipt, cleaned
from amends.rules.importing.rows import POST, Reading, read_row
from amends.rules.refusals import Conflict, Invalid, Refusal
from amends.services import events
from amends.services.listening import hear_each
from amends.services.sites import Administrator, start_organisation
from amends.services.staff import require

CHUNK_ROWS = 500
SHOWN_REJECTS = 5


class Listed(NamedTuple):
    """A row of the list with the outside id it is known by."""

    row: Row
    external_id: str


@dataclass(slots=True)
class Tally:
    """
    What became of the rows so far.

    differing  of the duplicates, those whose words are not the ones that are here
    """

    read: int = 0
    opened: int = 0
    duplicates: int = 0
    rejected: int = 0
    differing: int = 0
    rejects: list[Reject] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Count another part of the list in; of its rejects the first few are kept, to be shown."""
        for name in ("read", "opened", "duplicates", "rejected", "differing"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
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
    rejects.go_on_after(run.position)
    with many_rows(), closing(Sightings()) as sightings:
        rows = dropwhile(lambda one: one.row.last_line <= run.position, listed(table.rows(), reading, sightings))
        while chunk := list(islice(rows, CHUNK_ROWS)):
            yield import_rows(run=run, rows=chunk, reading=reading, rejects=rejects, by=by, now=clock())
    finish_run(run=run, by=by, now=clock())


def rehearse_list(*, table: Table, reading: Reading, now: datetime) -> Iterator[Tally]:
    """Yield what importing a list would count, chunk by chunk; nothing is changed."""
    with closing(Sightings()) as sightings, closing(Sightings()) as ids:
        rows = listed(table.rows(), reading, sightings)
        while chunk := list(islice(rows, CHUNK_ROWS)):
            yield rehearse_rows(rows=chunk, reading=reading, sightings=ids, now=now)


def listed(rows: Iterable[Row], reading: Reading, sightings: Sightings) -> Iterator[Listed]:
    """
    Give every row the outside id it is known by: its own, or a digest of its content.

    Two rows alike in everything are two things; the second one is known as such by its number.
    """
    for row in rows:
        own = None if row.fault else reading.outside_id(row.cells)
        if own is None:
            own = reading.digest_id(row.cells)
            if before := sightings.meet([own])[0]:
                own = f"{own}-{before + 1}"
        yield Listed(row, own)


@transaction.atomic
def import_rows(
    *, run: ImportRun, rows: Sequence[Listed], reading: Reading, rejects: RejectsFile, by: Actor, now: datetime
) -> Tally:
    """
    Take in some rows of a run, in the order of the list; rows, counters and place in the list are stored together.

    Rows that cannot be taken in go to ``rejects``. Raises Conflict when another process took in these rows meanwhile.
    """
    require(by, "import.run")
    tally = Tally(read=len(rows))
    good: list[tuple[Listed, Heard]] = []
    for one in rows:
        heard = _read(one, reading, now=now)
        if isinstance(heard, Refusal):
            tally.rejects.append(_reject(one.row, heard))
        else:
            good.append((one, heard))
    again = []
    for (one, heard), outcome in zip(good, _hear([heard for _one, heard in good], by=by, now=now), strict=True):
        if isinstance(outcome, Refusal):
            tally.rejects.append(_reject(one.row, outcome))
        elif outcome.is_new:
            tally.opened += 1
        else:
            again.append(heard)
    tally.duplicates, tally.differing = len(again), _differing(again)
    tally.rejected = len(tally.rejects)
    tally.rejects.sort(key=lambda reject: reject.line)
    _note_progress(run, tally, position=rows[-1].row.last_line)
    rejects.add(tally.rejects)
    return tally


def rehearse_rows(*, rows: Sequence[Listed], reading: Reading, sightings: Sightings, now: datetime) -> Tally:
    """Return what importing some rows would count, and change nothing. ``sightings`` know the rows before these."""
    tally = Tally(read=len(rows))
    good: list[Heard] = []
    for one in rows:
        heard = _read(one, reading, now=now)
        if not isinstance(heard, Refusal):
            try:
                good.append(cleaned(heard, now=now))
                continue
            except Refusal as refusal:
                heard = refusal
        tally.rejects.append(_reject(one.row, heard))
    here = _texts_here(good)
    times_before = sightings.meet(str(heard.external_id) for heard in good)
    for heard, times in zip(good, times_before, strict=True):
        known = here.get(str(heard.external_id))
        tally.duplicates += known is not None or times > 0
        tally.differing += known is not None and known != heard.text
    tally.opened = len(good) - tally.duplicates
    tally.rejected = len(tally.rejects)
    return tally


@transaction.atomic
def finish_run(*, run: ImportRun, by: Actor, now: datetime) -> None:
    """Note that the list was read to its end."""
    require(by, "import.run")
    if ImportRun.objects.filter(pk=run.pk, finished_at=None).update(finished_at=now):
        run.refresh_from_db()
        counts = {name: getattr(run, name) for name in ("read", "opened", "duplicates", "rejected")}
        events.record_for_organisation("import.finished", by=by, now=now, run=run.pk, **counts)


def _read(one: Listed, reading: Reading, *, now: datetime) -> Heard | Refusal:
    if one.row.fault:
        return one.row.fault
    try:
        return read_row(one.row.cells, reading, external_id=one.external_id, now=now)
    except Invalid as refusal:
        return refusal


def _hear(items: Sequence[Heard], *, by: Actor, now: datetime) -> list[Receipt | Refusal]:
    try:
        with transaction.atomic():
            return hear_each(items, by=by, now=now)
    except DatabaseError:
        # One row that the database refuses must not cost the others their place: each on its own.
        return [_hear_one(heard, by=by, now=now) for heard in items]


def _hear_one(heard: Heard, *, by: Actor, now: datetime) -> Receipt | Refusal:
    try:
        with transaction.atomic():
            return hear_each([heard], by=by, now=now)[0]
    except DatabaseError as error:
        return Invalid(_("The database refused this row: %s") % str(error).strip().partition("\n")[0])


def _reject(row: Row, why: Refusal) -> Reject:
    return Reject(row.line, why.in_words(gettext), row.cells)


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


def _differing(again: Sequence[Heard]) -> int:
    """Return how many rows bear a number that is here with other words; few lists have any."""
    here = _texts_here(again)
    return sum(here.get(str(heard.external_id)) != heard.text.strip() for heard in again)


def _texts_here(items: Sequence[Heard]) -> dict[str, str]:
    """Return the words that are here already, by outside id."""
    wanted = [heard.external_id for heard in items]
    if not wanted:
        return {}
    here = Intake.objects.filter(post__key=POST, external_id__in=wanted).values_list("external_id", "text")
    return {str(external_id): text for external_id, text in here}
