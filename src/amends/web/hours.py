"""When places are open: the list, the hours of one, its holidays and make-up workdays, and a month to look at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from amends.gateways.public_holidays import public_holidays
from amends.models import Site, SiteCalendar
from amends.rules.calendar_imports import read_special_days
from amends.rules.calendars import OFFICE_WEEK, Calendar
from amends.rules.opening_hours import read_blocks, read_days, written_blocks, written_days
from amends.rules.refusals import Invalid, NotFound, Refusal
from amends.services.directory import directory
from amends.services.hours import Hours, give_up_hours, restore_hours, set_hours
from amends.services.hours import hours_of as hours_in
from amends.web import moments
from amends.web.months import month_of
from amends.web.numbers import number_in
from amends.web.respond import done
from amends.web.settings_pages import form_page, settings_page, tree
from amends.web.visitors import StaffRequest, staff_page
from amends.web.weeks import week_words

HERE = "/settings/hours"
COUNTRIES = ("cn", "uk", "us", "de", "fr", "jp", "sg", "au", "hk")


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the list: how deep it stands, and whose hours it keeps."""

    site: Site
    depth: int
    says: str
    is_own: bool


@staff_page
def hours(request: StaffRequest) -> HttpResponseBase:
    """List the places with the hours they keep."""

    def show(refusal: Refusal | None) -> HttpResponse:
        return settings_page(request, "hours/list.html", {"places": _places(request)}, refusal)

    return form_page(request, "policy.edit", show=show, act=lambda: None, url=HERE, said="")


@staff_page
def hours_of(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Change the hours of one place."""
    site = Site.objects.visible_to(request.actor).filter(pk=pk).first()
    if site is None:
        raise NotFound
    newest = SiteCalendar.objects.newest().filter(site=site).first()
    own = newest if newest and not newest.is_off else None
    now_held = hours_in(own) if own else _above(site)
    address = f"{HERE}/{site.pk}"

    def show(refusal: Refusal | None, typed: Hours | None = None) -> HttpResponse:
        shown = typed or now_held
        context: dict[str, Any] = {
            "site": site, "own": own, "zone": shown.zone, "is_draft": typed is not None,
            "days": [(f"day{number}", moments.weekday(number), written_blocks(blocks))
                     for number, blocks in enumerate(shown.week)],
            "holidays": written_days(shown.holidays), "make_up": written_days(shown.make_up),
            "month": month_of(_rule(shown), request.GET.get("month", ""), request.now, address),
            "countries": country_names(), "versions": _versions(site, request),
        }  # fmt: skip
        return settings_page(request, "hours/edit.html", context, refusal)

    def act() -> HttpResponse | None:
        form, by, now = request.POST, request.actor, request.now
        if "version" in form:
            restore_hours(site=site, version=number_in(form["version"]) or 0, by=by, now=now)
        elif "give_up" in form:
            give_up_hours(site=site, by=by, now=now)
        elif fill := FILLS.get(form.get("act", "")):
            return show(None, fill(request, _typed(request)))
        else:
            set_hours(site=site, hours=_typed(request), by=by, now=now)
        return done(address, "saved")

    return form_page(request, "policy.edit", show=show, act=act, url=address, said="saved")


def _typed(request: StaffRequest) -> Hours:
    form = request.POST
    return Hours(
        zone=form.get("timezone", ""),
        week=tuple(read_blocks(form.get(f"day{number}", ""), field=f"day{number}") for number in range(7)),
        holidays=read_days(form.get("holidays", ""), field="holidays"),
        make_up=read_days(form.get("make_up", ""), field="make_up"),
    )


def _with_public_holidays(request: StaffRequest, typed: Hours) -> Hours:
    """Add the holidays of a country for this year and the next."""
    year = request.now.year
    known = public_holidays(request.POST.get("country", ""), (year, year + 1), language=request.LANGUAGE_CODE)
    return _with(typed, known.days_off, known.make_up)


def _with_file(request: StaffRequest, typed: Hours) -> Hours:
    """Add the days of a calendar file."""
    file = request.FILES.get("ical")
    if file is None:
        raise Invalid(_("Choose a calendar file first."), field="ical")
    days = read_special_days(file.read(4_000_000).decode("utf-8", errors="replace"))
    return _with(typed, days.holidays, days.make_up)


def _with(typed: Hours, holidays: dict[date, str], make_up: dict[date, str]) -> Hours:
    """Add days; what is worked now is no holiday any more, and the other way round."""
    off = {day: name for day, name in {**typed.holidays, **holidays}.items() if day not in make_up}
    return replace(typed, holidays=off, make_up={**typed.make_up, **make_up})


FILLS: dict[str, Callable[[StaffRequest, Hours], Hours]] = {
    "look": lambda _request, typed: typed,
    "country": _with_public_holidays,
    "file": _with_file,
}


def country_names() -> list[tuple[str, str]]:
    """Return whose public holidays are offered."""
    names = {
        "cn": pgettext("country", "China, with make-up workdays"),
        "uk": pgettext("country", "England"),
        "us": pgettext("country", "United States"),
        "de": pgettext("country", "Germany"),
        "fr": pgettext("country", "France"),
        "jp": pgettext("country", "Japan"),
        "sg": pgettext("country", "Singapore"),
        "au": pgettext("country", "Australia"),
        "hk": pgettext("country", "Hong Kong"),
    }
    return [(key, names[key]) for key in COUNTRIES]


def _above(site: Site) -> Hours:
    """Return the hours a place keeps that has none of its own: of the nearest above, else the usual ones."""
    for pk in reversed(directory().lines.get(site.pk, ())):
        if found := SiteCalendar.objects.in_force().filter(site=pk).first():
            return hours_in(found)
    return Hours(site.timezone, OFFICE_WEEK)


def _rule(hours: Hours) -> Calendar:
    return SiteCalendar(
        zone=hours.zone, week=hours.week,
        holidays={day.isoformat(): name for day, name in hours.holidays.items()},
        make_up={day.isoformat(): name for day, name in hours.make_up.items()},
    ).as_rule()  # fmt: skip


def _places(request: StaffRequest) -> list[Place]:
    own = {one.site_id: one for one in SiteCalendar.objects.in_force()}
    lines, names = directory().lines, directory().names
    places = []
    for site, depth in tree(request):
        holder = next((pk for pk in reversed(lines.get(site.pk, ())) if pk in own), None)
        if holder is None:
            says = _("Monday to Friday, 9:00 to 18:00, as none were set up")
        elif holder == site.pk:
            says = week_words(own[holder])
        else:
            says = _("as %(place)s") % {"place": names[holder]}
        places.append(Place(site, min(depth, 4), says, is_own=holder == site.pk))
    return places


def _versions(site: Site, request: StaffRequest) -> list[dict[str, Any]]:
    found = list(SiteCalendar.objects.filter(site=site).select_related("made_by").order_by("-number"))
    return [
        {
            "version": one,
            "says": _("as the place above") if one.is_off else week_words(one),
            "days": len(one.holidays),
            "day": moments.stamp(one.made_at, request.now),
            "by": one.made_by.given_name if one.made_by else "Amends",
            "is_now": one == found[0],
        }
        for one in found
    ]
