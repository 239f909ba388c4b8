"""The history: what happened, in the order it was written down."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query, Router
from pydantic import BaseModel, Field

from amends.api import paging
from amends.api.answers import READS, answer
from amends.api.auth import ApiRequest
from amends.api.cases import spoken, visible_case
from amends.api.paging import Cursor, Limit
from amends.models import Event
from amends.services.staff import require

router = Router(tags=["events"])


class EventOut(BaseModel):
    """One link of the history. `facts` hold references and salted digests, nothing personal."""

    id: int
    reference: str | None = Field(description="Its case; null for what belongs to the whole house.")
    sequence: int = Field(description="Its place in the chain of its case.")
    verb: str
    at: datetime = Field(description="When it happened.")
    recorded_at: datetime
    actor_kind: str
    actor_id: int | None
    facts: dict[str, Any]
    digest: str = Field(description="SHA-256 over this link and the one before, in hex.")


class EventList(BaseModel):
    """A page of events, the oldest first. Keep the last cursor: it continues with what happens next."""

    items: list[EventOut]
    next_cursor: str | None
    has_more: bool


@router.get("", response={200: EventList, **READS}, summary="Follow the history")
def list_events(
    request: ApiRequest,
    *,
    case: Annotated[str, Query(max_length=80, description="Reference of a case.")] = "",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> HttpResponse:
    """The oldest first, so that a program can follow: `next_cursor` is always there once there was an event."""
    require(request.auth, "event.read")
    found = Event.objects.visible_to(request.auth).order_by("pk")
    # Within one case numbers come in order; over all of them a program must not run past one still being written.
    found = found.filter(case=visible_case(case, request)) if case else found.settled(timezone.now())
    if cursor:
        found = found.filter(pk__gt=paging.place("events", cursor, int)[0])
    rows = list(found[: limit + 1])
    shown = rows[:limit]
    following = paging.cursor("events", shown[-1].pk) if shown else cursor or None
    items = [event_out(one) for one in shown]
    return answer(EventList(items=items, next_cursor=following, has_more=len(rows) > limit))


def event_out(event: Event) -> EventOut:
    """Return an event as the API shows it."""
    return EventOut(
        id=event.pk,
        reference=spoken(event.case_id) if event.case_id else None,
        sequence=event.sequence,
        verb=event.verb,
        at=event.at,
        recorded_at=event.recorded_at,
        actor_kind=event.actor_kind,
        actor_id=event.actor_id,
        facts=event.facts,
        digest=bytes(event.digest).hex(),
    )
