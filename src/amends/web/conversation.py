"""What was said in a case, in order: the customer's words, our replies and, for colleagues only, our notes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import BigIntegerField, CharField, Q, Value

from amends.gateways.files import INLINE
from amends.models import Artifact, Case, Intake, Message
from amends.models.merges import whole


@dataclass(frozen=True, slots=True)
class File:
    """A file that came with words, and whether a page may show it as a picture."""

    pk: int
    name: str
    size_bytes: int
    media_type: str
    key: str = ""

    @property
    def is_picture(self) -> bool:
        return self.media_type in INLINE

    @property
    def url(self) -> str:
        """Where it is handed out; the customer's own address carries the key of their case."""
        return f"{self.key}/files/{self.pk}"


@dataclass(slots=True)
class Entry:
    """
    One thing said.

    kind      "in" from the customer, "out" to them, "note" among colleagues
    case_id   where it was said, if that is another case that became part of this one
    staff_id  who wrote it, or who heard it when a colleague wrote down what a customer said
    """

    kind: str
    pk: int
    at: datetime
    text: str
    language: str
    staff_id: int | None
    author_name: str
    post_id: int | None
    place: str
    case_id: int | None
    files: list[File] = field(default_factory=list)

    @property
    def is_ours(self) -> bool:
        return self.kind != "in"


def conversation(case: Case, *, with_notes: bool, key: str = "") -> list[Entry]:
    """Return everything said in a case, and in those merged into it, by time and with files: two queries."""
    heard = Intake.objects.filter(case__in=whole(case.pk)).values_list(
        Value("in", output_field=CharField()),
        "pk",
        "received_at",
        "text",
        "language",
        "heard_by_id",
        Value("", output_field=CharField()),
        "post_id",
        "place",
        "case_id",
    )
    written = Message.objects.filter(case__in=whole(case.pk))
    replies = (written if with_notes else written.for_customers()).values_list(
        "kind",
        "pk",
        "sent_at",
        "text",
        Value("", output_field=CharField()),
        "author_id",
        "author_name",
        Value(None, output_field=BigIntegerField()),
        Value("", output_field=CharField()),
        "case_id",
    )
    entries = sorted((Entry(*row) for row in heard.union(replies, all=True)), key=lambda entry: (entry.at, entry.pk))
    _attach_files(entries, key)
    return entries


def _attach_files(entries: list[Entry], key: str) -> None:
    files: defaultdict[tuple[bool, int], list[File]] = defaultdict(list)
    # By the keys at hand: a join over two parents would read every file there is.
    came_with = Q(intake__in=[entry.pk for entry in entries if not entry.is_ours])
    came_with |= Q(message__in=[entry.pk for entry in entries if entry.is_ours])
    columns = ("pk", "name", "size_bytes", "media_type", "intake_id", "message_id")
    for pk, name, size, media_type, intake_id, message_id in (
        Artifact.objects.filter(came_with).order_by("pk").values_list(*columns)
    ):
        owner = (True, intake_id) if intake_id else (False, message_id)
        files[owner].append(File(pk, name, size, media_type, key))
    for entry in entries:
        entry.files = files[entry.kind == "in", entry.pk]
