"""Keep a case from all but its owner, those who are named and administrators; and open it again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.models import Case, Merge, Restriction, Staff
from amends.rules.actors import Actor
from amends.rules.chain import salted_digest
from amends.rules.refusals import Conflict
from amends.rules.writing import require_words
from amends.services import events
from amends.services.lifecycle import lock
from amends.services.staff import require


@transaction.atomic
def restrict_case(*, case: Case, reason: str, readers: Iterable[Staff], by: Actor, now: datetime) -> Restriction:
    """
    Let only the owner, ``readers`` and administrators read a case, from this instant on and everywhere.

    Whoever restricts goes on reading it, or could not take it back. The reason is kept; the history holds its digest.
    """
    case = lock(case)
    require(by, "case.restrict", case.site_id)
    reason = require_words(reason, field="reason")
    if Restriction.objects.live().filter(case=case).exists():
        raise Conflict(_("This case is restricted already."))
    if Merge.objects.live().filter(into=case).exists() or Merge.objects.live().filter(case=case).exists():
        raise Conflict(_("This case was merged, and its words are read in two places. Take the merge back first."))
    restriction = Restriction.objects.create(case=case, reason=reason, restricted_by_id=by.staff_id, restricted_at=now)
    named = {one.pk for one in readers} | ({by.staff_id} if by.staff_id is not None else set())
    restriction.readers.set(named - {case.owner_id})
    events.record(
        case,
        "case.restricted",
        by=by,
        now=now,
        readers=sorted(named - {case.owner_id}),
        reason=salted_digest(bytes(case.salt), reason),
    )
    return restriction


@transaction.atomic
def lift_restriction(*, case: Case, by: Actor, now: datetime) -> Case:
    """Let everybody at its place read the case again."""
    case = lock(case)
    require(by, "case.restrict", case.site_id)
    if not Restriction.objects.live().filter(case=case).update(lifted_at=now):
        raise Conflict(_("This case is not restricted any more."))
    events.record(case, "case.unrestricted", by=by, now=now)
    return case


def open_to(case: Case, reader: Staff, *, by: Actor, now: datetime) -> None:
    """Let one more read a restricted case, who has to: a colleague asked to take it over. The caller holds the row."""
    restriction = Restriction.objects.live().filter(case=case).first()
    if restriction is not None and not restriction.readers.filter(pk=reader.pk).exists():
        restriction.readers.add(reader)
        events.record(case, "case.opened_to", by=by, now=now, reader=reader.pk)
