"""What goes along when two cases become one: words not yet sent, tags, and who rests of the two."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from amends.models import Case, Draft
from amends.rules.actors import Actor
from amends.rules.drafts import Stage, joined
from amends.services import sending, snoozing, tags

MERGED = "merged"


def carry_over(case: Case, into: Case, *, by: Actor, now: datetime) -> dict[str, Any]:
    """
    Let what belongs to ``case`` besides its words and promises go along; return what taking it back needs.

    A reply that waited for its time is held: its author looks again, as the conversation became another. What somebody
    was writing lies with the other case, below what they were writing there. Tags add up as far as there is room. Who
    was put off is fetched back, unless both were: a merge never hides a case that was in sight.

    The caller's transaction must hold both rows.
    """
    if into.snoozed_until is not None and case.snoozed_until is None:
        snoozing.fetch_back(into, by=by, now=now)
    return {"drafts": _carry_drafts(case, into, now=now), "tags": tags.add_those_of(case, to=into)}


def carry_back(before: Mapping[str, Any], case: Case, into: Case) -> None:
    """Give back what went along and was neither sent nor taken up since. What was joined stays joined."""
    for draft in Draft.objects.filter(pk__in=before.get("drafts", ()), case=into):
        if not _at_work(case, draft).exists():
            draft.case = case
            draft.save(update_fields=["case"])
    tags.remove_again(before.get("tags", ()), from_case=into)


def _carry_drafts(case: Case, into: Case, *, now: datetime) -> list[int]:
    moved = []
    for draft in (
        Draft.objects.select_for_update(of=("self",)).filter(case=case).select_related("author").order_by("pk")
    ):
        if draft.stage is Stage.WAITING:
            sending.hold(case, draft, because=MERGED, now=now, told_at=into)
        there = _at_work(into, draft).first()
        if there is not None:
            there.text, there.files = joined(there.text, draft.text), there.files + draft.files
            there.version += 1
            there.save(update_fields=["text", "files", "version"])
            draft.delete()
            continue
        draft.case = into
        draft.save(update_fields=["case"])
        moved.append(draft.pk)
    return moved


def _at_work(case: Case, draft: Draft) -> Any:
    """What the same author is writing of the same kind at a case; none for words that were handed over."""
    writing = Draft.objects.writing().filter(case=case, author=draft.author_id, kind=draft.kind)
    return writing if draft.stage is Stage.DRAFT else writing.none()
