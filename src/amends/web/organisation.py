"""The whole house on one page: language, time zone, the letters before a number, who proves it twice."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase

from amends.models import Membership, Organisation, Staff
from amends.rules.access import ROLES
from amends.rules.money import Money, plain, read_minor
from amends.rules.refusals import Refusal
from amends.services.directory import directory
from amends.services.handling import set_hour_costs
from amends.services.organisation import edit_organisation
from amends.web.navigation import role_names
from amends.web.offer_facts import CURRENCIES, usual_currency
from amends.web.settings_pages import form_page, settings_page
from amends.web.visitors import StaffRequest, known_language, staff_page

HERE = "/settings/organisation"


@staff_page
def organisation(request: StaffRequest) -> HttpResponseBase:
    """Show what holds for the whole house, and change it."""

    def act() -> None:
        form = request.POST
        if form.get("form") == "work":
            _set_hour_costs(request)
            return
        edit_organisation(
            language=known_language(form.get("language", "")),
            timezone=form.get("timezone", ""),
            reference_prefix=form.get("prefix", ""),
            second_factor_roles=form.getlist("second_factor"),
            by=request.actor,
            now=request.now,
        )

    def show(refusal: Refusal | None) -> HttpResponse:
        return _show(request, refusal)

    return form_page(request, "organisation.edit", show=show, act=act, url=HERE, said="saved")


def _show(request: StaffRequest, refusal: Refusal | None) -> HttpResponse:
    house = directory().organisation
    ticked = (
        request.POST.getlist("second_factor") if refusal and "form" not in request.POST else house.second_factor_roles
    )
    without = _without_second_factor()
    context = {
        "house": house,
        "languages": [("zh-hans", "简体中文"), ("en", "English")],
        **_hour_costs(house),
        "roles": [(role, name, role in ticked, without.get(role, 0)) for role, name in role_names().items()],
    }
    return settings_page(request, "sites/organisation.html", context, refusal)


def _hour_costs(house: Organisation) -> dict[str, Any]:
    """Return what the form says of an hour of each role: the field, the role, and the sum as people write it."""
    costs = house.hour_costs
    currency = costs.get("currency") or usual_currency()
    return {
        "currencies": [(code, code) for code in CURRENCIES],
        "hour_currency": currency,
        "hour_costs": [
            (f"hour_{role}", name, plain(Money(costs[role], currency)) if costs.get(role) else "")
            for role, name in role_names().items()
        ],
    }


def _set_hour_costs(request: StaffRequest) -> None:
    form = request.POST
    currency = form.get("currency", "")
    told = {role: form.get(f"hour_{role}", "").strip() for role in ROLES}
    sums = {role: read_minor(text, currency, field=f"hour_{role}") for role, text in told.items() if text}
    set_hour_costs(currency=currency, hour_minor=sums, by=request.actor, now=request.now)


def _without_second_factor() -> dict[str, int]:
    """Return how many colleagues of each role have no second factor yet: whom the rule would meet at once."""
    waiting = Staff.objects.active().filter(authenticator=None, passkeys=None).values("pk")
    found: dict[str, set[int]] = {}
    for role, staff_id in Membership.objects.filter(staff__in=waiting).values_list("role", "staff_id"):
        found.setdefault(role, set()).add(staff_id)
    return {role: len(people) for role, people in found.items()}
