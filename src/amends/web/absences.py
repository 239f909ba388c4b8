"""Who is away and who stands in: one's own, and of everybody for those who plan it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _

from amends.models import Absence, Staff
from amends.models.absences import AbsenceQuerySet
from amends.rules.refusals import Invalid, NotFound, Refusal
from amends.services.absences import end_absence, plan_absence
from amends.web.colleagues import who_accepts
from amends.web.next_dates import chosen_date
from amends.web.numbers import number_in
from amends.web.respond import done
from amends.web.settings_pages import settings_page
from amends.web.visitors import StaffRequest, staff_page

HERE = "/settings/away"


@staff_page
def away(request: StaffRequest) -> HttpResponseBase:
    """Show who is away, and plan an absence."""
    if request.method != "POST":
        return _show(request)
    try:
        plan_absence(
            staff=_person(request, "staff") or request.person,
            cover=_cover(request),
            starts_at=_instant(request, "starts_at"),
            ends_at=_instant(request, "ends_at"),
            by=request.actor,
            now=request.now,
        )
    except Refusal as refusal:
        return _show(request, refusal)
    return done(HERE, "planned")


@staff_page
def back(request: StaffRequest, pk: int) -> HttpResponseBase:
    """End an absence now, or call it off."""
    if request.method != "POST":
        return HttpResponseRedirect(HERE)
    absence = _seen(request).filter(pk=pk).select_related("staff").first()
    if absence is None:
        raise NotFound
    end_absence(absence=absence, by=request.actor, now=request.now)
    return done(HERE, "back")


def _show(request: StaffRequest, refusal: Refusal | None = None) -> HttpResponse:
    rows = _seen(request).live().select_related("staff", "cover").order_by("starts_at", "pk")
    people = [(str(pk), name) for pk, name in who_accepts()]
    context = {
        "absences": [(row, row.starts_at <= request.now) for row in rows],
        "may_plan": request.actor.may("absence.edit"),
        "people": people,
        "covers": [("", _("Choose a colleague")), *people],
        "me": str(request.person.pk),
    }
    return settings_page(request, "staff/away.html", context, refusal)


def _seen(request: StaffRequest) -> AbsenceQuerySet:
    """One's own, and those of everybody who works at a place one plans for."""
    led = request.actor.places("absence.edit")
    if led is None:
        return Absence.objects.all()
    there = Staff.objects.filter(memberships__site__in=led).values("pk")
    return Absence.objects.filter(Q(staff=request.person) | Q(staff__in=there))


def _person(request: StaffRequest, field: str) -> Staff | None:
    chosen = number_in(request.POST.get(field)) or 0
    return Staff.objects.active().visible_to(request.actor).filter(pk=chosen).first()


def _cover(request: StaffRequest) -> Staff:
    cover = _person(request, "cover")
    if cover is None:
        raise Invalid(_("Who stands in? Choose somebody else who works here."), field="cover")
    return cover


def _instant(request: StaffRequest, field: str) -> datetime:
    instant = chosen_date("own", request.POST.get(field, ""), field=field)
    if instant is None:
        raise Invalid(_("This is not a date and time."), field=field)
    return instant
