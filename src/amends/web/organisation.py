"""The whole house on one page: language, time zone, the letters before a number, who proves it twice."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase

from amends.models import Membership, Staff
from amends.rules.refusals import Refusal
from amends.services.directory import directory
from amends.services.organisation import edit_organisation
from amends.web.navigation import role_names
from amends.web.settings_pages import form_page, settings_page
from amends.web.visitors import StaffRequest, known_language, staff_page

HERE = "/settings/organisation"


@staff_page
def organisation(request: StaffRequest) -> HttpResponseBase:
    """Show what holds for the whole house, and change it."""

    def act() -> None:
        form = request.POST
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
    ticked = request.POST.getlist("second_factor") if refusal else house.second_factor_roles
    without = _without_second_factor()
    context = {
        "house": house,
        "languages": [("zh-hans", "简体中文"), ("en", "English")],
        "roles": [(role, name, role in ticked, without.get(role, 0)) for role, name in role_names().items()],
    }
    return settings_page(request, "sites/organisation.html", context, refusal)


def _without_second_factor() -> dict[str, int]:
    """Return how many colleagues of each role have no second factor yet: whom the rule would meet at once."""
    waiting = Staff.objects.active().filter(authenticator=None, passkeys=None).values("pk")
    found: dict[str, set[int]] = {}
    for role, staff_id in Membership.objects.filter(staff__in=waiting).values_list("role", "staff_id"):
        found.setdefault(role, set()).add(staff_id)
    return {role: len(people) for role, people in found.items()}
