"""Say why no apology is due for a broken promise."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase

from amends.models import Case
from amends.models.apologies import apology_owed_since
from amends.rules.refusals import NotAllowed, Refusal
from amends.services.apologies import waive_apology
from amends.services.staff import require
from amends.web.errors import problem_of, status_of
from amends.web.navigation import staff_page_of
from amends.web.references import case_spoken_of, spoken
from amends.web.respond import done
from amends.web.visitors import StaffRequest, staff_page


@staff_page
def apology(request: StaffRequest, reference: str) -> HttpResponseBase:
    """Ask for the reason, and waive what is owed with it."""
    cases = Case.objects.visible_to(request.actor).annotate(owed_at=apology_owed_since())
    case = case_spoken_of(reference, by=request.actor, among=cases)
    require(request.actor, "case.reply", case.site_id)
    if request.method != "POST":
        return _show(request, case)
    try:
        waive_apology(case=case, reason=request.POST.get("reason", ""), by=request.actor, now=request.now)
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _show(request, case, refusal)
    return done(f"/cases/{spoken(case.pk)}", "apology-waived")


def _show(request: StaffRequest, case: Case, refusal: Refusal | None = None) -> HttpResponse:
    context = {
        "case": case,
        "reference": spoken(case.pk),
        "kept": request.POST,
        "problem": problem_of(refusal),
    }
    return staff_page_of(request, "cases/apology.html", context, status=status_of(refusal) if refusal else 200)
