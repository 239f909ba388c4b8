"""Help a colleague in again, or out: a link to a new password, the door unlocked, factors and sessions ended, cases."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpResponseBase, HttpResponseNotAllowed
from django.utils.translation import gettext as _

from amends.models import Case, Staff
from amends.rules.refusals import Invalid, NotFound
from amends.services import lockouts, second_factors, signing_in
from amends.services.bulk import assign_cases
from amends.services.reset_links import make_reset_link
from amends.services.staff import require
from amends.web.entering import freshly_proved
from amends.web.numbers import number_in
from amends.web.people import HERE, colleague_seen, show_colleague
from amends.web.respond import done
from amends.web.visitors import StaffRequest, staff_page

MOST_CASES = 500


def administering(view: Callable[[StaffRequest, Staff], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Open an act on a colleague to those who may administer people; whom exactly, its service asks."""

    @staff_page
    @wraps(view)
    def opened(request: StaffRequest, pk: int) -> HttpResponseBase:
        require(request.actor, "staff.edit")
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        colleague = colleague_seen(request, pk)
        if colleague is None:
            raise NotFound
        return view(request, colleague)

    return opened


@administering
@freshly_proved
def reset_link(request: StaffRequest, colleague: Staff) -> HttpResponseBase:
    """Make a link to a new password and show it, this once."""
    secret = make_reset_link(staff=colleague, by=request.actor, now=request.now)
    return show_colleague(request, colleague, link=f"{settings.PUBLIC_URL}/sign-in/reset/{secret}")


@administering
def unlock(request: StaffRequest, colleague: Staff) -> HttpResponseBase:
    """Let them try again at once."""
    lockouts.unlock(staff=colleague, by=request.actor, now=request.now)
    return done(f"{HERE}/{colleague.pk}", "unlocked")


@administering
@freshly_proved
def without_factors(request: StaffRequest, colleague: Staff) -> HttpResponseBase:
    """Take their second factors away; the telephone is lost."""
    second_factors.remove_second_factors(staff=colleague, by=request.actor, now=request.now)
    return done(f"{HERE}/{colleague.pk}", "removed")


@administering
def sign_out_everywhere(request: StaffRequest, colleague: Staff) -> HttpResponseBase:
    """End every session they have."""
    signing_in.end_visits(staff=colleague, by=request.actor, now=request.now)
    return done(f"{HERE}/{colleague.pk}", "signed-out")


@administering
def hand_over(request: StaffRequest, colleague: Staff) -> HttpResponseBase:
    """Ask one colleague to take over every open case of another; each stays theirs until it is accepted."""
    to = Staff.objects.active().visible_to(request.actor).filter(pk=number_in(request.POST.get("to")) or 0).first()
    if to is None:
        return show_colleague(request, colleague, Invalid(_("There is no such colleague."), field="to"))
    cases = Case.objects.visible_to(request.actor).open().owned_by(colleague.pk).values_list("pk", flat=True)
    assign_cases(case_ids=list(cases[:MOST_CASES]), to=to, by=request.actor, now=request.now)
    return done(f"{HERE}/{colleague.pk}", "asked-all")
