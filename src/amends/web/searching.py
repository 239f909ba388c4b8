"""Search over everything a colleague may see: a reference, words in both languages, a customer."""

from __future__ import annotations

from dataclasses import replace

from django.db.models.functions import Substr
from django.http import HttpResponseBase, HttpResponseRedirect
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from amends.models import Case, Customer, Intake, Message
from amends.rules.passages import Part, passage
from amends.rules.views import USUAL
from amends.rules.writing import storable
from amends.services.search import Found, find_cases
from amends.web.grouping import Group, column_names
from amends.web.navigation import staff_page_of
from amends.web.numbers import number_in
from amends.web.palette import pages_named
from amends.web.references import spoken
from amends.web.rows import FIELDS, Row, rows_of
from amends.web.visitors import StaffRequest, staff_page

PAGE = 25
MOST_CUSTOMERS = 10
LONGEST = 200
LONGEST_TEXT = 1500


@staff_page
def search(request: StaffRequest) -> HttpResponseBase:
    """Show what was found; a reference that was typed in full leads straight to its case."""
    asked = storable(request.GET.get("q", "")).strip()[:LONGEST]
    before = number_in(request.GET.get("before"))
    found = find_cases(text=asked, by=request.actor, limit=PAGE, before=before) if asked else Found()
    if found.case_id is not None and before is None:
        return HttpResponseRedirect(f"/cases/{spoken(found.case_id)}")
    rows = _rows(request, asked, found.case_ids)
    context = {
        "q": asked,
        "columns": column_names(USUAL),
        "groups": [Group("", "", rows)] if rows else [],
        "customers": _customers(request, asked, found) if asked and before is None else [],
        "pages": pages_named(request, asked) if asked and before is None else [],
        "next": "/search?" + urlencode({"q": asked, "before": str(found.case_ids[-1])}) if found.has_more else "",
    }
    return staff_page_of(request, "cases/search.html", context)


def _rows(request: StaffRequest, asked: str, case_ids: tuple[int, ...]) -> list[Row]:
    cases = {
        case["pk"]: case for case in Case.objects.visible_to(request.actor).filter(pk__in=case_ids).values(*FIELDS)
    }
    seen = [cases[pk] for pk in case_ids if pk in cases]
    found = _passages(asked, [case["pk"] for case in seen])
    rows = zip(seen, rows_of(seen, request.now), strict=True)
    return [replace(row, snippet=found.get(case["pk"], row.snippet)) for case, row in rows]


def _passages(asked: str, case_ids: list[int]) -> dict[int, SafeString]:
    """Return for each case a piece of its conversation in which the words stand, marked."""
    heard = Intake.objects.filter(case__in=case_ids).annotate(said=Substr("text", 1, LONGEST_TEXT))
    written = Message.objects.filter(case__in=case_ids).annotate(said=Substr("text", 1, LONGEST_TEXT))
    texts = heard.values_list("case_id", "said").union(written.values_list("case_id", "said"), all=True)
    found: dict[int, SafeString] = {}
    for case_id, text in texts:
        parts = passage(text, asked)
        if any(is_word for _words, is_word in parts):
            found[case_id] = format_html_join("", "{}", ((_marked(part),) for part in parts))
    return found


def _marked(part: Part) -> str:
    words, is_word = part
    return format_html("<mark>{}</mark>", words) if is_word else words


def _customers(request: StaffRequest, asked: str, found: Found) -> list[Customer]:
    """Return the customer whose number or address was typed, or those whose name begins like that."""
    visible = Customer.objects.visible_to(request.actor).standing()
    if found.customer_id is not None:
        return list(visible.filter(pk=found.customer_id))
    return list(visible.filter(name__istartswith=asked).order_by("-pk")[:MOST_CUSTOMERS])
