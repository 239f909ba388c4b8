"""
Pages of a list: each answer carries a cursor to the next.

A cursor holds the place of the last row, not how many were shown, so rows that arrive meanwhile shift nothing and the
thousandth page costs as much as the first. To callers it is opaque.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from django.utils.translation import gettext_lazy as _
from ninja import Query

from amends.api.fields import LARGEST
from amends.rules.refusals import Invalid

Row = TypeVar("Row")
Limit = Annotated[int, Query(ge=1, le=200, description="The most items on this page.")]
Cursor = Annotated[str, Query(max_length=300, description="`next_cursor` of the page before.")]


def cursor(kind: str, *place: Any) -> str:
    """Return a cursor to after a place in a list of this kind."""
    return (
        urlsafe_b64encode(json.dumps([kind, *place], separators=(",", ":"), default=str).encode()).decode().rstrip("=")
    )


def place(kind: str, told: str, *types: type) -> list[Any]:
    """Return the place a cursor holds; refuse one that we did not give out for this kind of list."""
    try:
        held = json.loads(urlsafe_b64decode(told + "=" * (-len(told) % 4)))
        if not isinstance(held, list) or held[0] != kind or len(held) != 1 + len(types):
            raise ValueError
        return [_as(one, of_type) for one, of_type in zip(held[1:], types, strict=True)]
    except (ValueError, OverflowError, RecursionError, IndexError):
        raise Invalid(_("This cursor does not belong to this list. Begin again without one."), field="cursor") from None


def _as(value: Any, of_type: type) -> Any:
    if of_type is int and type(value) is int and 0 <= value <= LARGEST:
        return value
    if of_type is datetime and isinstance(value, str) and (instant := datetime.fromisoformat(value)).tzinfo:
        return instant.astimezone(UTC)
    raise ValueError


def cut(rows: Sequence[Row], limit: int, cursor_of: Callable[[Row], str]) -> tuple[Sequence[Row], str | None]:
    """Return the rows of a page and the cursor to the next; ``rows`` hold one more than a page if there is a next."""
    if len(rows) <= limit:
        return rows, None
    return rows[:limit], cursor_of(rows[limit - 1])
