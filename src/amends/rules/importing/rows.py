"""What one row of a list says: the words, the times, who said it, what was answered, or why it cannot be taken in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from hashlib import blake2b

from amends.rules.hearing import EarlierReply, Heard
from amends.rules.identities import normalise
from amends.rules.importing.dates import DAY_FIRST, MONTH_FIRST, read_date
from amends.rules.importing.kinds import Kinds
from amends.rules.importing.layout import Layout
from amends.rules.importing.status import is_closed
from amends.rules.refusals import Invalid, gettext_noop

POST = "import"
LONGEST_ID = 120
LONGEST_PLACE = LONGEST_NAME = 120
NOTHING = frozenset({"-", "--", "—", "?", "n/a", "null", "none", "nan", "nat", "\\n", "无", "未知", "unspecified"})
NO_DATE = NOTHING | {"0000-00-00", "0000-00-00 00:00:00", "0", "na"}

NO_WORDS = gettext_noop("There are no words in this row: %(columns)s is empty.")
NO_DATE_THERE = gettext_noop("“%(cell)s” under %(column)s is not a date we can read.")
FUTURE = gettext_noop("“%(cell)s” under %(column)s lies in the future.")


@dataclass(frozen=True, slots=True)
class Reading:
    """
    How the rows of one list are read.

    source    the list's name: the same number of another list is another thing
    zone      of dates that name none
    day_first whether 03/04/2019 is in April
    site_id   the place every row belongs to, None when the rows tell
    home_id   the place of rows that name none we know
    site_ids  places by their name in lower case
    replier   who answered where the row does not say
    order     what the dates themselves, or a mapping, told of that (``dates.date_order``)
    """

    columns: Sequence[str]
    layout: Layout
    source: str
    zone: tzinfo
    day_first: bool
    reply_closes: bool = False
    closed_words: Sequence[str] = ()
    open_words: Sequence[str] = ()
    site_id: int | None = None
    home_id: int | None = None
    site_ids: Mapping[str, int] = field(default_factory=dict)
    kinds: Kinds = field(default_factory=Kinds)
    replier: str = ""
    order: str = ""

    def as_json(self) -> dict[str, object]:
        """Return what decides how rows are read, as JSON values: a run goes on only if all of it is the same."""
        return {
            "columns": {name: [self.columns[number] for number in numbers] for name, numbers in self.layout.items()},
            "timezone": str(self.zone),
            "dates": (DAY_FIRST if self.day_first else MONTH_FIRST) if self.order else None,
            "reply_closes": self.reply_closes,
            "site": self.site_id,
        }

    def outside_id(self, cells: Sequence[str]) -> str | None:
        """Return the row's own id, with the list's name before it; None when it has none."""
        own = self.first(cells, "id")
        if not own or own.lower() in NOTHING:
            return None
        return f"{self.source}/{own if len(own) <= LONGEST_ID else digest([own])}"

    def digest_id(self, cells: Sequence[str]) -> str:
        """Return an id for a row without one: the same content has the same."""
        return f"{self.source}/{digest(cells)}"

    def first(self, cells: Sequence[str], name: str) -> str:
        """Return the first filled cell of a field."""
        for number in self.layout.get(name, ()):
            if cell := cells[number].strip():
                return cell
        return ""

    def joined(self, cells: Sequence[str], name: str, between: str) -> str:
        """Return the filled cells of a field together, none twice."""
        numbers = self.layout.get(name, ())
        if len(numbers) == 1:
            return cells[numbers[0]].strip()
        said = dict.fromkeys(cell for number in numbers if (cell := cells[number].strip()))
        return between.join(said)

    def moment(self, cells: Sequence[str], name: str, *, now: datetime | None) -> datetime | None:
        """Return the instant of a field, None when it is empty; raise Invalid for no date and one after ``now``."""
        for number in self.layout.get(name, ()):
            cell = cells[number].strip()
            if not cell or cell.lower() in NO_DATE:
                continue
            found = read_date(cell, day_first=self.day_first, zone=self.zone)
            if found is None or (now is not None and found > now):
                message = NO_DATE_THERE if found is None else FUTURE
                raise Invalid(message, field=name, params={"cell": cell[:60], "column": self.columns[number]})
            return found
        return None


def read_row(cells: Sequence[str], reading: Reading, *, external_id: str, now: datetime) -> Heard:
    """
    Return what a row says; raise Invalid, fit to show, when it has no words or a date nobody can read.

    A row without a date of receipt has the earliest other date it names, and without any the date of the import. What
    was closed or answered before it was received was closed or answered that day: many lists leave out the hour.
    """
    kind = reading.joined(cells, "type", ": ")
    title = reading.joined(cells, "title", ": ") or kind
    text = reading.first(cells, "text") or title
    if not text:
        raise _nothing_said(reading)
    occurred_at = reading.moment(cells, "occurred", now=now)
    closing_at = reading.moment(cells, "closed", now=now)
    status_at = reading.moment(cells, "status_date", now=now)
    replied_at = reading.moment(cells, "reply_date", now=now)
    received_at = reading.moment(cells, "received", now=now)
    if received_at is None:
        received_at = min((at for at in (occurred_at, closing_at, status_at, replied_at) if at), default=now)
    answer = reading.first(cells, "reply")
    sent_at = max(replied_at or closing_at or received_at, received_at)
    if closing_at is None and _is_over(cells, reading, is_answered=bool(answer)):
        closing_at = status_at or sent_at
    place = reading.joined(cells, "place", ", ")
    site = reading.first(cells, "site")
    user = reading.first(cells, "user")
    return Heard(
        post=POST,
        text=text,
        site_id=reading.site_id or reading.site_ids.get(site.lower(), reading.home_id),
        occurred_at=occurred_at,
        received_at=received_at,
        place=shortened(place or site, LONGEST_PLACE),
        title=title,
        name=shortened(reading.first(cells, "name") or user, LONGEST_NAME),
        identities=_identities(cells, reading, user),
        wanted_outcome=reading.first(cells, "wanted"),
        external_id=external_id,
        failure_type_id=reading.kinds.of(kind) if kind else None,
        due_at=reading.moment(cells, "due", now=None),
        closed_at=max(closing_at, received_at) if closing_at else None,
        reply=_reply(cells, reading, answer, sent_at) if answer else None,
    )


def digest(cells: Sequence[str]) -> str:
    """Return 32 hex digits behind a tilde that stand for cells."""
    return "~" + blake2b("\x1f".join(cells).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def shortened(words: str, longest: int) -> str:
    """Return words on one line, cut with an ellipsis when they are longer; for labels, never for what was said."""
    if len(words) <= longest and "\n" not in words:
        return words
    line = " ".join(words.split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def _reply(cells: Sequence[str], reading: Reading, answer: str, sent_at: datetime) -> EarlierReply:
    return EarlierReply(reading.first(cells, "reply_author") or reading.replier, answer, sent_at)


def _is_over(cells: Sequence[str], reading: Reading, *, is_answered: bool) -> bool:
    said = is_closed(reading.first(cells, "status"), closed=reading.closed_words, still_open=reading.open_words)
    return said if said is not None else reading.reply_closes and is_answered


def _identities(cells: Sequence[str], reading: Reading, user: str) -> tuple[tuple[str, str], ...]:
    """Return by what the customer is known again, the strongest first; a wrong telephone number identifies nobody."""
    given: list[tuple[str, str]] = [
        (kind, reading.first(cells, kind)) for kind in ("member", "email", "phone") if kind in reading.layout
    ]
    if user:
        # The same user name in another list is somebody else.
        given.append((POST, f"{reading.source}/{user}"))
    found = []
    for kind, value in given:
        if value and value.lower() not in NOTHING:
            try:
                found.append((kind, normalise(kind, value)))
            except Invalid:
                continue
    return tuple(found)


def _nothing_said(reading: Reading) -> Invalid:
    empty = [reading.columns[number] for name in ("text", "title", "type") for number in reading.layout.get(name, ())]
    return Invalid(NO_WORDS, field="text", params={"columns": ", ".join(empty)})
