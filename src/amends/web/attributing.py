"""What colleagues write down of why a failure happened."""

from __future__ import annotations

from django.http import HttpResponseBase

from amends.models import Case
from amends.services.attributing import attribute_case
from amends.web.cases import act_on
from amends.web.visitors import StaffRequest, staff_page

ANSWERS = {"yes": True, "no": False}


@staff_page
def attribute(request: StaffRequest, reference: str) -> HttpResponseBase:
    """Write down whose cause it was."""
    form = request.POST

    def act(case: Case) -> None:
        attribute_case(
            case=case,
            locus=form.get("locus", ""),
            is_controllable=ANSWERS.get(form.get("controllable", "")),
            is_stable=ANSWERS.get(form.get("stable", "")),
            evidence=form.get("evidence", ""),
            by=request.actor,
            now=request.now,
        )

    return act_on(request, reference, "cause", "attributed", act)
