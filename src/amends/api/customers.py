"""Customers, and by what they are known again."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

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
from amends.models import Customer, Identity
from amends.rules.identities import normalise
from amends.rules.refusals import Invalid, NotFound
from amends.services import customers
from amends.services.staff import require

router = Router(tags=["customers"])
KINDS = ("phone", "email", "member")


class IdentityOut(BaseModel):
    """One way a customer is recognised, in its one spelling."""

    kind: str
    value: str


class CustomerOut(BaseModel):
    """A customer. Without any identity they are known by their case alone."""

    id: int
    name: str
    language: str
    created_at: datetime
    identities: list[IdentityOut]


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
    found = Customer.objects.visible_to(request.auth).order_by("-pk").prefetch_related("identities")
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
    """Return a customer with a case at a place the caller may read."""
    require(request.auth, "customer.read")
    found = Customer.objects.visible_to(request.auth).filter(pk=customer_id).first()
    if found is None:
        raise NotFound(_("There is nothing here, or it is not yours to see."))
    return found


def customer_out(customer: Customer) -> CustomerOut:
    """Return a customer as the API shows them."""
    identities: list[Identity] = sorted(customer.identities.all(), key=lambda one: (one.kind, one.value))
    return CustomerOut(
        id=customer.pk,
        name=customer.name,
        language=customer.language,
        created_at=customer.created_at,
        identities=[IdentityOut(kind=one.kind, value=one.value) for one in identities],
    )


@router.patch("/{int:customer_id}", response={200: CustomerOut, **WRITES}, summary="Edit a customer")
def edit_customer(request: ApiRequest, customer_id: int, body: CustomerEdit) -> HttpResponse:
    """Change the name, or the language we write in."""

    def act() -> tuple[int, CustomerOut]:
        customer = visible_customer(customer_id, request)
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
        customer = visible_customer(customer_id, request)
        customers.add_identity(customer=customer, kind=body.kind, value=body.value, by=request.auth, now=timezone.now())
        return 201, customer_out(customer)

    return once(request, body, act)
