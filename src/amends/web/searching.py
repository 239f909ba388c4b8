"""Search over everything a colleague may see: a reference, words in both languages, a customer."""

from __future__ import annotations

from django.http import HttpResponseBase, HttpResponseRedirect
from django.utils.http import urlencode

from amends.models import Case, Customer
from amends.rules.views import USUAL
from amends.rules.writing import storable
from amends.services.search import Found, find_cases
from amends.web.grouping import Group, column_names
from amends.web.navigation import staff_page_of
from amends.web.numbers import number_in
from amends.web.references import spoken
from amends.web.rows import FIELDS, Row, rows_of
from amends.web.visitors import StaffRequest, staff_page

PAGE = 50
MOST_CUSTOMERS = 10
LONGEST = 200


@staff_page
def search(request: StaffRequest) -> HttpResponseBase:
    """Show what was found; a reference that was typed in full leads straight to its case."""
    asked = storable(request.GET.get("q", "")).strip()[:LONGEST]
    before = number_in(request.GET.get("before"))
    found = find_cases(text=asked, by=request.actor, limit=PAGE, before=before) if asked else Found()
    if found.case_id is not None and before is None:
        return HttpResponseRedirect(f"/cases/{spoken(found.case_id)}")
    rows = _rows(request, found.case_ids)
    context = {
        "q": asked,
        "columns": column_names(USUAL),
        "groups": [Group("", "", rows)] if rows else [],
        "customers": _customers(request, asked, found) if asked and before is None else [],
        "next": "/search?" + urlencode({"q": asked, "before": str(found.case_ids[-1])}) if found.has_more else "",
    }
    return staff_page_of(request, "cases/search.html", context)


def _rows(request: StaffRequest, case_ids: tuple[int, ...]) -> list[Row]:
    cases = {
        case["pk"]: case for case in Case.objects.visible_to(request.actor).filter(pk__in=case_ids).values(*FIELDS)
    }
    return rows_of([cases[pk] for pk in case_ids if pk in cases], request.now)


def _customers(request: StaffRequest, asked: str, found: Found) -> list[Customer]:
    """Return the customer whose number or address was typed, or those whose name begins like that."""
    visible = Customer.objects.visible_to(request.actor)
    if found.customer_id is not None:
        return list(visible.filter(pk=found.customer_id))
    return list(visible.filter(name__istartswith=asked).order_by("-pk")[:MOST_CUSTOMERS])
