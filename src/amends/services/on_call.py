"""Plan who is on call for which place."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.models import Absence, OnCall, Site, Staff
from amends.rules.actors import Actor
from amends.rules.refusals import Invalid
from amends.services import events
from amends.services.directory import forget_directory
from amends.services.staff import actor_of, require


@transaction.atomic
def plan_on_call(
    *, staff: Staff, site: Site, starts_at: datetime, ends_at: datetime, by: Actor, now: datetime
) -> OnCall:
    """Put a colleague on call for a place and all below it; what comes in while it is closed is theirs."""
    require(by, "routing.edit", site.pk)
    if not starts_at < ends_at or ends_at <= now:
        raise Invalid(_("The end lies after the beginning, and ahead."), field="ends_at")
    if not staff.is_active or not actor_of(staff).may("case.accept", site.pk):
        raise Invalid(_("%(name)s does not work at this place."), field="staff", params={"name": staff.name})
    if Absence.objects.live().filter(staff=staff, starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
        raise Invalid(_("%(name)s is away then, too."), field="staff", params={"name": staff.name})
    overlapping = OnCall.objects.live().filter(site=site, starts_at__lt=ends_at, ends_at__gt=starts_at)
    if (other := overlapping.select_related("staff").first()) is not None:
        words = _("%(name)s is on call there in this time. Call that off first.")
        raise Invalid(words, field="starts_at", params={"name": other.staff.name})
    planned = OnCall.objects.create(staff=staff, site=site, starts_at=starts_at, ends_at=ends_at)
    events.record_for_organisation("rota.planned", by=by, now=now, staff=staff.pk, site=site.pk, on_call=planned.pk)
    forget_directory()
    return planned


@transaction.atomic
def end_on_call(*, on_call: OnCall, by: Actor, now: datetime) -> OnCall:
    """End it now, or call it off."""
    require(by, "routing.edit", on_call.site_id)
    if OnCall.objects.live().filter(pk=on_call.pk).update(over_at=now):
        events.record_for_organisation("rota.ended", by=by, now=now, staff=on_call.staff_id, on_call=on_call.pk)
        forget_directory()
    on_call.refresh_from_db()
    return on_call


def forget_duties(*, now: datetime) -> int:
    """Mark as over whatever has run out, so that nobody reads it again; return how many there were."""
    return OnCall.objects.live().filter(ends_at__lte=now).update(over_at=now)
