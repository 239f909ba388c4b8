"""Take in what comes with a form: its files into the file store, and the mark by which a second press is known."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import astuple

from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from amends.gateways.files import FileStore, PassingFiles, TooLarge
from amends.rules.hearing import StoredFile
from amends.rules.refusals import Invalid

MOST_FILES = 10
KEPT = "amends.files"
WEEK = 7 * 24 * 3600


def store() -> FileStore:
    """Return the file store of this installation."""
    return FileStore(settings.FILES_FOLDER)


def passing() -> PassingFiles:
    """Return where files lie that are needed for an hour and never kept."""
    return PassingFiles(settings.PASSING_FOLDER)


def stored(files: Iterable[UploadedFile[bytes]], *, into: FileStore | None = None) -> tuple[StoredFile, ...]:
    """Keep uploaded files; refuse too many and too large ones, naming the field, before any is kept."""
    into = into or store()
    given = [file for file in files if file.size]
    if len(given) > MOST_FILES:
        raise Invalid(_("These are more than %(most)d files."), field="files", params={"most": MOST_FILES})
    too_large = Invalid(_("This file is over 20 MB. Try another."), field="files")
    if any((file.size or 0) > settings.UPLOAD_MAX_FILE_BYTES for file in given):
        raise too_large
    try:
        return tuple(into.store(name=file.name or "", chunks=file.chunks()) for file in given)
    except TooLarge:
        raise too_large from None


def kept_marks(files: Iterable[StoredFile]) -> list[tuple[str, str]]:
    """
    Return (mark, name) of files that came with a refused form, so that nobody has to choose them again.

    The mark is signed: only what this installation took in can be named by it, and nobody reads another's file so.
    """
    return [(signing.dumps(astuple(file), salt=KEPT), file.name) for file in files]


def kept_files(marks: Iterable[str]) -> tuple[StoredFile, ...]:
    """Return the files that marks of an earlier try name; a mark that is none, or older than a week, names nothing."""
    return tuple(file for mark in list(marks)[:MOST_FILES] if (file := _kept_file(mark)))


def _kept_file(mark: str) -> StoredFile | None:
    try:
        name, media_type, size_bytes, sha256 = signing.loads(mark, salt=KEPT, max_age=WEEK)
    except signing.BadSignature:
        return None
    return StoredFile(name=name, media_type=media_type, size_bytes=size_bytes, sha256=sha256)


def mark_of_sending(key: str, *words: str) -> str | None:
    """
    Return what marks one press of one button, so that pressing it twice says nothing twice.

    Whoever goes back and changes their words says something new: the mark holds the words as well as the form's key.
    """
    spoken = "\n".join(words).encode("utf-8", "replace")
    return f"{key[:40]}:{hashlib.sha256(spoken).hexdigest()[:32]}" if key else None
