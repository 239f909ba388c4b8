"""Link two cases that have to do with each other without being one; both show it."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from amends.models import Case, CaseLink
from amends.rules.actors import Actor
from amends.rules.linking import KINDS
from amends.rules.refusals import Conflict, Invalid
from amends.services import events
from amends.services.merging import lock_both
from amends.services.staff import require


@transaction.atomic
def link_cases(*, case: Case, other: Case, kind: str, by: Actor, now: datetime) -> CaseLink:
    """Say how ``case`` stands to ``other``: related to it, a duplicate of it, caused by it, split off from it."""
    if kind not in KINDS:
        raise Invalid(_("How do the two belong together? Choose one."), field="kind")
    if case.pk == other.pk:
        raise Invalid(_("This is the case itself. Choose another."), field="other")
    case, other = lock_both(case, other)
    require(by, "case.link", case.site_id)
    require(by, "case.link", other.site_id)
    if case.is_story != other.is_story:
        raise Invalid(_("One of the two is a story. Stories and real cases stay apart."), field="other")
    if CaseLink.objects.live().between(case, other).exists():
        raise Conflict(_("The two are linked already. Take that link away first."), field="other")
    return write_link(case, other, kind, by=by, now=now)


def write_link(case: Case, other: Case, kind: str, *, by: Actor, now: datetime) -> CaseLink:
    """Write a link and both events. The caller's transaction must hold both rows."""
    try:
        with transaction.atomic():
            link = CaseLink.objects.create(case=case, other=other, kind=kind, linked_by_id=by.staff_id, linked_at=now)
    except IntegrityError:
        raise Conflict(_("The two are linked already. Take that link away first."), field="other") from None
    events.record(case, "case.linked", by=by, now=now, other=other.pk, kind=kind)
    events.record(other, "case.linked", by=by, now=now, other=case.pk, kind=KINDS[kind])
    return link


@transaction.atomic
def unlink_cases(*, case: Case, other: Case, by: Actor, now: datetime) -> None:
    """Take the link between two cases away; the history keeps that there was one."""
    case, other = lock_both(case, other)
    require(by, "case.link", case.site_id)
    require(by, "case.link", other.site_id)
    if not CaseLink.objects.live().between(case, other).update(removed_at=now):
        raise Conflict(_("The two are not linked any more."))
    events.record(case, "case.unlinked", by=by, now=now, other=other.pk)
    events.record(other, "case.unlinked", by=by, now=now, other=case.pk)
