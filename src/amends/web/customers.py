"""Customers: who they are, how they are recognised, what happened to them before."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from amends.models import Case, Customer, CustomerJoin, Identity
from amends.rules.care import usual_end
from amends.rules.refusals import Invalid, NotAllowed, NotFound, Refusal
from amends.rules.views import USUAL
from amends.services.customers import add_identity, edit_customer
from amends.web.care import change_care
from amends.web.complaint_style import change_style, style_of
from amends.web.days import day_words
from amends.web.errors import problem_of, status_of
from amends.web.grouping import Group, column_names
from amends.web.navigation import staff_page_of
from amends.web.respond import done
from amends.web.rows import FIELDS, rows_of
from amends.web.scales import identity_names
from amends.web.visitors import StaffRequest, known_language, staff_page

NEWEST = 50
MOST_CASES = 100
MOST_PREFERENCES = 20


@staff_page
def customers(request: StaffRequest) -> HttpResponseBase:
    """List the customers who spoke last, or search for one."""
    newest = Customer.objects.visible_to(request.actor).standing().order_by("-pk")[:NEWEST]
    return staff_page_of(request, "customers/list.html", {"rows": newest})


@staff_page
def customer(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show a customer; keep a better name, one more way to recognise them, or why they need special care."""
    if into := CustomerJoin.objects.live().filter(customer=pk).values_list("into", flat=True).first():
        return HttpResponseRedirect(f"/customers/{into}")  # both are one
    found = Customer.objects.visible_to(request.actor).filter(pk=pk).first()
    if found is None:
        raise NotFound
    if request.method != "POST":
        return _show(request, found)
    try:
        said = _change(request, found)
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _show(request, Customer.objects.get(pk=pk), refusal)
    return done(f"/customers/{pk}", said)


def _change(request: StaffRequest, found: Customer) -> str:
    form, by, now = request.POST, request.actor, request.now
    if "style" in form:
        return change_style(request, found)
    if "care" in form:
        return change_care(request, found)
    if "kind" in form:
        if form["kind"] not in identity_names():
            raise Invalid(_("Telephone, e-mail or member number?"), field="kind")
        try:
            add_identity(customer=found, kind=form["kind"], value=form.get("value", ""), by=by, now=now)
        except Refusal as refusal:
            refusal.field = "value"  # on this page one field takes every kind
            raise
    else:
        edit_customer(
            customer=found, name=form.get("name", ""), language=known_language(form.get("language", "")), by=by, now=now
        )
    return "saved"


def _show(request: StaffRequest, found: Customer, refusal: Refusal | None = None) -> HttpResponse:
    cases = Case.objects.visible_to(request.actor).filter(customer=found).order_by("-received_at").values(*FIELDS)
    rows = rows_of(list(cases[:MOST_CASES]), request.now)
    names, today = identity_names(), localdate(request.now)
    care = found.care_flags.in_force(today).first()
    context: dict[str, Any] = {
        "customer": found,
        "identities": [
            (names.get(i.kind, _("Elsewhere")), i.value) for i in Identity.objects.filter(customer=found).order_by("pk")
        ],
        "columns": column_names(USUAL),
        "groups": [Group("", "", rows)] if rows else [],
        "languages": [("zh-hans", "简体中文"), ("en", "English")],
        "kinds": list(names.items()),
        "care": care,
        "care_ends": day_words(care.until_on, request.now) if care else "",
        "care_until": (care.until_on if care else usual_end(today)).isoformat(),
        "today": today.isoformat(),
        **style_of(request, found),
        "may_judge": request.actor.may("case.triage"),
        "their_cases": [(row.reference, f"{row.reference} {row.title}") for row in rows],
        "preferences": found.preferences.in_force().order_by("-noted_at")[:MOST_PREFERENCES],
        "joined": CustomerJoin.objects.live().filter(into=found).select_related("customer", "joined_by"),
        "may_edit": request.actor.may("customer.edit"),
        "may_join": request.actor.may("customer.join"),
        "kept": request.POST if refusal else {},
        "problem": problem_of(refusal),
    }
    return staff_page_of(request, "customers/one.html", context, status=status_of(refusal) if refusal else 200)
