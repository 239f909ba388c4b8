"""On one case: put a tag on it or take it off, let it rest, fetch it back."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.utils.translation import gettext as _

from amends.models import Case
from amends.rules.refusals import Invalid
from amends.services.snoozing import snooze_case, wake_case
from amends.services.tags import tag_case, untag_case
from amends.web.cases import act_on
from amends.web.next_dates import chosen_date
from amends.web.numbers import number_in
from amends.web.visitors import StaffRequest, staff_page


@staff_page
def tag(request: StaffRequest, reference: str) -> HttpResponseBase:
    """Put a tag on, or take the named one off."""
    off = number_in(request.POST.get("off"))

    def mark(case: Case) -> None:
        if off is not None:
            untag_case(case=case, tag_id=off, by=request.actor, now=request.now)
        else:
            tag_case(case=case, name=request.POST.get("tag", ""), by=request.actor, now=request.now)

    return act_on(request, reference, "tag", "untagged" if off else "tagged", mark)


@staff_page
def snooze(request: StaffRequest, reference: str) -> HttpResponseBase:
    """Let it rest until an instant, or fetch it back."""
    wakes = request.POST.get("wake") == "yes"

    def rest(case: Case) -> None:
        if wakes:
            wake_case(case=case, by=request.actor, now=request.now)
            return
        until = chosen_date(request.POST.get("until", ""), request.POST.get("until_own", ""), field="until")
        if until is None:
            raise Invalid(_("Choose until when."), field="until")
        reason = request.POST.get("reason", "")
        snooze_case(case=case, until=until, reason=reason, by=request.actor, now=request.now)

    return act_on(request, reference, "snooze", "woken" if wakes else "snoozed", rest)
