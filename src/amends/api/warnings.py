"""Early warnings and new topics: where more comes in than should, and what people begin to say."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated, Literal

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from amends.api import paging
from amends.api.answers import READS, answer
from amends.api.auth import ApiRequest
from amends.api.cases import spoken
from amends.api.paging import Cursor, Limit
from amends.models import Case, EarlyWarning, Topic
from amends.rules.refusals import NotFound
from amends.services.staff import require

router = Router(tags=["warnings"])
topics_router = Router(tags=["warnings"])

State = Literal["new", "looked_into", "dismissed", "named", "over"]
Which = Annotated[Literal["live", "all"], Query(description="live: what nobody dismissed and what still goes on.")]


class WarningOut(BaseModel):
    """More cases of a kind than expected, at a place and below it."""

    id: int
    state: State
    site: int
    failure_type: int | None = Field(description="null: of all kinds together.")
    began_on: date
    until_on: date = Field(description="The newest day on which it stood out.")
    observed: int = Field(description="Cases from began_on to until_on.")
    expected: float
    low: int = Field(description="Between low and high lie 95 of 100 quiet spans as long.")
    high: int
    p: float = Field(description="Chance of something as surprising in quiet times.")
    q: float = Field(description="Share of false ones among warnings as surprising.")
    raised_at: datetime
    reason: str = Field(description="Why it was called a false alarm.")
    watch: str | None = Field(description="The watch that asked for it; null: nobody had to ask.")
    told_at_cases: int | None = Field(description="A count told, of so many cases; expected, p and q did not.")
    told_within_days: int | None = Field(description="Within so many days.")


class DayOut(BaseModel):
    """One day of the course of a warning."""

    day: date
    observed: int
    expected: float
    low: int
    high: int


class WholeWarning(WarningOut):
    """A warning with the days before and since."""

    course: list[DayOut]


class WarningList(BaseModel):
    """A page of warnings."""

    items: list[WarningOut]
    next_cursor: str | None


class TopicOut(BaseModel):
    """What several customers began to say that no failure type covers."""

    id: int
    state: State
    site: int = Field(description="The narrowest place that all of its cases are at.")
    words: list[str] = Field(description="The phrases it is called by, the most telling first.")
    group: str = Field(description="Whom it concerns, as the cases name them; often empty.")
    voices: int = Field(description="People who say it; one person or one text repeated is one.")
    in_week: int
    expected: float
    began_on: date
    until_on: date
    found_at: datetime
    failure_type: int | None = Field(description="The type it was made.")
    reason: str = Field(description="Why it was called no topic.")


class WholeTopic(TopicOut):
    """A topic with those of its cases that the caller may read."""

    cases: list[str]
    representative: str | None = Field(description="The case that says it best.")


class TopicList(BaseModel):
    """A page of topics."""

    items: list[TopicOut]
    next_cursor: str | None


@router.get("", response={200: WarningList, **READS}, summary="List warnings")
def list_warnings(
    request: ApiRequest, *, which: Which = "live", cursor: Cursor = "", limit: Limit = 50
) -> HttpResponse:
    """The newest first. What goes on keeps its number and is brought up to date every hour."""
    require(request.auth, "warning.read")
    found = EarlyWarning.objects.visible_to(request.auth).select_related("watch").order_by("-pk")
    found = found.live() if which == "live" else found
    if cursor:
        found = found.filter(pk__lt=paging.place("warnings", cursor, int)[0])
    shown, following = paging.cut(list(found[: limit + 1]), limit, lambda last: paging.cursor("warnings", last.pk))
    return answer(WarningList(items=[_warning(one) for one in shown], next_cursor=following))


@router.get("/{int:number}", response={200: WholeWarning, **READS}, summary="Read a warning")
def read_warning(request: ApiRequest, number: int) -> HttpResponse:
    """With the course of the days, each with what was expected of it."""
    return answer(whole_warning(visible_warning(number, request)))


@topics_router.get("", response={200: TopicList, **READS}, summary="List new topics")
def list_topics(request: ApiRequest, *, which: Which = "live", cursor: Cursor = "", limit: Limit = 50) -> HttpResponse:
    """The newest first."""
    require(request.auth, "warning.read")
    found = Topic.objects.visible_to(request.auth).order_by("-pk")
    found = found.live() if which == "live" else found
    if cursor:
        found = found.filter(pk__lt=paging.place("topics", cursor, int)[0])
    shown, following = paging.cut(list(found[: limit + 1]), limit, lambda last: paging.cursor("topics", last.pk))
    return answer(TopicList(items=[_topic(one) for one in shown], next_cursor=following))


@topics_router.get("/{int:number}", response={200: WholeTopic, **READS}, summary="Read a topic")
def read_topic(request: ApiRequest, number: int) -> HttpResponse:
    """With those of its cases that you may read."""
    return answer(whole_topic(visible_topic(number, request), request))


def visible_warning(number: int, request: ApiRequest) -> EarlyWarning:
    """Return a warning, or refuse: it is not there, or not theirs to see, which look the same."""
    require(request.auth, "warning.read")
    if (
        found := EarlyWarning.objects.visible_to(request.auth).select_related("watch").filter(pk=number).first()
    ) is None:
        raise NotFound
    return found


def visible_topic(number: int, request: ApiRequest) -> Topic:
    """Return a topic, or refuse in the same way."""
    require(request.auth, "warning.read")
    if (found := Topic.objects.visible_to(request.auth).filter(pk=number).first()) is None:
        raise NotFound
    return found


def _state(found: EarlyWarning | Topic) -> State:
    if found.dismissed_at:
        return "dismissed"
    if isinstance(found, Topic) and found.named_at:
        return "named"
    if found.over_at:
        return "over"
    return "looked_into" if found.acknowledged_at else "new"


def _warning(found: EarlyWarning) -> WarningOut:
    return WarningOut(
        id=found.pk,
        state=_state(found),
        site=found.site_id,
        failure_type=found.failure_type_id,
        began_on=found.began_on,
        until_on=found.until_on,
        observed=found.observed,
        expected=found.expected,
        low=found.low,
        high=found.high,
        p=found.p,
        q=found.q,
        raised_at=found.raised_at,
        reason=found.reason,
        watch=found.watch.name if found.watch else None,
        told_at_cases=found.told_at_cases,
        told_within_days=found.told_within_days,
    )


def whole_warning(found: EarlyWarning) -> WholeWarning:
    """Return a warning with the days before and since."""
    course = [
        DayOut(day=found.course_from_on + timedelta(days=at), observed=row[0], expected=row[1], low=row[2], high=row[3])
        for at, row in enumerate(found.course)
    ]
    return WholeWarning(**_warning(found).model_dump(), course=course)


def _topic(found: Topic) -> TopicOut:
    return TopicOut(
        id=found.pk,
        state=_state(found),
        site=found.site_id,
        words=found.words,
        group=found.group,
        voices=found.voices,
        in_week=found.in_week,
        expected=found.expected,
        began_on=found.began_on,
        until_on=found.until_on,
        found_at=found.found_at,
        failure_type=found.failure_type_id,
        reason=found.reason,
    )


def whole_topic(found: Topic, request: ApiRequest) -> WholeTopic:
    """Return a topic with its cases."""
    # A case may be restricted, or lie at a place the caller does not see.
    seen = set(Case.objects.visible_to(request.auth).filter(pk__in=found.cases).values_list("pk", flat=True))
    best = found.representative_id
    return WholeTopic(
        **_topic(found).model_dump(),
        cases=[spoken(pk) for pk in found.cases if pk in seen],
        representative=spoken(best) if best in seen else None,
    )
