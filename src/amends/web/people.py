"""Colleagues and their roles."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from amends.models import Membership, Site, Staff
from amends.rules.refusals import Invalid, NotFound, Refusal
from amends.services.staff import add_staff, edit_staff, set_password
from amends.web.navigation import role_names
from amends.web.settings_pages import form_page, settings_page
from amends.web.visitors import StaffRequest, known_language, staff_page

HERE = "/settings/people"
ROLE_ROWS = 3


@staff_page
def people(request: StaffRequest) -> HttpResponseBase:
    """List colleagues, and add one."""

    def show(refusal: Refusal | None) -> HttpResponse:
        found = (
            Staff.objects.visible_to(request.actor).prefetch_related("memberships__site").order_by("-is_active", "name")
        )
        rows = [
            (staff, [(role_names().get(m.role, m.role), m.site.name) for m in staff.memberships.all()])
            for staff in found
        ]
        return settings_page(request, "staff/list.html", {"rows": rows, **_options(request)}, refusal)

    def act() -> None:
        form = request.POST
        add_staff(
            email=form.get("email", ""), name=form.get("name", ""), given_name=form.get("given_name", ""),
            password=form.get("password") or None, memberships=_memberships(request),
            language=known_language(form.get("language", "")), by=request.actor, now=request.now,
        )  # fmt: skip

    return form_page(request, "staff.edit", show=show, act=act, url=HERE, said="added")


@staff_page
def one(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Change a colleague's names, roles and password, and whether they work here."""
    found = Staff.objects.visible_to(request.actor).filter(pk=pk).first()
    if found is None:
        raise NotFound

    def show(refusal: Refusal | None) -> HttpResponse:
        held = list(Membership.objects.filter(staff=found).order_by("pk").values_list("role", "site_id"))
        context = {"colleague": found, "role_rows": _role_rows(held), **_options(request)}
        return settings_page(request, "staff/edit.html", context, refusal)

    def act() -> None:
        form = request.POST
        edit_staff(
            staff=found, name=form.get("name", ""), given_name=form.get("given_name", ""), memberships=_memberships(request),
            is_active=form.get("is_active") == "yes", by=request.actor, now=request.now,
        )  # fmt: skip
        if form.get("password"):
            set_password(staff=found, password=form["password"], by=request.actor, now=request.now)

    return form_page(request, "staff.edit", show=show, act=act, url=HERE, said="saved")


def _options(request: StaffRequest) -> dict[str, object]:
    tree = Site.objects.visible_to(request.actor).in_use().order_by("path")
    return {
        "roles": list(role_names().items()),
        "places": [(site.pk, "\u2003" * (site.path.count("/") - 2) + site.name) for site in tree],
        "languages": [("zh-hans", "简体中文"), ("en", "English")],
        "role_rows": _role_rows([]),
    }


def _role_rows(held: list[tuple[str, int]]) -> list[tuple[int, str, str]]:
    """Return the rows of the role form: those held, and empty ones up to three."""
    rows = [(role, str(site_id)) for role, site_id in held]
    rows += [("", "")] * max(ROLE_ROWS - len(rows), 1 if rows else 0)
    return [(number, role, site_id) for number, (role, site_id) in enumerate(rows)]


def _memberships(request: StaffRequest) -> list[tuple[Site, str]]:
    """Return the roles that were chosen; a role needs its place."""
    chosen: list[tuple[Site, str]] = []
    for role, place in zip(request.POST.getlist("role"), request.POST.getlist("place"), strict=False):
        if not role:
            continue
        site = Site.objects.visible_to(request.actor).filter(pk=int(place)).first() if place.isdecimal() else None
        if site is None:
            raise Invalid(_("At which place does this role hold?"), field="role")
        if (site, role) not in chosen:
            chosen.append((site, role))
    if not chosen:
        raise Invalid(_("Choose at least one role and its place."), field="role")
    return chosen
