"""Make one customer of two records, and take that back; ask for special care of a customer."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _

from amends.models import Case, Customer, CustomerJoin
from amends.models.customers import CustomerQuerySet
from amends.rules.quick import possible_identities
from amends.rules.references import number_of
from amends.rules.refusals import Faults, Invalid, NotAllowed, NotFound, Refusal
from amends.rules.writing import require_name
from amends.services.joining import LONGEST, join_customers, part_customers
from amends.services.staff import require
from amends.services.undoing import Facts
from amends.web.errors import problem_of, status_of
from amends.web.navigation import staff_page_of
from amends.web.numbers import number_in
from amends.web.respond import done
from amends.web.toasts import says
from amends.web.visitors import StaffRequest, staff_page

MOST = 8


@staff_page
def join(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Find the other record of this customer, and let this one become part of it."""
    require(request.actor, "customer.join")
    customer = Customer.objects.visible_to(request.actor).standing().filter(pk=pk).first()
    if customer is None:
        raise NotFound
    if request.method != "POST":
        return _show(request, customer)
    try:
        into, reason = _wanted(request)
        undo = join_customers(customer=customer, into=into, reason=reason, by=request.actor, now=request.now)
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _show(request, customer, refusal)
    return done(f"/customers/{into.pk}", "joined", **({"undo": str(undo.pk)} if undo else {}))


@staff_page
def part(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Let a joined record stand alone again, and show it."""
    require(request.actor, "customer.join")
    into = CustomerJoin.objects.live().filter(customer=pk).values_list("into", flat=True).first() or pk
    if not Customer.objects.visible_to(request.actor).filter(pk=into).exists():
        raise NotFound
    if request.method == "POST":
        part_customers(customer=Customer.objects.get(pk=pk), by=request.actor, now=request.now)
        return done(f"/customers/{into}", "parted")
    return HttpResponseRedirect(f"/customers/{into}")


@says("customer.joined")
def _joined(facts: Facts, _now: object) -> str:
    return _("Two records are one customer now")


def _wanted(request: StaffRequest) -> tuple[Customer, str]:
    faults = Faults()
    with faults:
        into = _chosen(request)
    with faults:
        reason = require_name(request.POST.get("reason", ""), longest=LONGEST, field="reason")
    faults.refuse()
    return into, reason


def _chosen(request: StaffRequest) -> Customer:
    pk = number_in(request.POST.get("into"))
    found = Customer.objects.visible_to(request.actor).filter(pk=pk).first() if pk else None
    if found is None:
        raise Invalid(_("Choose the record it becomes part of."), field="into")
    return found


def _show(request: StaffRequest, customer: Customer, refusal: Refusal | None = None) -> HttpResponse:
    asked = (request.POST or request.GET).get("q", "").strip()[:120]
    context: dict[str, Any] = {
        "customer": customer,
        "asked": asked,
        "found": _records(request, customer, asked or customer.name),
        "kept": request.POST if refusal else {},
        "problem": problem_of(refusal),
    }
    return staff_page_of(request, "customers/join.html", context, status=status_of(refusal) if refusal else 200)


def _records(request: StaffRequest, customer: Customer, asked: str) -> CustomerQuerySet:
    """Return the records a name, a number, an address or the reference of a case leads to, the newest first."""
    others = Customer.objects.visible_to(request.actor).standing().exclude(pk=customer.pk)
    if not asked:
        return others.none()
    known = Q()
    for kind, value in possible_identities(asked):
        known |= Q(identities__kind=kind, identities__value=value)
    if case := number_of(asked):
        known |= Q(pk__in=Case.objects.visible_to(request.actor).filter(pk=case).values("customer"))
    near = others.filter(known | Q(name__istartswith=asked)).order_by("-pk").values("pk")[:MOST]
    seen = Q(cases__in=Case.objects.visible_to(request.actor))
    shown = Customer.objects.filter(pk__in=list(near.values_list("pk", flat=True)))
    return shown.annotate(case_count=Count("cases", filter=seen)).order_by("-pk").prefetch_related("identities")
