"""Two records of one customer, made one and two again; and special care of a customer."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import Field

from amends.api.answers import WRITES, once
from amends.api.auth import ApiRequest
from amends.api.customers import CustomerOut, customer_out, standing_customer, visible_customer
from amends.api.fields import Given
from amends.services import care, joining

router = Router(tags=["customers"])


class Joining(Given):
    """The record this one becomes part of, and how it is known that both are one person."""

    into: int = Field(ge=1, le=2**63 - 1)
    reason: str = Field(min_length=1, max_length=200)


class Care(Given):
    """Why colleagues are to take special care, until which day included."""

    reason: str = Field(min_length=1, max_length=200)
    until_on: date


@router.post("/{int:customer_id}/join", response={200: CustomerOut, **WRITES}, summary="Join two records")
def join_customers(request: ApiRequest, customer_id: int, body: Joining) -> HttpResponse:
    """Let a record become part of another of the same person. Answers with the one that goes on for both."""

    def act() -> tuple[int, CustomerOut]:
        customer, into = visible_customer(customer_id, request), visible_customer(body.into, request)
        joining.join_customers(customer=customer, into=into, reason=body.reason, by=request.auth, now=timezone.now())
        return 200, customer_out(visible_customer(into.pk, request))

    return once(request, body, act)


@router.post("/{int:customer_id}/part", response={200: CustomerOut, **WRITES}, summary="Take joined records apart")
def part_customers(request: ApiRequest, customer_id: int) -> HttpResponse:
    """Let a joined record stand alone again, with what it brought."""

    def act() -> tuple[int, CustomerOut]:
        customer = visible_customer(customer_id, request)
        joining.part_customers(customer=customer, by=request.auth, now=timezone.now())
        return 200, customer_out(visible_customer(customer_id, request))

    return once(request, None, act)


@router.put("/{int:customer_id}/care", response={200: CustomerOut, **WRITES}, summary="Ask for special care")
def flag_for_care(request: ApiRequest, customer_id: int, body: Care) -> HttpResponse:
    """Show why a customer needs care wherever they are met; what stood there before is replaced."""

    def act() -> tuple[int, CustomerOut]:
        customer = standing_customer(customer_id, request)
        care.flag_for_care(
            customer=customer, reason=body.reason, until_on=body.until_on, by=request.auth, now=timezone.now()
        )
        return 200, customer_out(visible_customer(customer_id, request))

    return once(request, body, act)


# A method of HTTP and no row of ours.
@router.delete("/{int:customer_id}/care", response={200: CustomerOut, **WRITES}, summary="Take the care flag away")
def lift_care(request: ApiRequest, customer_id: int) -> HttpResponse:
    """Take the care flag away before its day."""

    def act() -> tuple[int, CustomerOut]:
        care.lift_care(customer=standing_customer(customer_id, request), by=request.auth, now=timezone.now())
        return 200, customer_out(visible_customer(customer_id, request))

    return once(request, None, act)
