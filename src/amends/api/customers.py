"""Customers, and by what they are known again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from django.db.models import Prefetch, Q
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import BaseModel, Field

from amends.api import paging
from amends.api.answers import READS, WRITES, answer, once
from amends.api.auth import ApiRequest
from amends.api.fields import Given, Name
from amends.api.paging import Cursor, Limit
from amends.models import CareFlag, Customer, CustomerJoin, Identity
from amends.models.customers import CustomerQuerySet
from amends.rules.identities import normalise
from amends.rules.refusals import Conflict, Invalid, NotFound
from amends.services import customers
from amends.services.staff import require

router = Router(tags=["customers"])
KINDS = ("phone", "email", "member")


class IdentityOut(BaseModel):
    """One way a customer is recognised, in its one spelling."""

    kind: str
    value: str


class CareOut(BaseModel):
    """Why to take special care of a customer, until which day included."""

    reason: str
    until_on: date


class CustomerOut(BaseModel):
    """A customer. Without any identity they are known by their case alone."""

    id: int
    name: str
    language: str
    created_at: datetime
    identities: list[IdentityOut]
    care: CareOut | None
    part_of: int | None = Field(description="The record this one was joined with; nothing is written here any more.")


class CustomerList(BaseModel):
    """A page of customers, the newest first."""

    items: list[CustomerOut]
    next_cursor: str | None


class CustomerEdit(Given):
    """What is to change; what is left out stays as it is."""

    name: Name | None = None
    language: str | None = Field(None, max_length=10, description="en, zh-hans, or empty when it is not known.")


class IdentityIn(Given):
    """One more way to recognise a customer."""

    kind: str = Field(min_length=1, max_length=30, pattern=r"^[a-z][a-z0-9_]*$", examples=["phone", "wechat"])
    value: str = Field(min_length=1, max_length=200)


@router.get("", response={200: CustomerList, **READS}, summary="List customers")
def list_customers(
    request: ApiRequest,
    *,
    identity: Annotated[
        str | None, Query(max_length=200, description="A telephone number, address or member number.")
    ] = None,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> HttpResponse:
    """Those with a case at a place you may read; with `identity` only the one it belongs to."""
    require(request.auth, "customer.read")
    found = _whole(Customer.objects.visible_to(request.auth).standing().order_by("-pk"))
    if identity is not None:
        known = customers.find_customer(_spellings(identity))
        found = found.filter(pk=known.pk) if known else found.none()
    if cursor:
        found = found.filter(pk__lt=paging.place("customers", cursor, int)[0])
    shown, following = paging.cut(list(found[: limit + 1]), limit, lambda last: paging.cursor("customers", last.pk))
    return answer(CustomerList(items=[customer_out(one) for one in shown], next_cursor=following))


def _spellings(told: str) -> list[tuple[str, str]]:
    spelled = []
    for kind in KINDS:
        try:
            spelled.append((kind, normalise(kind, told)))
        except Invalid:
            continue  # it is no such thing
    return spelled


@router.get("/{int:customer_id}", response={200: CustomerOut, **READS}, summary="Read a customer")
def read_customer(request: ApiRequest, customer_id: int) -> HttpResponse:
    """Name, language and identities."""
    return answer(customer_out(visible_customer(customer_id, request)))


def visible_customer(customer_id: int, request: ApiRequest) -> Customer:
    """Return a customer with a case at a place the caller may read, or a record that became part of one."""
    require(request.auth, "customer.read")
    visible = Customer.objects.visible_to(request.auth)
    joined = CustomerJoin.objects.live().filter(into__in=visible).values("customer")
    found = Customer.objects.filter(Q(pk__in=visible.values("pk")) | Q(pk__in=joined)).filter(pk=customer_id)
    joins = Prefetch("joins", CustomerJoin.objects.live(), to_attr="part_of")
    customer = _whole(found).prefetch_related(joins).first()
    if customer is None:
        raise NotFound(_("There is nothing here, or it is not yours to see."))
    return customer


def standing_customer(customer_id: int, request: ApiRequest) -> Customer:
    """Return a customer that can be written to."""
    customer = visible_customer(customer_id, request)
    if (into := part_of(customer)) is not None:
        message = _("This record is part of customer %(number)s. Write to that one.")
        raise Conflict(message, params={"number": into})
    return customer


def _whole(found: CustomerQuerySet) -> CustomerQuerySet:
    """Customers with all that is shown of them, however many they are."""
    care = Prefetch("care_flags", CareFlag.objects.in_force(timezone.localdate()), to_attr="care_now")
    return found.prefetch_related("identities", care)


def part_of(customer: Customer) -> int | None:
    """Return the record this one is part of."""
    joins: list[CustomerJoin] = getattr(customer, "part_of", [])
    return joins[0].into_id if joins else None


def customer_out(customer: Customer) -> CustomerOut:
    """Return a customer as the API shows them."""
    identities: list[Identity] = sorted(customer.identities.all(), key=lambda one: (one.kind, one.value))
    care: list[CareFlag] = getattr(customer, "care_now", [])
    return CustomerOut(
        id=customer.pk,
        name=customer.name,
        language=customer.language,
        created_at=customer.created_at,
        identities=[IdentityOut(kind=one.kind, value=one.value) for one in identities],
        care=CareOut(reason=care[0].reason, until_on=care[0].until_on) if care else None,
        part_of=part_of(customer),
    )


@router.patch("/{int:customer_id}", response={200: CustomerOut, **WRITES}, summary="Edit a customer")
def edit_customer(request: ApiRequest, customer_id: int, body: CustomerEdit) -> HttpResponse:
    """Change the name, or the language we write in."""

    def act() -> tuple[int, CustomerOut]:
        customer = standing_customer(customer_id, request)
        edited = customers.edit_customer(
            customer=customer,
            name=customer.name if body.name is None else body.name,
            language=customer.language if body.language is None else body.language,
            by=request.auth,
            now=timezone.now(),
        )
        return 200, customer_out(edited)

    return once(request, body, act)


@router.post("/{int:customer_id}/identities", response={201: CustomerOut, **WRITES}, summary="Add an identity")
def add_identity(request: ApiRequest, customer_id: int, body: IdentityIn) -> HttpResponse:
    """One that belongs to somebody else is refused, never merged silently."""

    def act() -> tuple[int, CustomerOut]:
        customer = standing_customer(customer_id, request)
        customers.add_identity(customer=customer, kind=body.kind, value=body.value, by=request.auth, now=timezone.now())
        return 201, customer_out(visible_customer(customer_id, request))

    return once(request, body, act)
