"""The kinds of failure a case can be judged as."""

from __future__ import annotations

from django.http import HttpResponse
from ninja import Router
from pydantic import BaseModel, Field

from amends.api.answers import READS, answer
from amends.api.auth import ApiRequest
from amends.models import FailureType
from amends.services.staff import require

router = Router(tags=["cases"])


class FailureTypeOut(BaseModel):
    """A kind of failure, on one of two levels."""

    key: str
    parent: str | None
    name_en: str
    name_zh: str


class FailureTypeList(BaseModel):
    """All kinds of failure in use; there are few enough for one page."""

    items: list[FailureTypeOut]
    next_cursor: str | None = Field(None, description="Always null.")


@router.get("", response={200: FailureTypeList, **READS}, summary="List kinds of failure")
def list_failure_types(request: ApiRequest) -> HttpResponse:
    """Give `key` as `failure_type` when you judge a case."""
    require(request.auth, "case.read")
    items = [
        FailureTypeOut(
            key=one.key, parent=one.parent.key if one.parent else None, name_en=one.name_en, name_zh=one.name_zh
        )
        for one in FailureType.objects.in_use().select_related("parent")
    ]
    return answer(FailureTypeList(items=items, next_cursor=None))
