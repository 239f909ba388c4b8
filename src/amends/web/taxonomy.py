"""The kinds of failure, on two levels, in both languages."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amends.models import FailureType
from amends.rules.refusals import Invalid, NotFound, Refusal
from amends.services.taxonomy import add_failure_type, edit_failure_type, retire_failure_type
from amends.web.numbers import number_in
from amends.web.settings_pages import form_page, settings_page
from amends.web.visitors import StaffRequest, staff_page

HERE = "/settings/failures"


@staff_page
def failures(request: StaffRequest) -> HttpResponseBase:
    """List the kinds of failure, and add one."""

    def show(refusal: Refusal | None) -> HttpResponse:
        found = list(FailureType.objects.all())
        first = [kind for kind in found if kind.parent_id is None]
        context = {
            "groups": [(one, [kind for kind in found if kind.parent_id == one.pk]) for one in first],
            "parents": [(one.pk, str(one)) for one in first if one.retired_at is None],
            "is_chinese": (get_language() or "").startswith("zh"),
        }
        return settings_page(request, "taxonomy/list.html", context, refusal)

    def act() -> None:
        form = request.POST
        add_failure_type(
            parent=_parent(request),
            name_zh=form.get("name_zh", ""),
            name_en=form.get("name_en", ""),
            by=request.actor,
            now=request.now,
        )

    return form_page(request, "taxonomy.edit", show=show, act=act, url=HERE, said="added")


@staff_page
def failure(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Rename a kind of failure, take it out of use or back."""
    found = FailureType.objects.select_related("parent").filter(pk=pk).first()
    if found is None:
        raise NotFound

    def show(refusal: Refusal | None) -> HttpResponse:
        return settings_page(request, "taxonomy/edit.html", {"kind": found}, refusal)

    def act() -> None:
        form, by, now = request.POST, request.actor, request.now
        if "retire" in form:
            retire_failure_type(failure_type=found, is_retired=form["retire"] == "yes", by=by, now=now)
        else:
            names = {"name_zh": form.get("name_zh", ""), "name_en": form.get("name_en", "")}
            edit_failure_type(failure_type=found, **names, by=by, now=now)

    return form_page(request, "taxonomy.edit", show=show, act=act, url=HERE, said="saved")


def _parent(request: StaffRequest) -> FailureType | None:
    chosen = request.POST.get("parent", "")
    if not chosen:
        return None
    found = FailureType.objects.in_use().filter(pk=number_in(chosen) or 0).first()
    if found is None:
        raise Invalid(_("There is no such failure type."), field="parent")
    return found
