"""The organisation's places: the tree, one more, one changed."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from amends.models import Site, Staff
from amends.rules.refusals import Invalid, NotFound, Refusal
from amends.services.sites import add_site, close_site, edit_site, open_site
from amends.web.settings_pages import form_page, settings_page
from amends.web.visitors import StaffRequest, staff_page

HERE = "/settings/sites"


def kind_names() -> dict[str, str]:
    """Return what the kinds of places are called."""
    return {
        "group": pgettext("kind of place", "Group"),
        "brand": pgettext("kind of place", "Brand"),
        "place": pgettext("kind of place", "Place"),
    }


@staff_page
def sites(request: StaffRequest) -> HttpResponseBase:
    """List the places, and add one."""

    def show(refusal: Refusal | None) -> HttpResponse:
        tree = Site.objects.visible_to(request.actor).select_related("responsible").order_by("path")
        rows = [(site, site.path.count("/") - 2, kind_names().get(site.kind, site.kind)) for site in tree]
        return settings_page(request, "sites/list.html", {"rows": rows, **_options(request)}, refusal)

    def act() -> None:
        form = request.POST
        parent = _site(request, form.get("parent", ""))
        if parent is None:
            raise Invalid(_("Below which place?"), field="parent")
        add_site(
            parent=parent, kind=form.get("kind", ""), name=form.get("name", ""), timezone=form.get("timezone", ""),
            responsible=_person(request), by=request.actor, now=request.now,
        )  # fmt: skip

    return form_page(request, "site.edit", show=show, act=act, url=HERE, said="added")


@staff_page
def site(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Change one place."""
    found = Site.objects.visible_to(request.actor).filter(pk=pk).first()
    if found is None:
        raise NotFound

    def show(refusal: Refusal | None) -> HttpResponse:
        return settings_page(request, "sites/edit.html", {"site": found, **_options(request)}, refusal)

    def act() -> None:
        form, by, now = request.POST, request.actor, request.now
        if "close" in form:
            close_site(site=found, by=by, now=now)
        elif "open" in form:
            open_site(site=found, by=by, now=now)
        else:
            edit_site(
                site=found, name=form.get("name", ""), timezone=form.get("timezone", ""),
                responsible=_person(request), by=by, now=now,
            )  # fmt: skip

    return form_page(request, "site.edit", show=show, act=act, url=HERE, said="saved")


def _options(request: StaffRequest) -> dict[str, object]:
    people = Staff.objects.active().visible_to(request.actor).order_by("name").values_list("pk", "name")
    names = Site.objects.visible_to(request.actor).in_use().order_by("path")
    return {
        "people": list(people),
        "parents": [(site.pk, "\u2003" * (site.path.count("/") - 2) + site.name) for site in names],
        "kinds": [(key, name) for key, name in kind_names().items() if key != "group"],
    }


def _site(request: StaffRequest, chosen: str) -> Site | None:
    return Site.objects.visible_to(request.actor).filter(pk=int(chosen)).first() if chosen.isdecimal() else None


def _person(request: StaffRequest) -> Staff | None:
    chosen = request.POST.get("responsible", "")
    people = Staff.objects.active().visible_to(request.actor)
    return people.filter(pk=int(chosen)).first() if chosen.isdecimal() else None
