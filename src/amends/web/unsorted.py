"""Cases whose kind of failure nobody has said yet."""

from __future__ import annotations

from django.http import HttpResponseBase

from amends.models import Case, FailureType
from amends.services import suggesting
from amends.web.cases import act_on
from amends.web.numbers import number_in
from amends.web.visitors import StaffRequest, staff_page


@staff_page
def say_kind(request: StaffRequest, reference: str) -> HttpResponseBase:
    """Say which kind of failure a case is, with one press."""

    def say(case: Case) -> None:
        suggesting.say_kind(case=case, failure_type=_chosen(request), by=request.actor, now=request.now)

    return act_on(request, reference, "kind", "judged", say)


def _chosen(request: StaffRequest) -> FailureType | None:
    return FailureType.objects.in_use().filter(pk=number_in(request.POST.get("failure_type")) or 0).first()
