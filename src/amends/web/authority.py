"""Who may give how much: as each role, and who has limits of their own."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseBase

from amends.models import AuthorityGrant, Certificate, Staff
from amends.rules.access import roles_that_may
from amends.rules.refusals import Refusal
from amends.rules.remedies.authority import EDITABLE, GRANTS, MICRO_GESTURE_MINOR
from amends.services.approvals import HELD_AS
from amends.services.authority import day_of
from amends.services.directory import directory
from amends.services.granting import ask_for_certificates
from amends.web.days import day_words
from amends.web.navigation import role_names
from amends.web.role_limit_words import LimitWords, in_force, limit_words, shipped_words
from amends.web.settings_pages import form_page, settings_page
from amends.web.visitors import StaffRequest, staff_page
from amends.web.ways import amount

HERE = "/settings/authority"


@dataclass(frozen=True, slots=True)
class Line:
    """A colleague as the list shows them; ``until`` is the last day of their certificate, "" without one."""

    pk: int
    name: str
    until: str
    is_valid: bool
    limits: tuple[str, ...]


@staff_page
def authority(request: StaffRequest) -> HttpResponseBase:
    """Show what each role may give and who may give more; say whether the front line needs certificates."""

    def show(refusal: Refusal | None) -> HttpResponse:
        house = directory().organisation
        is_asked = request.POST.get("certificates") == "yes" if refusal else house.certifies_front_line
        context = {
            "roles": _roles(request),
            "gesture": MICRO_GESTURE_MINOR // 100,
            "lines": _lines(request),
            "is_asked": is_asked,
        }
        return settings_page(request, "authority/list.html", context, refusal)

    def act() -> None:
        are_asked = request.POST.get("certificates") == "yes"
        ask_for_certificates(are_asked=are_asked, by=request.actor, now=request.now)

    return form_page(request, "authority.edit", show=show, act=act, url=HERE, said="saved")


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A role as the list shows it: what is shipped, or the limits the company set instead; ``url``: where to edit."""

    name: str
    url: str
    shipped: str
    limits: tuple[LimitWords, ...]


def _roles(request: StaffRequest) -> list[RoleLine]:
    set_ones: dict[str, list[LimitWords]] = {}
    for one in in_force(request.now):
        set_ones.setdefault(one.role, []).append(limit_words(one, request.now))
    names = role_names()
    return [
        RoleLine(
            names[HELD_AS[role]],
            f"{HERE}/roles/{role}" if role in EDITABLE else "",
            shipped_words(grant),
            tuple(set_ones.get(role, ())),
        )
        for role, grant in GRANTS.items()
    ]


def _lines(request: StaffRequest) -> list[Line]:
    today = day_of(request.now)
    people = (
        Staff.objects.active().visible_to(request.actor).filter(memberships__role__in=roles_that_may("remedy.offer"))
    )
    ends: dict[int, Certificate] = {}
    for one in Certificate.objects.standing().order_by("expires_on"):
        ends[one.staff_id] = one
    limits: dict[int, list[str]] = {}
    for grant in AuthorityGrant.objects.in_force().order_by("-per_case_minor", "pk"):
        limits.setdefault(grant.staff_id, []).append(amount(grant.per_case_minor, grant.currency))
    found = []
    for pk, name in people.distinct().order_by("name", "pk").values_list("pk", "name"):
        until = ends[pk].expires_on if pk in ends else None
        words = day_words(until, request.now) if until else ""
        found.append(Line(pk, name, words, until is not None and until >= today, tuple(limits.get(pk, ()))))
    return sorted(found, key=lambda line: (not line.limits, not line.until))
