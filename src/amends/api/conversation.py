"""What was said in a case, by the customer and by us, in the order it was said."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from amends.api.fields import File, files_of
from amends.models import Case, Intake, Message
from amends.models.merges import whole
from amends.rules.actors import Actor


class Entry(BaseModel):
    """Words of the customer (`in`), an answer they read (`out`), or a `note` only colleagues read."""

    kind: Literal["in", "out", "note"]
    id: int = Field(description="Of the intake for `in`, of the message for `out` and `note`.")
    author: str | None = Field(description="Who wrote it; null for the customer.")
    text: str
    at: datetime
    attachments: list[File]


def conversation_of(case: Case, by: Actor) -> list[Entry]:
    """Return what was said, the oldest first. Notes are for those who may write them: colleagues, and few programs."""
    intakes = Intake.objects.filter(case__in=whole(case.pk)).prefetch_related("artifacts")
    messages = Message.objects.filter(case__in=whole(case.pk)).prefetch_related("artifacts")
    if not by.may("case.note", case.site_id):
        messages = messages.for_customers()
    said = [heard_entry(one) for one in intakes] + [message_entry(one) for one in messages]
    return sorted(said, key=lambda entry: (entry.at, entry.kind, entry.id))


def heard_entry(intake: Intake) -> Entry:
    """Return words of the customer as a part of the conversation."""
    return Entry(
        kind="in",
        id=intake.pk,
        author=None,
        text=intake.text,
        at=intake.received_at,
        attachments=files_of(list(intake.artifacts.all())),
    )


def message_entry(message: Message) -> Entry:
    """Return a reply or a note as a part of the conversation."""
    return Entry(
        kind="out" if message.kind == "out" else "note",
        id=message.pk,
        author=message.author_name,
        text=message.text,
        at=message.sent_at,
        attachments=files_of(list(message.artifacts.all())),
    )
