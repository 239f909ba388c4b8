"""The kinds of failure, on two levels, in both languages."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from amends.models import FailureType
from amends.rules.refusals import Invalid, NotFound, Refusal
from amends.services.merging_types import merge_failure_types
from amends.services.taxonomy import add_failure_type, edit_failure_type, move_failure_type, retire_failure_type
from amends.services.undoing import Facts
from amends.web.numbers import number_in
from amends.web.respond import done
from amends.web.settings_pages import form_page, settings_page
from amends.web.toasts import says
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
        context = {
            "kind": found,
            "others": _others(found),
            "parts": list(found.parts.filter(retired_at=None)),
            "can_split": found.retired_at is None and not found.children.filter(retired_at=None).exists(),
        }
        return settings_page(request, "taxonomy/edit.html", context, refusal)

    def act() -> HttpResponse | None:
        form, by, now = request.POST, request.actor, request.now
        if "into" in form:
            undo = merge_failure_types(failure_type=found, into=_other(request), by=by, now=now)
            return done(HERE, undo=str(undo.pk))
        if "move" in form:
            move_failure_type(failure_type=found, is_up=form["move"] == "up", by=by, now=now)
            return done(f"{HERE}/{found.pk}", "moved")
        if "retire" in form:
            retire_failure_type(failure_type=found, is_retired=form["retire"] == "yes", by=by, now=now)
        else:
            names = {"name_zh": form.get("name_zh", ""), "name_en": form.get("name_en", "")}
            edit_failure_type(failure_type=found, **names, by=by, now=now)
        return None

    return form_page(request, "taxonomy.edit", show=show, act=act, url=HERE, said="saved")


@says("taxonomy.merged")
def _merged(facts: Facts, now: datetime) -> str:
    count = len(facts["cases"])
    return ngettext("Merged, %(count)d case moved", "Merged, %(count)d cases moved", count) % {"count": count}


def _others(kind: FailureType) -> list[tuple[int, str]]:
    """Return the kinds in use that this one may be merged into, those below another moved in."""
    found = list(FailureType.objects.in_use().exclude(pk=kind.pk))
    first = [one for one in found if one.parent_id is None]
    rows = [(one, [below for below in found if below.parent_id == one.pk and kind.pk != one.pk]) for one in first]
    return [
        (row.pk, f"{chr(0x2003) * depth}{row}")
        for one, below in rows
        for row, depth in ((one, 0), *((other, 1) for other in below))
    ]


def _other(request: StaffRequest) -> FailureType:
    found = FailureType.objects.filter(pk=number_in(request.POST.get("into")) or 0).first()
    if found is None:
        raise Invalid(_("There is no such failure type."), field="into")
    return found


def _parent(request: StaffRequest) -> FailureType | None:
    chosen = request.POST.get("parent", "")
    if not chosen:
        return None
    found = FailureType.objects.in_use().filter(pk=number_in(chosen) or 0).first()
    if found is None:
        raise Invalid(_("There is no such failure type."), field="parent")
    return found
