"""Put words into a case's conversation, and find words again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from amends.database import rows, search
from amends.models import Artifact, Case, Intake, Message
from amends.rules import words
from amends.rules.actors import Actor
from amends.rules.chain import salted_digest
from amends.rules.hearing import StoredFile
from amends.rules.writing import require_words
from amends.services import events


def add_message(
    *,
    case: Case,
    kind: str,
    text: str,
    by: Actor,
    now: datetime,
    at: datetime | None = None,
    files: Iterable[StoredFile] = (),
    mentioned: Sequence[int] = (),
    purposes: Sequence[str] = (),
    is_word: bool = True,
) -> Message:
    """
    Add a reply (``out``) with its purposes, or a ``note`` that names colleagues.

    What the house says by itself is no ``is_word``: whoever waits for a colleague's word waits on.
    The caller's transaction must hold the case's row.
    """
    text = require_words(text)
    message = Message.objects.create(
        case=case, kind=kind, author_id=by.staff_id, author_name=by.name[:80], text=text, sent_at=at or now
    )
    keep_artifacts(files, message=message)
    rows.insert([search.document_rows(search.MESSAGES, [(message.pk, words.index_words(text))])])
    verb = "message.sent" if kind == "out" else "note.written"
    digest = salted_digest(bytes(case.salt), text)
    given = {"mentioned": list(mentioned), "purposes": list(purposes)}
    more = {name: found for name, found in given.items() if found}
    events.record(case, verb, by=by, now=now, at=at, message=message.pk, words=digest, **more)
    if kind == "out" and is_word:
        note_last_word(case, text=text, by="staff", at=at or now)
    return message


def keep_artifacts(
    files: Iterable[StoredFile], *, intake: Intake | None = None, message: Message | None = None
) -> None:
    """Remember the stored files that came with words."""
    Artifact.objects.bulk_create(
        Artifact(
            intake=intake,
            message=message,
            name=file.name[:200],
            media_type=file.media_type,
            size_bytes=file.size_bytes,
            sha256=file.sha256,
        )
        for file in files
    )


def note_last_word(case: Case, *, text: str, by: str, at: datetime) -> None:
    """Repeat on the case what was said last, for its row in the queue; the customer's word wakes a snoozed one."""
    case.snippet, case.last_word_by, case.last_word_at = snippet(text), by, at
    if by == "customer" and case.snoozed_until is not None:
        case.snoozed_until = None
        Case.objects.filter(pk=case.pk).update(snoozed_until=None)
    Case.objects.filter(pk=case.pk).update(
        snippet=case.snippet, last_word_by=case.last_word_by, last_word_at=case.last_word_at
    )


def snippet(text: str) -> str:
    """Return the beginning of a text as one line of at most 120 characters."""
    return " ".join(text[:400].split())[:120]
