"""Take the files that come with a form into the file store."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from amends.gateways.files import FileStore, TooLarge
from amends.rules.hearing import StoredFile
from amends.rules.refusals import Invalid

MOST_FILES = 10


def store() -> FileStore:
    """Return the file store of this installation."""
    return FileStore(settings.FILES_FOLDER)


def stored(files: Iterable[UploadedFile[bytes]]) -> tuple[StoredFile, ...]:
    """Keep uploaded files; refuse too many and too large ones, naming the field, before any is kept."""
    given = [file for file in files if file.size]
    if len(given) > MOST_FILES:
        raise Invalid(_("These are more than %(most)d files."), field="files", params={"most": MOST_FILES})
    too_large = Invalid(_("This file is over 20 MB. Try another."), field="files")
    if any((file.size or 0) > settings.UPLOAD_MAX_FILE_BYTES for file in given):
        raise too_large
    try:
        return tuple(store().store(name=file.name or "", chunks=file.chunks()) for file in given)
    except TooLarge:
        raise too_large from None
