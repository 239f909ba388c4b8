"""What a colleague or a program makes of a warning or a topic: somebody looks into it, or it is none."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import Field

from amends.api.answers import WRITES, once
from amends.api.auth import ApiRequest
from amends.api.fields import Given
from amends.api.warnings import WholeTopic, WholeWarning, visible_topic, visible_warning, whole_topic, whole_warning
from amends.services import topics, warnings
from amends.services.staff import require

router = Router(tags=["warnings"])
topics_router = Router(tags=["warnings"])


class Dismissal(Given):
    """Why it is none."""

    reason: str = Field(description="In a few words, at most 200 characters: who sees the next one reads it.")


@router.post(
    "/{int:number}/acknowledge", response={200: WholeWarning, **WRITES}, summary="Say that somebody looks into it"
)
def acknowledge_warning(request: ApiRequest, number: int) -> HttpResponse:
    """It stays and follows the counts."""

    def act() -> tuple[int, WholeWarning]:
        require(request.auth, "warning.judge")
        warnings.acknowledge_warning(warning=visible_warning(number, request), by=request.auth, now=timezone.now())
        return 200, whole_warning(visible_warning(number, request))

    return once(request, None, act)


@router.post("/{int:number}/dismiss", response={200: WholeWarning, **WRITES}, summary="Call it a false alarm")
def dismiss_warning(request: ApiRequest, number: int, body: Dismissal) -> HttpResponse:
    """For eight weeks the same has to be twice as surprising."""

    def act() -> tuple[int, WholeWarning]:
        require(request.auth, "warning.judge")
        warning = visible_warning(number, request)
        warnings.dismiss_warning(warning=warning, reason=body.reason, by=request.auth, now=timezone.now())
        return 200, whole_warning(visible_warning(number, request))

    return once(request, body, act)


@topics_router.post(
    "/{int:number}/acknowledge", response={200: WholeTopic, **WRITES}, summary="Say that somebody looks into a topic"
)
def acknowledge_topic(request: ApiRequest, number: int) -> HttpResponse:
    """It stays and follows its cases."""

    def act() -> tuple[int, WholeTopic]:
        require(request.auth, "warning.judge")
        topics.acknowledge_topic(topic=visible_topic(number, request), by=request.auth, now=timezone.now())
        return 200, whole_topic(visible_topic(number, request), request)

    return once(request, None, act)


@topics_router.post("/{int:number}/dismiss", response={200: WholeTopic, **WRITES}, summary="Say that it is no topic")
def dismiss_topic(request: ApiRequest, number: int, body: Dismissal) -> HttpResponse:
    """For eight weeks the same cases are not found again. To give it a failure type is a colleague's word."""

    def act() -> tuple[int, WholeTopic]:
        require(request.auth, "warning.judge")
        topic = visible_topic(number, request)
        topics.dismiss_topic(topic=topic, reason=body.reason, by=request.auth, now=timezone.now())
        return 200, whole_topic(visible_topic(number, request), request)

    return once(request, body, act)
