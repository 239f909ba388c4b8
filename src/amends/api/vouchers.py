"""Vouchers at a till: what is left on a code, redeem, and take it back."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import BaseModel, Field

from amends.api.answers import WRITES, answer, once
from amends.api.auth import ApiRequest
from amends.api.fields import Given, Number
from amends.models import Redemption, Voucher
from amends.rules.refusals import NotFound
from amends.rules.vouchers import LONGEST_RECEIPT
from amends.services.redeeming import redeem_voucher, take_back_redemption
from amends.services.vouchers import find_voucher

router = Router(tags=["vouchers"])

Code = Field(max_length=80, description="16 digits; spaces and dashes are fine.", examples=["0000-0000-0000-5724"])


class CodeIn(Given):
    """A code in the body and not in the address, which logs would keep."""

    code: str = Code


class RedemptionIn(Given):
    """What to take off a voucher."""

    code: str = Code
    amount_minor: Number
    receipt: str = Field("", max_length=LONGEST_RECEIPT, description="The till's own number for it.")


class VoucherOut(BaseModel):
    """What is on a voucher. Whose it is stays with the case."""

    currency: str
    amount_minor: int
    left_minor: int
    in_parts: bool = Field(description="False: it is redeemed whole.")
    expires_at: datetime = Field(description="Good until then.")


class RedemptionOut(BaseModel):
    """What was redeemed, and what is left after it."""

    id: int
    amount_minor: int
    receipt: str
    redeemed_at: datetime
    taken_back_at: datetime | None
    voucher: VoucherOut


@router.post("/check", response={200: VoucherOut, **WRITES}, summary="What is left on a voucher")
def check_voucher(request: ApiRequest, body: CodeIn) -> HttpResponse:
    """Too many codes that do not exist are answered with 429, right ones among them."""
    return answer(_voucher(find_voucher(told=body.code, by=request.auth, now=timezone.now())))


@router.post("/redeem", response={201: RedemptionOut, **WRITES}, summary="Redeem a voucher")
def redeem(request: ApiRequest, body: RedemptionIn) -> HttpResponse:
    """Send an Idempotency-Key: what was sent twice is then redeemed once."""
    # Outside of what a refusal undoes, so that wrong codes are counted.
    voucher = find_voucher(told=body.code, by=request.auth, now=timezone.now())

    def act() -> tuple[int, RedemptionOut]:
        redeemed = redeem_voucher(
            voucher=voucher,
            amount_minor=body.amount_minor,
            receipt=body.receipt,
            by=request.auth,
            now=timezone.now(),
        )
        return 201, _redemption(redeemed.redemption)

    return once(request, body, act)


@router.post("/redemptions/{number}/take-back", response={200: RedemptionOut, **WRITES}, summary="Take it back")
def take_back(request: ApiRequest, number: int) -> HttpResponse:
    """Put what was redeemed back on its voucher, within a day. Told again it changes nothing."""

    def act() -> tuple[int, RedemptionOut]:
        seen = Redemption.objects.visible_to(request.auth).select_related("voucher").filter(pk=number).first()
        if seen is None:
            raise NotFound
        return 200, _redemption(take_back_redemption(redemption=seen, by=request.auth, now=timezone.now()))

    return once(request, None, act)


def _voucher(voucher: Voucher) -> VoucherOut:
    return VoucherOut(
        currency=voucher.currency,
        amount_minor=voucher.amount_minor,
        left_minor=voucher.left.minor,
        in_parts=voucher.is_divisible,
        expires_at=voucher.expires_at,
    )


def _redemption(redemption: Redemption) -> RedemptionOut:
    return RedemptionOut(
        id=redemption.pk,
        amount_minor=redemption.amount_minor,
        receipt=redemption.receipt,
        redeemed_at=redemption.redeemed_at,
        taken_back_at=redemption.taken_back_at,
        voucher=_voucher(redemption.voucher),
    )
