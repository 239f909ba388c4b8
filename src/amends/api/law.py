"""What the law asks for in a case: which laws hold, and their dates as promises."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import BaseModel, Field

from amends.api.answers import READS, WRITES, answer, once
from amends.api.auth import ApiRequest
from amends.api.cases import visible_case
from amends.api.fields import Given
from amends.models import Case, CaseLaw, LegalDate, Promise
from amends.services.law import law_of
from amends.services.legal_dates import promise_by_law

router = Router(tags=["law"])


class LegalDateOut(BaseModel):
    """A promise whose date a law set: never later than `allowed_until`."""

    promise: int
    kind: str
    due_at: datetime
    allowed_until: datetime
    law: str
    citation: str
    is_verified: bool


class CaseLawOut(BaseModel):
    """What the law asks for in a case."""

    holds: list[str] = Field(description="The rule packs that are the law at its place on its day.")
    dates: list[LegalDateOut] = Field(description="What is owed by law, the earliest first.")
    notices: dict[str, dict[str, datetime | None]] = Field(
        description="By rule pack: what it wants the customer told, and when that was sent."
    )


class LawIn(Given):
    """Facts by rule pack, as `amends rights facts` names them; `{}` where the receipt alone is enough."""

    law: dict[str, dict[str, Any]] = Field(min_length=1)
    kinds: list[str] | None = Field(None, description="Which promises; left out: all that count at the place.")
    reason: str = Field("", max_length=500, description="Needed to put a date off or drop it.")


@router.get("/{reference}/law", response={200: CaseLawOut, **READS}, summary="What the law asks for in a case")
def case_law(request: ApiRequest, reference: str) -> HttpResponse:
    """Show which laws hold, what is owed by law, and the notices to send."""
    return answer(_law_out(visible_case(reference, request)))


@router.post("/{reference}/law", response={200: CaseLawOut, **WRITES}, summary="Promise what the law asks for")
def promise_law(request: ApiRequest, reference: str, body: LawIn) -> HttpResponse:
    """Promise the dates that laws set on some facts. Told again it changes nothing."""

    def act() -> tuple[int, CaseLawOut]:
        case = visible_case(reference, request)
        kinds = None if body.kinds is None else set(body.kinds)
        promise_by_law(
            case=case, told=body.law, kinds=kinds, reason=body.reason, by=request.auth, now=timezone.now()
        )  # fmt: skip
        return 200, _law_out(case)

    return once(request, body, act)


def _law_out(case: Case) -> CaseLawOut:
    owed = Promise.objects.owed().filter(case=case)
    dates = LegalDate.objects.filter(promise__in=owed).select_related("promise").order_by("promise__due_at")
    law = CaseLaw.objects.filter(case=case).first()
    return CaseLawOut(
        holds=[pack.key for pack in law_of(case)[1]],
        dates=[_date_out(one) for one in dates],
        notices={pack: found["notices"] for pack, found in (law.found if law else {}).items()},
    )


def _date_out(legal: LegalDate) -> LegalDateOut:
    return LegalDateOut(
        promise=legal.promise_id,
        kind=legal.promise.kind,
        due_at=legal.promise.due_at,
        allowed_until=legal.due_at,
        law=legal.pack,
        citation=legal.citation,
        is_verified=legal.is_verified,
    )
