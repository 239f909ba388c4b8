"""What is heard, as plain values: before it is kept, and the receipt once it is."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

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

    def completed(self, *, text: str, site_id: int, language: str) -> Heard:
        """Return the same with cleaned words, its place and its language."""
        return replace(self, text=text, site_id=site_id, language=language)


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
