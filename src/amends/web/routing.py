"""Whom new cases find: what colleagues speak and know, who takes new cases, and who is on call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _

from amends.models import FailureType, OnCall, Skills, Staff
from amends.models.on_call import OnCallQuerySet
from amends.rules.languages import CHINESE, ENGLISH
from amends.rules.refusals import Invalid, NotFound, Refusal
from amends.rules.routing import Colleague
from amends.services.directory import directory
from amends.services.on_call import end_on_call, plan_on_call
from amends.services.routing import pool
from amends.services.skills import set_skills
from amends.web.colleagues import choices, failure_names, who_accepts
from amends.web.next_dates import chosen_date
from amends.web.numbers import number_in
from amends.web.respond import done
from amends.web.settings_pages import chosen_place, form_page, settings_page, tree_of_places
from amends.web.visitors import StaffRequest, staff_page

HERE = "/settings/routing"
LANGUAGES = ((CHINESE, "简体中文"), (ENGLISH, "English"))


@dataclass(frozen=True, slots=True)
class Line:
    """A colleague as the list shows them."""

    person: int
    name: str
    languages: str
    knows: tuple[str, ...]
    cases: int
    takes_new: bool


@staff_page
def routing(request: StaffRequest) -> HttpResponseBase:
    """List whom new cases find and who is on call, and put somebody on call."""

    def show(refusal: Refusal | None) -> HttpResponse:
        return _list(request, refusal)

    def act() -> None:
        site = chosen_place(request, request.POST.get("site", ""))
        if site is None:
            raise Invalid(_("Choose a place."), field="site")
        plan_on_call(
            staff=_person(request),
            site=site,
            starts_at=_instant(request, "starts_at"),
            ends_at=_instant(request, "ends_at"),
            by=request.actor,
            now=request.now,
        )

    return form_page(request, "routing.edit", show=show, act=act, url=HERE, said="planned")


@staff_page
def call_off(request: StaffRequest, pk: int) -> HttpResponseBase:
    """End a time on call now, or call it off."""
    if request.method != "POST":
        return HttpResponseRedirect(HERE)
    on_call = _rota(request).filter(pk=pk).first()
    if on_call is None:
        raise NotFound
    end_on_call(on_call=on_call, by=request.actor, now=request.now)
    return done(HERE, "called-off")


@staff_page
def skills(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Change what one colleague speaks and knows, and whether new cases find them."""
    found = next((one for one in _led(request) if one.person == pk), None)

    def show(refusal: Refusal | None) -> HttpResponse:
        if found is None:
            raise NotFound
        return settings_page(request, "routing/edit.html", _form(request, found), refusal)

    def act() -> None:
        if found is None:
            raise NotFound
        kinds = [number_in(chosen) or 0 for chosen in request.POST.getlist("failure_types")]
        set_skills(
            staff=Staff.objects.get(pk=pk),
            languages=request.POST.getlist("languages"),
            failure_types=FailureType.objects.in_use().filter(pk__in=kinds),
            takes_new=request.POST.get("takes_new") == "yes",
            by=request.actor,
            now=request.now,
        )

    return form_page(request, "routing.edit", show=show, act=act, url=HERE, said="saved")


def _list(request: StaffRequest, refusal: Refusal | None) -> HttpResponse:
    names, kinds, found, spoken = _full_names(), failure_names(), pool(), dict(LANGUAGES)
    lines = [
        Line(
            one.person,
            names.get(one.person, ""),
            " · ".join(words for key, words in spoken.items() if key in one.languages),
            tuple(kinds[kind] for kind in sorted(one.knows) if kind in kinds),
            found.loads[one.person].cases,
            one.person in found.of.takers,
        )
        for one in _led(request)
    ]
    rota = _rota(request).live().filter(ends_at__gt=request.now).select_related("staff", "site")
    context = {
        "lines": sorted(lines, key=lambda line: (not line.takes_new, line.name)),
        "rota": [(row, row.starts_at <= request.now) for row in rota.order_by("starts_at", "pk")],
        "people": [("", _("Choose a colleague")), *((str(pk), name) for pk, name in who_accepts())],
        "places": [(str(pk), name) for pk, name in tree_of_places(request)],
    }
    return settings_page(request, "routing/list.html", context, refusal)


def _form(request: StaffRequest, one: Colleague) -> dict[str, Any]:
    """Return what stands in the form: what was sent before a refusal, else what is known."""
    sent = request.POST if request.method == "POST" else None
    knows = {number_in(chosen) for chosen in sent.getlist("failure_types")} if sent else one.knows
    speaks = sent.getlist("languages") if sent else one.languages
    takes_new = sent.get("takes_new") == "yes" if sent else one.person in directory().takers
    return {
        "person_pk": one.person,
        "name": _full_names().get(one.person, ""),
        "has_none": not Skills.objects.filter(pk=one.person).exists(),
        "languages": [(key, words, key in speaks) for key, words in LANGUAGES],
        "groups": [
            [(kind.pk, str(kind), kind.pk in knows) for kind in (group, *kinds)] for group, kinds in choices().failures
        ],
        "takes_new": takes_new,
    }


def _led(request: StaffRequest) -> list[Colleague]:
    """Return those who own cases only where this colleague leads."""
    led = request.actor.places("routing.edit")
    return [one for one in pool().everybody if led is None or one.places <= led]


def _rota(request: StaffRequest) -> OnCallQuerySet:
    led = request.actor.places("routing.edit")
    return OnCall.objects.all() if led is None else OnCall.objects.filter(site__in=led)


def _full_names() -> dict[int, str]:
    return {one.staff_id: one.name for one in choices().colleagues}


def _person(request: StaffRequest) -> Staff:
    found = Staff.objects.active().visible_to(request.actor).filter(pk=number_in(request.POST.get("staff")) or 0)
    if (person := found.first()) is None:
        raise Invalid(_("Choose a colleague."), field="staff")
    return person


def _instant(request: StaffRequest, field: str) -> datetime:
    instant = chosen_date("own", request.POST.get(field, ""), field=field)
    if instant is None:
        raise Invalid(_("This is not a date and time."), field=field)
    return instant
