"""The organisation's places: the tree, one more, one changed."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from amends.models import Site, Staff
from amends.rules.refusals import Invalid, NotFound, Refusal
from amends.services.branding import set_public_ways
from amends.services.closing_places import close_place, open_cases_of
from amends.services.directory import directory
from amends.services.law import law_as_above, set_law
from amends.services.sites import add_site, edit_site, open_site
from amends.web.law_choices import law_choices
from amends.web.numbers import number_in
from amends.web.respond import done
from amends.web.settings_pages import chosen_place, form_page, settings_page, tree, tree_of_places
from amends.web.visitors import StaffRequest, staff_page

HERE = "/settings/sites"
DEEPEST_INDENT = 4


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
        return settings_page(request, "sites/list.html", {"rows": _rows(request), **_options(request)}, refusal)

    def act() -> None:
        form = request.POST
        parent = chosen_place(request, form.get("parent", ""))
        if parent is None:
            raise Invalid(_("Below which place?"), field="parent")
        add_site(
            parent=parent,
            kind=form.get("kind", ""),
            name=form.get("name", ""),
            timezone=form.get("timezone", ""),
            responsible=_person(request),
            by=request.actor,
            now=request.now,
        )

    return form_page(request, "site.edit", show=show, act=act, url=HERE, said="added")


@staff_page
def site(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Change one place."""
    found = Site.objects.visible_to(request.actor).filter(pk=pk).first()
    if found is None:
        raise NotFound

    def show(refusal: Refusal | None) -> HttpResponse:
        if refusal:
            found.refresh_from_db()  # the refused change is not so, and stands only where it was typed
        address = f"{settings.PUBLIC_URL}/s/{found.pk}"
        context = {
            "site": found,
            "public_page": address,
            "open_cases": open_cases_of(site=found, by=request.actor).count(),
            "above": directory().responsible_of.get(found.parent_id or 0),
            "kind": kind_names().get(found.kind, found.kind),
            "law": law_choices(found, request.now),
            **_options(request),
        }
        return settings_page(request, "sites/edit.html", context, refusal)

    def act() -> HttpResponse | None:
        form, by, now = request.POST, request.actor, request.now
        if "close" in form:
            outcome = close_place(site=found, to=_person(request, "to"), by=by, now=now)
            return done(f"{HERE}/{found.pk}", undo=str(outcome.undo.pk)) if outcome and outcome.undo else None
        if "open" in form:
            open_site(site=found, by=by, now=now)
        elif "law_above" in form:
            law_as_above(site=found, by=by, now=now)
        elif "law" in form:
            set_law(
                site=found, countries=form.getlist("countries"), trade=form.get("trade", ""),
                switched_on=form.getlist("switched_on"), by=by, now=now,
            )  # fmt: skip
        elif "public" in form:
            phone, email = form.get("phone", ""), form.get("email", "")
            set_public_ways(site=found, phone=phone, email=email, by=by, now=now)
        else:
            edit_site(
                site=found,
                name=form.get("name", ""),
                timezone=form.get("timezone", ""),
                responsible=_person(request),
                by=by,
                now=now,
            )
        return None

    return form_page(request, "site.edit", show=show, act=act, url=HERE, said="saved")


def _rows(request: StaffRequest) -> list[dict[str, object]]:
    """Return the tree as rows, each with who first receives what is heard there."""
    known = directory()
    return [
        {
            "site": site,
            "depth": min(depth, DEEPEST_INDENT),
            "kind": kind_names().get(site.kind, site.kind),
            "responsible": known.given_names.get(known.responsible_of.get(site.pk, 0), ""),
            "is_inherited": site.responsible_id is None,
        }
        for site, depth in tree(request)
    ]


def _options(request: StaffRequest) -> dict[str, object]:
    people = Staff.objects.active().visible_to(request.actor).order_by("name").values_list("pk", "name")
    return {
        "people": list(people),
        "parents": tree_of_places(request),
        "kinds": [(key, name) for key, name in kind_names().items() if key != "group"],
    }


def _person(request: StaffRequest, field: str = "responsible") -> Staff | None:
    chosen = request.POST.get(field, "")
    if not chosen:
        return None
    people = Staff.objects.active().visible_to(request.actor)
    found = people.filter(pk=number_in(chosen) or 0).first()
    if found is None:
        raise Invalid(_("There is no such colleague."), field=field)
    return found
