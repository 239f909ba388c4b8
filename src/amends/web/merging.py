"""Merge two cases of one customer into one, and take that back."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _

from amends.models import Case
from amends.rules.references import number_of
from amends.rules.refusals import Invalid, NotAllowed, Refusal
from amends.services.duplicates import likely_duplicates
from amends.services.merging import merge_cases, unmerge_case
from amends.services.staff import require
from amends.services.undoing import Facts
from amends.web.errors import in_words, status_of
from amends.web.happenings import customer_name
from amends.web.navigation import staff_page_of
from amends.web.references import case_spoken_of, spoken
from amends.web.respond import done
from amends.web.toasts import says
from amends.web.visitors import StaffRequest, staff_page


@staff_page
def merge(request: StaffRequest, reference: str) -> HttpResponseBase:
    """Show which cases may be the same matter, and merge this one into the chosen one."""
    among = Case.objects.visible_to(request.actor).select_related("customer")
    case = case_spoken_of(reference, by=request.actor, among=among)
    require(request.actor, "case.merge", case.site_id)
    if request.method != "POST":
        return _show(request, case)
    try:
        into = _chosen(request)
        undo = merge_cases(case=case, into=into, by=request.actor, now=request.now)
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _show(request, case, refusal)
    return done(f"/cases/{spoken(into.pk)}", "merged", **({"undo": str(undo.pk)} if undo else {}))


@staff_page
def unmerge(request: StaffRequest, reference: str) -> HttpResponseBase:
    """Let a merged case stand alone again, and show it."""
    case = case_spoken_of(reference, by=request.actor)
    here = f"/cases/{spoken(case.pk)}"
    if request.method != "POST":
        return HttpResponseRedirect(here)
    unmerge_case(case=case, by=request.actor, now=request.now)
    return done(here, "unmerged")


@says("case.merged")
def _merged(facts: Facts, _now: object) -> str:
    return _("Merged into %(reference)s, all words kept") % {"reference": spoken(facts["into"])}


def _chosen(request: StaffRequest) -> Case:
    told = request.POST.get("reference", "").strip() or request.POST.get("into", "")
    number = number_of(told)
    found = Case.objects.visible_to(request.actor).filter(pk=number).first() if number else None
    if found is None:
        raise Invalid(_("There is no such case, or it is not yours to see."), field="into")
    return found


def _show(request: StaffRequest, case: Case, refusal: Refusal | None = None) -> HttpResponse:
    likely = likely_duplicates(case=case, by=request.actor)
    kept = request.POST if refusal else request.GET
    context: dict[str, Any] = {
        "case": case,
        "reference": spoken(case.pk),
        "customer_name": customer_name(case),
        "likely": [(spoken(one.case.pk), one) for one in likely if one.is_same_customer],
        "others": [(spoken(one.case.pk), one) for one in likely if not one.is_same_customer],
        "kept": kept,
        "problem": in_words(refusal) if refusal else "",
    }
    return staff_page_of(request, "cases/merge.html", context, status=status_of(refusal) if refusal else 200)
