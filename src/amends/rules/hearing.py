"""What is heard, as plain values: before it is kept, and the receipt once it is."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from amends.rules.languages import CHINESE, ENGLISH, language_of
from amends.rules.refusals import Invalid, gettext_noop
from amends.rules.words import index_words
from amends.rules.writing import MOST_CHARACTERS, MOST_IN_A_LIST, at_most, one_line, require_words, storable

_SENTENCE_END = re.compile(r"[\n。！？!?]|\.(?=\s|$)|；")
TITLE_LENGTH = 80


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that came with the words and lies in the file store: name, sniffed type, size, SHA-256 in hex."""

    name: str
    media_type: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class EarlierReply:
    """An answer another system gave, with its own instant."""

    author_name: str
    text: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Heard:
    """
    One thing heard. Instants are aware; identities are normalised (kind, value), the strongest first.

    post             key of the listening post
    external_id      the outside system's own id; the same one at the same post is the same thing
    idempotency_key  the caller's key; the same one at the same post is the same request
    received_at      when we received it; empty means now. A list from another system brings its own
    due_at           a date that was promised elsewhere; empty means our own first reply
    closed_at        when another system closed it; empty means open
    found_by         the words for the search index, of this and of its reply; set by ``made_ready`` alone
    """

    post: str
    text: str
    site_id: int | None = None
    occurred_at: datetime | None = None
    received_at: datetime | None = None
    place: str = ""
    title: str = ""
    language: str = ""
    name: str = ""
    identities: tuple[tuple[str, str], ...] = ()
    wanted_outcome: str = ""
    external_id: str | None = None
    idempotency_key: str | None = None
    heard_by: int | None = None
    files: tuple[StoredFile, ...] = ()
    failure_type_id: int | None = None
    due_at: datetime | None = None
    closed_at: datetime | None = None
    reply: EarlierReply | None = None
    is_story: bool = False
    found_by: tuple[str, str] | None = None

    def __reduce__(self) -> tuple[type[Heard], tuple[object, ...]]:
        """Pickle as what it was made from: far quicker than dataclasses do it, and an import pickles every row."""
        return Heard, tuple(getattr(self, name) for name in self.__slots__)

    def taken_in(self, *, site_id: int, heard_by: int | None, idempotency_key: str | None) -> Heard:
        """Return the same with its place, its hearer and the key by which it is known again."""
        if (site_id, heard_by, idempotency_key) == (self.site_id, self.heard_by, self.idempotency_key):
            return self
        return replace(self, site_id=site_id, heard_by=heard_by, idempotency_key=idempotency_key)


@dataclass(frozen=True, slots=True)
class Receipt:
    """
    What the one who told us takes home.

    is_new  False when this had been heard before; then it is the earlier case
    """

    intake_id: int
    case_id: int
    secret: str
    next_due_at: datetime | None
    owner_id: int
    is_new: bool


def title_of(text: str) -> str:
    """
    Return the first sentence of a text, at most 80 characters, cut at a word where there are words.

    Worked value: "The tap leaks. Again!" gives "The tap leaks".
    """
    start = text.strip()[:400]
    end = _SENTENCE_END.search(start)
    line = " ".join(start[: end.start()].split()) if end and end.start() > 0 else " ".join(start.split())
    if len(line) <= TITLE_LENGTH:
        return line
    cut = line[: TITLE_LENGTH - 1]
    # A Chinese line has no spaces to cut at; one far from the end would lose too much.
    at_word = cut.rfind(" ")
    return f"{cut[:at_word] if at_word > TITLE_LENGTH // 2 else cut}…"


def cleaned(heard: Heard, *, now: datetime) -> Heard:
    """
    Return the same as it will be kept, its language found out; raise Invalid naming the field of what cannot be kept.

    Words are never cut. A file alone says enough; nothing at all says nothing.
    Worked value: text " The tap\x00 leaks " gives "The tap leaks" in "en".
    """
    if heard.found_by is not None:
        return heard  # made ready before, and nothing can have changed it
    longest = MOST_IN_A_LIST if heard.post == "import" else MOST_CHARACTERS
    text = require_words(heard.text, longest=longest) if heard.text.strip() or not heard.files else ""
    return replace(
        heard,
        text=text,
        language=heard.language if heard.language in {CHINESE, ENGLISH} else language_of(text),
        title=one_line(heard.title)[:120],
        place=at_most(one_line(heard.place), 120, field="place"),
        name=at_most(one_line(heard.name), 120, field="name"),
        wanted_outcome=at_most(storable(heard.wanted_outcome).strip(), MOST_CHARACTERS, field="wanted_outcome"),
        external_id=outside_id(heard.external_id, 200, field="external_id"),
        idempotency_key=outside_id(heard.idempotency_key, 100, field="Idempotency-Key"),
        identities=tuple(_identity(kind, value) for kind, value in heard.identities),
        occurred_at=_past(heard.occurred_at, now=now, field="occurred_at"),
        received_at=_past(heard.received_at, now=now, field="received_at"),
        closed_at=_past(heard.closed_at, now=now, field="closed_at"),
        due_at=_instant(heard.due_at, field="due_at"),
        reply=_reply(heard.reply, now=now) if heard.reply else None,
    )


def made_ready(heard: Heard, *, now: datetime) -> Heard:
    """Return the same, cleaned, with the words it is found by: all that can be done without the database."""
    heard = cleaned(heard, now=now)
    return replace(heard, found_by=words_found_by(heard))


def words_found_by(heard: Heard) -> tuple[str, str]:
    """Return the words for the search index, of what was heard with who said it, and of its reply."""
    labels = " ".join((heard.title, heard.name, *(value for _kind, value in heard.identities)))
    return index_words(heard.text, labels), index_words(heard.reply.text) if heard.reply else ""


def outside_id(given: str | None, longest: int, *, field: str) -> str | None:
    """Return an id from outside as it came, None for an empty one; raise Invalid for one that cannot be kept so."""
    if given and storable(given) != given:
        # Changed, it would be another id, and perhaps somebody else's.
        raise Invalid(gettext_noop("This holds characters that cannot be kept."), field=field)
    return at_most(given, longest, field=field) if given else None


def _identity(kind: str, value: str) -> tuple[str, str]:
    if not value or storable(value) != value:
        raise Invalid(gettext_noop("This holds characters that cannot be kept."), field=kind)
    return at_most(kind, 30, field="identities"), at_most(value, 200, field=kind)


def _reply(reply: EarlierReply, *, now: datetime) -> EarlierReply:
    sent_at = _past(reply.sent_at, now=now, field="reply_at")
    text = require_words(reply.text, field="reply", longest=MOST_IN_A_LIST)
    return EarlierReply(one_line(reply.author_name)[:80], text, sent_at or reply.sent_at)


def _past(given: datetime | None, *, now: datetime, field: str) -> datetime | None:
    given = _instant(given, field=field)
    if given is not None and given > now:
        raise Invalid(gettext_noop("This lies in the future."), field=field)
    return given


def _instant(given: datetime | None, *, field: str) -> datetime | None:
    if given is None:
        return None
    try:
        # The first and the last day of the calendar do not exist in every time zone.
        return given.astimezone(UTC)
    except (OverflowError, ValueError):
        raise Invalid(gettext_noop("This is not a date and time."), field=field) from None
