"""Keep what somebody is writing, so that no reload, lost network or second window costs a word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from amends.models import Case, Draft
from amends.rules.actors import Actor
from amends.rules.drafts import joined
from amends.rules.hearing import StoredFile
from amends.rules.refusals import Invalid, NotAllowed
from amends.rules.writing import at_most, storable
from amends.services.staff import require

PERMISSIONS = {"out": "case.reply", "note": "case.note"}
MOST_CHARACTERS = 20_000


@transaction.atomic
def keep_draft(
    *,
    case: Case,
    kind: str,
    text: str,
    by: Actor,
    now: datetime,
    tab: str = "",
    based_on: int = 0,
    files: Iterable[StoredFile] | None = None,
) -> Draft | None:
    """
    Keep the words somebody is writing; None when there is nothing left to keep.

    The newest words win. Where another ``tab`` wrote since version ``based_on``, its words stand in ``replaced_text``
    until the author has decided about them.
    """
    if kind not in PERMISSIONS:
        raise Invalid(_("A draft is a reply or a note."), field="kind")
    require(by, PERMISSIONS[kind], case.site_id)
    text = at_most(storable(text), MOST_CHARACTERS, field="text")
    draft = _mine(case, kind, by=by, now=now)
    if draft.version != based_on and draft.tab != tab and draft.text.strip() and draft.text.strip() != text.strip():
        draft.replaced_text = joined(draft.replaced_text, draft.text)
    draft.text, draft.tab, draft.saved_at = text, tab[:24], now
    draft.version += 1
    if files is not None:
        draft.files = [asdict(file) for file in files]
    if not (text.strip() or draft.files or draft.replaced_text):
        draft.delete()
        return None
    draft.save()
    return draft


@transaction.atomic
def settle_replaced(*, case: Case, kind: str, take: bool, by: Actor, now: datetime) -> Draft:
    """Decide about the words of the other window: put them below these, or let them go."""
    require(by, PERMISSIONS[kind], case.site_id)
    draft = _mine(case, kind, by=by, now=now)
    draft.text = joined(draft.text, draft.replaced_text) if take else draft.text
    draft.replaced_text, draft.saved_at = "", now
    draft.version += 1
    draft.save()
    return draft


@transaction.atomic
def forget_draft(*, case: Case, kind: str, by: Actor, tab: str = "", based_on: int = 0) -> None:
    """Drop what was being written, because it is sent; words the sending window did not know stay until seen."""
    mine = Draft.objects.writing().select_for_update().filter(case=case, author=by.staff_id, kind=kind)
    if (draft := mine.first()) is None:
        return
    is_known = draft.version == based_on or (tab and draft.tab == tab[:24])
    left = draft.replaced_text if is_known else joined(draft.replaced_text, draft.text)
    if not left:
        draft.delete()
        return
    draft.text, draft.files, draft.replaced_text = "", [], left
    draft.save(update_fields=["text", "files", "replaced_text"])


def files_of(draft: Draft | None) -> tuple[StoredFile, ...]:
    """Return the files that lie with a draft."""
    return tuple(StoredFile(**file) for file in draft.files) if draft else ()


def _mine(case: Case, kind: str, *, by: Actor, now: datetime) -> Draft:
    """Return the one draft of this colleague, case and kind, held until the transaction ends; made if need be."""
    if by.staff_id is None:
        raise NotAllowed(_("Only colleagues write drafts."))
    mine = Draft.objects.writing().select_for_update().filter(case=case, author=by.staff_id, kind=kind)
    if (draft := mine.first()) is not None:
        return draft
    try:
        with transaction.atomic():
            return Draft.objects.create(case=case, author_id=by.staff_id, kind=kind, text="", version=0, saved_at=now)
    except IntegrityError:  # the other window, in this very moment
        return mine.get()
