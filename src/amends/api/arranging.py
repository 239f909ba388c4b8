"""Cases that belong together or apart: merge and back, split, link, and keep one from most readers."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import BaseModel, Field, StrictInt

from amends.api.answers import WRITES, once
from amends.api.auth import ApiRequest
from amends.api.cases import WholeCase, spoken, visible_case, whole_case
from amends.api.fields import Given, NumberOrName
from amends.api.transfers import colleague_named
from amends.services import linking, merging, restricting, splitting
from amends.services.staff import require

router = Router(tags=["cases"])
Key = Annotated[StrictInt, Field(ge=1, le=2**63 - 1)]
MOST = 500


class Merging(Given):
    """The case this one becomes part of."""

    into: str = Field(max_length=40, description="Its reference, in any spelling.")


class Splitting(Given):
    """The customer's words that are another matter, what we wrote about them, and who owns the new case."""

    intakes: list[Key] = Field(min_length=1, max_length=MOST, description="Ids of what the customer said.")
    messages: list[Key] = Field(default_factory=list, max_length=MOST)
    owner: NumberOrName = Field(description="Number or e-mail address of a colleague.")
    title: str = Field("", max_length=120, description="Empty: the first words.")


class Linking(Given):
    """How this case stands to another."""

    other: str = Field(max_length=40)
    kind: Literal["related", "duplicate_of", "caused_by"]


class Restricting(Given):
    """Why a case is kept from all but its owner, administrators and those named."""

    reason: str
    readers: list[NumberOrName] = Field(default_factory=list, max_length=50)


class Linked(BaseModel):
    """Two cases that belong together, and how the first stands to the second."""

    reference: str
    other: str
    kind: str


class Restricted(BaseModel):
    """Whether a case is kept from most readers; the one who restricted it may be one of those."""

    reference: str
    is_restricted: bool


class Unlinked(BaseModel):
    """Two cases that are linked no more."""

    reference: str
    other: str


@router.post("/{reference}/merge", response={200: WholeCase, **WRITES}, summary="Merge two cases")
def merge_case(request: ApiRequest, reference: str, body: Merging) -> HttpResponse:
    """Let a case become part of another of the same customer. Answers with the one that goes on for both."""

    def act() -> tuple[int, WholeCase]:
        case, into = visible_case(reference, request), visible_case(body.into, request)
        merging.merge_cases(case=case, into=into, by=request.auth, now=timezone.now())
        return 200, whole_case(visible_case(body.into, request), request)

    return once(request, body, act)


@router.post("/{reference}/unmerge", response={200: WholeCase, **WRITES}, summary="Take a merge back")
def unmerge_case(request: ApiRequest, reference: str) -> HttpResponse:
    """Let a merged case stand alone again, with the state and the promises it had."""

    def act() -> tuple[int, WholeCase]:
        merging.unmerge_case(case=visible_case(reference, request), by=request.auth, now=timezone.now())
        return 200, whole_case(visible_case(reference, request), request)

    return once(request, None, act)


@router.post("/{reference}/split", response={201: WholeCase, **WRITES}, summary="Split words off")
def split_case(request: ApiRequest, reference: str, body: Splitting) -> HttpResponse:
    """Move words about another matter into a case of its own, with its own owner and promise. Answers with that one."""

    def act() -> tuple[int, WholeCase]:
        case = visible_case(reference, request)
        require(request.auth, "case.merge", case.site_id)  # before anything is said about colleagues
        new = splitting.split_case(
            case=case,
            intake_ids=body.intakes,
            message_ids=body.messages,
            owner=colleague_named(body.owner, field="owner"),
            title=body.title,
            by=request.auth,
            now=timezone.now(),
        )
        return 201, whole_case(new, request)

    return once(request, body, act)


@router.post("/{reference}/links", response={201: Linked, **WRITES}, summary="Link two cases")
def link_cases(request: ApiRequest, reference: str, body: Linking) -> HttpResponse:
    """Say how a case stands to another; both show it."""

    def act() -> tuple[int, Linked]:
        case, other = visible_case(reference, request), visible_case(body.other, request)
        linking.link_cases(case=case, other=other, kind=body.kind, by=request.auth, now=timezone.now())
        return 201, Linked(reference=spoken(case.pk), other=spoken(other.pk), kind=body.kind)

    return once(request, body, act)


# A method of HTTP and no row of ours, here and below.
@router.delete("/{reference}/links/{other}", response={200: Unlinked, **WRITES}, summary="Take a link away")
def unlink_cases(request: ApiRequest, reference: str, other: str) -> HttpResponse:
    """Take the link between two cases away; the history keeps that there was one."""

    def act() -> tuple[int, Unlinked]:
        case, another = visible_case(reference, request), visible_case(other, request)
        linking.unlink_cases(case=case, other=another, by=request.auth, now=timezone.now())
        return 200, Unlinked(reference=spoken(case.pk), other=spoken(another.pk))

    return once(request, None, act)


@router.post("/{reference}/restriction", response={200: Restricted, **WRITES}, summary="Restrict who may read a case")
def restrict_case(request: ApiRequest, reference: str, body: Restricting) -> HttpResponse:
    """Let only the owner, those named and administrators read a case; the caller too, unless it is one of those."""

    def act() -> tuple[int, Restricted]:
        case = visible_case(reference, request)
        require(request.auth, "case.restrict", case.site_id)
        readers = [colleague_named(one, field="readers") for one in body.readers]
        restricting.restrict_case(case=case, reason=body.reason, readers=readers, by=request.auth, now=timezone.now())
        return 200, Restricted(reference=spoken(case.pk), is_restricted=True)

    return once(request, body, act)


# A method of HTTP and no row of ours.
@router.delete("/{reference}/restriction", response={200: Restricted, **WRITES}, summary="Lift a restriction")
def lift_restriction(request: ApiRequest, reference: str) -> HttpResponse:
    """Let everybody at its place read the case again."""

    def act() -> tuple[int, Restricted]:
        case = restricting.lift_restriction(case=visible_case(reference, request), by=request.auth, now=timezone.now())
        return 200, Restricted(reference=spoken(case.pk), is_restricted=False)

    return once(request, None, act)
