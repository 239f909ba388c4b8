"""Restrict who may read a case, and open it again."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect

from amends.models import Case, Restriction, Staff
from amends.rules.refusals import NotAllowed, Refusal
from amends.services.restricting import lift_restriction, restrict_case
from amends.services.staff import require
from amends.web.colleagues import who_could_own
from amends.web.errors import problem_of, status_of
from amends.web.navigation import staff_page_of
from amends.web.numbers import number_in
from amends.web.references import case_spoken_of, spoken
from amends.web.respond import done
from amends.web.visitors import StaffRequest, staff_page


@staff_page
def restrict(request: StaffRequest, reference: str) -> HttpResponseBase:
    """Show who may read a case and why, or restrict it to the owner, those chosen and administrators."""
    case = case_spoken_of(reference, by=request.actor, among=_cases(request))
    require(request.actor, "case.restrict", case.site_id)
    if request.method != "POST":
        return _show(request, case)
    try:
        restrict_case(
            case=case,
            reason=request.POST.get("reason", ""),
            readers=_readers(request),
            by=request.actor,
            now=request.now,
        )
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _show(request, case, refusal)
    return done(f"/cases/{spoken(case.pk)}", "restricted")


@staff_page
def unrestrict(request: StaffRequest, reference: str) -> HttpResponseBase:
    """Open a restricted case to everybody at its place."""
    case = case_spoken_of(reference, by=request.actor)
    here = f"/cases/{spoken(case.pk)}"
    if request.method != "POST":
        return HttpResponseRedirect(here)
    lift_restriction(case=case, by=request.actor, now=request.now)
    return done(here, "unrestricted")


def _cases(request: StaffRequest) -> Any:
    return Case.objects.visible_to(request.actor).select_related("owner", "site")


def _readers(request: StaffRequest) -> list[Staff]:
    chosen = [number for told in request.POST.getlist("reader") if (number := number_in(told)) is not None]
    return list(Staff.objects.active().visible_to(request.actor).filter(pk__in=chosen))


def _show(request: StaffRequest, case: Case, refusal: Refusal | None = None) -> HttpResponse:
    restriction = Restriction.objects.live().select_related("restricted_by").filter(case=case).first()
    kept = request.POST.getlist("reader") if refusal else []
    context: dict[str, Any] = {
        "case": case,
        "reference": spoken(case.pk),
        "restriction": restriction,
        "readers": list(restriction.readers.order_by("name").values_list("name", flat=True)) if restriction else [],
        "could_read": [
            (pk, name, str(pk) in kept)
            for pk, name in who_could_own(case.site)
            if pk not in {case.owner_id, request.person.pk}
        ],
        "reason": request.POST.get("reason", "") if refusal else "",
        "problem": problem_of(refusal),
    }
    return staff_page_of(request, "cases/restrict.html", context, status=status_of(refusal) if refusal else 200)
