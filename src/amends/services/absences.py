"""Plan who is away and who stands in; see that nobody who is away keeps live cases unseen."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from amends.models import Absence, Case, Staff
from amends.rules.absences import present
from amends.rules.actors import SYSTEM, Actor
from amends.rules.refusals import Invalid, NotAllowed, Refusal
from amends.services import events
from amends.services.directory import directory, forget_directory
from amends.services.staff import actor_of, require
from amends.services.transfers import ask_transfer

ACCEPT = "case.accept"


@transaction.atomic
def plan_absence(
    *, staff: Staff, cover: Staff, starts_at: datetime, ends_at: datetime, by: Actor, now: datetime
) -> Absence:
    """Write down that a colleague is away and who stands in: one's own, or with leave to plan for others."""
    _require(staff, by)
    if not starts_at < ends_at or ends_at <= now:
        raise Invalid(_("The end lies after the beginning, and ahead."), field="ends_at")
    if not cover.is_active or cover.pk == staff.pk:
        raise Invalid(_("Who stands in? Choose somebody else who works here."), field="cover")
    _require_places(staff, cover)
    overlapping = Absence.objects.live().filter(starts_at__lt=ends_at, ends_at__gt=starts_at)
    if overlapping.filter(staff=cover).exists():
        raise Invalid(_("%(name)s is away then, too."), field="cover", params={"name": cover.name})
    if overlapping.filter(staff=staff).exists():
        raise Invalid(_("An absence in this time is planned already. Call that off first."), field="starts_at")
    absence = Absence.objects.create(staff=staff, cover=cover, starts_at=starts_at, ends_at=ends_at)
    events.record_for_organisation("staff.away", by=by, now=now, staff=staff.pk, cover=cover.pk, absence=absence.pk)
    forget_directory()
    return absence


@transaction.atomic
def end_absence(*, absence: Absence, by: Actor, now: datetime) -> Absence:
    """Be back before the planned end, or call it off; what the cover was asked for can still be answered."""
    _require(absence.staff, by)
    if Absence.objects.live().filter(pk=absence.pk).update(over_at=now):
        events.record_for_organisation("staff.back", by=by, now=now, staff=absence.staff_id, absence=absence.pk)
        forget_directory()
    absence.refresh_from_db()
    return absence


def ask_covers(*, now: datetime) -> int:
    """Ask those who stand in to take over the live cases of who is away, once; end what is over. Return how many."""
    Absence.objects.live().filter(ends_at__lte=now).update(over_at=now)
    begun = Absence.objects.live().filter(starts_at__lte=now, asked_at=None)
    return sum(_ask(pk, now=now) for pk in list(begun.values_list("pk", flat=True)))


@transaction.atomic
def _ask(absence_id: int, *, now: datetime) -> int:
    # Compare-and-set: of two workers one asks.
    if not Absence.objects.live().filter(pk=absence_id, asked_at=None).update(asked_at=now):
        return 0
    absence = Absence.objects.select_related("staff").get(pk=absence_id)
    # Whoever stands in may be away too, and then somebody stands in for them.
    cover = Staff.objects.get(pk=present(absence.cover_id, directory().absences, now))
    cases = Case.objects.open().owned_by(absence.staff_id).order_by("next_due_at", "pk")
    return sum(_ask_for(case, absence.staff, cover, now=now) for case in cases)


def _ask_for(case: Case, staff: Staff, cover: Staff, *, now: datetime) -> bool:
    try:
        with transaction.atomic(), translation.override(cover.language):
            reason = translate("%(name)s is away") % {"name": staff.given_name}
            ask_transfer(case=case, to=cover, by=SYSTEM, now=now, reason=reason)
    except Refusal:
        return False  # somebody was asked already, or may not work there any more; it stays in sight where it is
    return True


def _require(staff: Staff, by: Actor) -> None:
    """Refuse who plans for somebody who also works at places that are not theirs to plan for."""
    if by.staff_id == staff.pk:
        return
    require(by, "absence.edit")
    theirs, led = actor_of(staff).places(ACCEPT), by.places("absence.edit")
    if led is not None and (theirs is None or not theirs <= led):
        raise NotAllowed(_("%(name)s also works at places you do not plan for."), params={"name": staff.name})


def _require_places(staff: Staff, cover: Staff) -> None:
    theirs, held = actor_of(staff).places(ACCEPT), actor_of(cover).places(ACCEPT)
    if held is not None and (theirs is None or not theirs <= held):
        words = _("%(cover)s does not work at all the places of %(name)s.")
        raise Invalid(words, field="cover", params={"cover": cover.name, "name": staff.name})
