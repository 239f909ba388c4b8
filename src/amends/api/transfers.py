"""Hand a case over: ask a colleague, and answer when one was asked."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Router
from pydantic import Field

from amends.api.answers import WRITES, once
from amends.api.auth import ApiRequest
from amends.api.cases import WholeCase, visible_case, whole_case
from amends.api.fields import Given, NumberOrName
from amends.models import Staff, Transfer
from amends.rules.refusals import Invalid
from amends.services import transfers
from amends.services.staff import require

router = Router(tags=["cases"])


class TransferIn(Given):
    """Who shall take the case over, and why."""

    to: NumberOrName = Field(description="Number or e-mail address of a colleague.")
    reason: str = Field("", max_length=300)


@router.post("/{reference}/transfers", response={201: WholeCase, **WRITES}, summary="Ask a colleague to take over")
def ask_transfer(request: ApiRequest, reference: str, body: TransferIn) -> HttpResponse:
    """The owner stays who it was until the colleague accepts."""

    def act() -> tuple[int, WholeCase]:
        case = visible_case(reference, request)
        require(request.auth, "case.assign", case.site_id)  # before anything is said about colleagues
        transfers.ask_transfer(
            case=case, to=colleague_named(body.to, field="to"), reason=body.reason, by=request.auth, now=timezone.now()
        )
        return 201, whole_case(visible_case(reference, request), request)

    return once(request, body, act)


def colleague_named(told: str, *, field: str) -> Staff:
    """Return the colleague with this number or e-mail address."""
    by_number = told.isdecimal() and len(told) < 19
    found = Staff.objects.active().filter(**({"pk": int(told)} if by_number else {"email__iexact": told})).first()
    if found is None:
        raise Invalid(_("There is no colleague with this number or e-mail address."), field=field)
    return found


@router.post("/{reference}/transfers/accept", response={200: WholeCase, **WRITES}, summary="Take a case over")
def accept_transfer(request: ApiRequest, reference: str) -> HttpResponse:
    """Become the owner of a case one was asked to take over; only the colleague who was asked can."""
    return _answer(request, reference, transfers.accept_transfer)


@router.post("/{reference}/transfers/decline", response={200: WholeCase, **WRITES}, summary="Decline a case")
def decline_transfer(request: ApiRequest, reference: str) -> HttpResponse:
    """Say no; the owner stays who it was."""
    return _answer(request, reference, transfers.decline_transfer)


@router.post("/{reference}/transfers/withdraw", response={200: WholeCase, **WRITES}, summary="Withdraw the question")
def withdraw_transfer(request: ApiRequest, reference: str) -> HttpResponse:
    """Take the question back before it is answered."""
    return _answer(request, reference, transfers.withdraw_transfer)


def _answer(request: ApiRequest, reference: str, verb: Callable[..., Transfer]) -> HttpResponse:
    def act() -> tuple[int, WholeCase]:
        verb(case=visible_case(reference, request), by=request.auth, now=timezone.now())
        return 200, whole_case(visible_case(reference, request), request)

    return once(request, None, act)
