"""Answer, and answer a repeated write with the first answer and no second effect."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel

from amends.api.auth import ApiRequest
from amends.api.errors import Problem
from amends.rules.refusals import Invalid
from amends.services import idempotency

# What any address may answer besides what it is for.
READS: dict[int, Any] = dict.fromkeys((400, 401, 403, 404, 409, 422), Problem)
WRITES: dict[int, Any] = dict.fromkeys((400, 401, 403, 404, 409, 413, 415, 422), Problem)

# What was told to one caller is nobody else's, and no browser takes it for anything but JSON.
HEADERS = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}

Result = tuple[int, BaseModel]


def answer(value: BaseModel, *, status: int = 200) -> HttpResponse:
    """Return a value as JSON."""
    return _json(value.__pydantic_serializer__.to_json(value), status)


def _json(content: bytes, status: int) -> HttpResponse:
    return HttpResponse(content, status=status, headers={"Content-Type": "application/json", **HEADERS})


def key_of(request: ApiRequest) -> str | None:
    """Return the Idempotency-Key of a request, or None; refuse one that nobody could have meant."""
    key = request.META.get("HTTP_IDEMPOTENCY_KEY")
    if key is None:
        return None
    if not 0 < len(key) <= idempotency.LONGEST_KEY or not key.isprintable():
        raise Invalid(_("An Idempotency-Key has 1 to 100 characters."), field="Idempotency-Key")
    return str(key)


def once(request: ApiRequest, body: BaseModel | None, act: Callable[[], Result]) -> HttpResponse:
    """Act and answer; the same Idempotency-Key with the same request again gets the same answer and no second act."""
    key = key_of(request)
    if key is None:
        status, value = act()
        return answer(value, status=status)

    def act_and_tell() -> tuple[int, Any]:
        status, value = act()
        return status, value.model_dump(mode="json")

    asked = [request.method, request.path, body.model_dump(mode="json") if body else None]
    (status, told), is_new = idempotency.once(
        key=key, request=asked, by=request.auth, now=timezone.now(), act=act_and_tell
    )
    response = _json(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode(), status)
    if not is_new:
        response["Idempotency-Replayed"] = "true"
    return response
