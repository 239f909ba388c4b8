"""What a colleague or a program does with a case: judge it, put it right, end it otherwise, name a next date."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Router
from pydantic import Field, StrictBool, StrictInt

from amends.api.answers import WRITES, once
from amends.api.auth import ApiRequest
from amends.api.cases import PromiseOut, WholeCase, promise_out, visible_case, whole_case
from amends.api.fields import Given, Instant
from amends.models import FailureType
from amends.rules.lifecycle import CloseOutReason
from amends.rules.refusals import Invalid
from amends.services import cases
from amends.services.staff import require

router = Router(tags=["cases"])


class Judgement(Given):
    """How bad it is, and of which kind; what is left out stays as it is."""

    severity: Annotated[StrictInt, Field(ge=1, le=5)] | None = None
    failure_type: str | None = Field(None, max_length=60, description="Key of the kind of failure.")
    is_safe: StrictBool | None = Field(None, description="Nobody is in danger.")
    relationship: Literal["true", "pseudo", "first"] | None = None


class Resolution(Given):
    """The final response: we hold it for put right, and the customer is asked whether it is."""

    final_response: str
    severity: Annotated[StrictInt, Field(ge=1, le=5)] | None = None
    is_safe: StrictBool | None = None


class CloseOut(Given):
    """Why a case ends without the customer's word, and what the customer is told."""

    reason: CloseOutReason
    explanation: str


class NextDate(Given):
    """When the customer hears from us again at the latest."""

    next_at: Instant


@router.post("/{reference}/triage", response={200: WholeCase, **WRITES}, summary="Judge a case")
def triage_case(request: ApiRequest, reference: str, body: Judgement) -> HttpResponse:
    """Say how bad it is, of which kind, and whether everybody is safe."""

    def act() -> tuple[int, WholeCase]:
        case = visible_case(reference, request)
        require(request.auth, "case.triage", case.site_id)  # before anything is said about kinds of failure
        case = cases.triage_case(
            case=case,
            severity=body.severity,
            failure_type=_failure_type(body.failure_type) if body.failure_type else None,
            is_safe=body.is_safe,
            relationship=body.relationship or "",
            by=request.auth,
            now=timezone.now(),
        )
        return 200, whole_case(case, request)

    return once(request, body, act)


def _failure_type(key: str) -> FailureType:
    found = FailureType.objects.in_use().filter(key=key).first()
    if found is None:
        raise Invalid(_("There is no kind of failure with this key."), field="failure_type")
    return found


@router.post("/{reference}/resolve", response={200: WholeCase, **WRITES}, summary="Resolve a case")
def resolve_case(request: ApiRequest, reference: str, body: Resolution) -> HttpResponse:
    """Send the final response. Only the customer's word closes the case as satisfied."""

    def act() -> tuple[int, WholeCase]:
        case = cases.resolve_case(
            case=visible_case(reference, request),
            final_response=body.final_response,
            severity=body.severity,
            is_safe=body.is_safe,
            by=request.auth,
            now=timezone.now(),
        )
        return 200, whole_case(case, request)

    return once(request, body, act)


@router.post("/{reference}/close-out", response={200: WholeCase, **WRITES}, summary="End a case otherwise")
def close_case_out(request: ApiRequest, reference: str, body: CloseOut) -> HttpResponse:
    """End a case that is withdrawn, a duplicate, meant for another company, without fault, or abuse."""

    def act() -> tuple[int, WholeCase]:
        case = cases.close_out(
            case=visible_case(reference, request),
            reason=body.reason.value,
            explanation=body.explanation,
            by=request.auth,
            now=timezone.now(),
        )
        return 200, whole_case(case, request)

    return once(request, body, act)


@router.post("/{reference}/promises", response={201: PromiseOut, **WRITES}, summary="Promise a next date")
def promise_next_date(request: ApiRequest, reference: str, body: NextDate) -> HttpResponse:
    """Give the customer a new next date; the one before no longer counts."""

    def act() -> tuple[int, PromiseOut]:
        promise = cases.promise_next_date(
            case=visible_case(reference, request), next_at=body.next_at, by=request.auth, now=timezone.now()
        )
        return 201, promise_out(promise)

    return once(request, body, act)
