"""Kinds of values that several subjects take and give."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictInt,
    WithJsonSchema,
)

from amends.gateways.files import FileStore
from amends.gateways.files import TooLarge as FileTooLarge
from amends.models import Artifact
from amends.rules.hearing import StoredFile
from amends.rules.refusals import Invalid

LARGEST = 2**63 - 1  # what a column of ours holds


class Given(BaseModel):
    """What a caller sends. An unknown field is refused: it is a misspelt one, and its value would be lost."""

    model_config = ConfigDict(extra="forbid")


def _in_utc(instant: datetime) -> datetime:
    try:
        instant = instant.astimezone(UTC)
    except OverflowError:
        raise ValueError from None
    if not 1900 <= instant.year <= 2200:
        raise ValueError
    return instant


def _only_text(value: Any) -> Any:
    # A bare number might be seconds, or milliseconds, or a day.
    return value if isinstance(value, str) else "no instant"


Instant = Annotated[
    AwareDatetime,
    BeforeValidator(_only_text),
    AfterValidator(_in_utc),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-03-01T09:30:00+08:00"]}),
]
Number = Annotated[StrictInt, Field(ge=1, le=LARGEST)]
Name = Annotated[str, Field(max_length=120)]


def _number_or_name(value: Any) -> Any:
    return str(value) if type(value) is int else value


NumberOrName = Annotated[
    str,
    BeforeValidator(_number_or_name),
    Field(max_length=120),
    WithJsonSchema({"anyOf": [{"type": "integer"}, {"type": "string", "maxLength": 120}]}),
]


class Attachment(Given):
    """A file that comes with words."""

    name: str = Field(max_length=1000)
    content_base64: str = Field(json_schema_extra={"contentEncoding": "base64"})


Attachments = Annotated[list[Attachment], Field(max_length=20)]


class File(BaseModel):
    """A file that came with words: its type is read from its bytes, never believed."""

    name: str
    media_type: str
    size_bytes: int
    sha256: str


def files_of(artifacts: Sequence[Artifact]) -> list[File]:
    """Return the files that came with an intake or a message."""
    return [
        File(name=one.name, media_type=one.media_type, size_bytes=one.size_bytes, sha256=one.sha256)
        for one in artifacts
    ]


def keep_files(attachments: Sequence[Attachment] | None) -> tuple[StoredFile, ...]:
    """Put files into the store; it is kept under its checksum, so the same one twice takes no more room."""
    if not attachments:
        return ()
    store = FileStore(settings.FILES_FOLDER)
    return tuple(_keep(store, number, one) for number, one in enumerate(attachments))


def _keep(store: FileStore, number: int, attachment: Attachment) -> StoredFile:
    field = f"attachments.{number}.content_base64"
    try:
        content = base64.b64decode(attachment.content_base64, validate=True)
        return store.store(name=attachment.name, chunks=[content])
    except (binascii.Error, ValueError) as error:
        if isinstance(error, FileTooLarge):
            raise Invalid(_("This file is larger than 20 MB."), field=field) from None
        raise Invalid(_("This is not base64."), field=field) from None
