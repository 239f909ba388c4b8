"""Cases: the queue, and one case with all that was said and promised."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import BaseModel, Field

from amends.api import paging
from amends.api.answers import READS, answer
from amends.api.auth import ApiRequest
from amends.api.conversation import Entry, conversation_of
from amends.api.fields import LARGEST
from amends.api.paging import Cursor, Limit
from amends.api.sites import PlaceNamed, below
from amends.api.staff import Person, person
from amends.api.stated import StatedOut, stated_out
from amends.models import Case, Promise, Suggestion, Transfer
from amends.models.cases import CaseQuerySet
from amends.rules import references
from amends.rules.lifecycle import CLOSED_STATES, State
from amends.rules.references import number_of
from amends.rules.refusals import Invalid, NotFound
from amends.services.directory import directory
from amends.services.search import Among, find_cases
from amends.services.staff import require

router = Router(tags=["cases"])

STATES = ("open", "closed", *(state.value for state in State))


class CaseOut(BaseModel):
    """A case as the queue shows it. Instants are in UTC."""

    id: int
    reference: str
    title: str
    snippet: str = Field(description="How the last words begin.")
    language: str
    state: str
    is_open: bool
    owner: Person
    site: PlaceNamed
    customer: int | None
    failure_type: str | None = Field(description="Key of the kind of failure.")
    severity: int | None
    is_double_deviation: bool = Field(description="A first recovery did not satisfy.")
    bounces: int = Field(description="How often it was given on by somebody who had been given it.")
    repeats: int = Field(description="How often the customer had to say it again.")
    received_at: datetime
    next_promise_at: datetime | None
    last_word_at: datetime
    last_word_by: str
    resolved_at: datetime | None
    closed_at: datetime | None


class CaseList(BaseModel):
    """A page of cases."""

    items: list[CaseOut]
    next_cursor: str | None


class PromiseOut(BaseModel):
    """A dated commitment to the customer: running, kept, missed or withdrawn."""

    id: int
    kind: str
    made_at: datetime
    due_at: datetime
    kept_at: datetime | None
    missed_at: datetime | None
    settled_at: datetime | None = Field(description="Since when a missed one is no longer owed.")
    withdrawn_at: datetime | None


class TransferOut(BaseModel):
    """A colleague was asked to take the case over."""

    id: int
    to: Person
    asked_by: Person | None
    reason: str
    asked_at: datetime


class SuggestionOut(BaseModel):
    """Which kind of failure the words of a case speak for, until a person says."""

    failure_type: str | None = Field(
        description="Key of the kind; null where Amends is not sure and a person is asked."
    )
    confidence: float = Field(description="How sure that is, 0 to 1.")
    why: list[str] = Field(description="The words that decided.")
    model: str = Field(description="The language model outside the house that suggests it; empty: Amends itself.")


class WholeCase(CaseOut):
    """A case with all that was said and promised."""

    wanted_outcome: str
    relationship: str
    safety_checked_at: datetime | None
    registered_at: datetime
    first_receiver: Person
    conversation: list[Entry]
    promises: list[PromiseOut]
    suggestion: SuggestionOut | None = Field(description="What kind it may be; null once its kind is said.")
    stated: list[StatedOut] = Field(description="What their words state, as Amends read it.")
    transfer: TransferOut | None = Field(description="Who is asked to take it over and has not answered yet.")


@router.get("", response={200: CaseList, **READS}, summary="List cases")
def list_cases(
    request: ApiRequest,
    *,
    owner: Annotated[str, Query(max_length=20, description="Number of a colleague, or `me`.")] = "",
    state: Annotated[str, Query(max_length=20, description=f"One of {', '.join(STATES)}.")] = "",
    site: Annotated[
        str, Query(max_length=120, description="Number or name of a place; those below are included.")
    ] = "",
    q: Annotated[str, Query(max_length=200, description="Words, a reference, a telephone number, an address.")] = "",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> HttpResponse:
    """Open cases come with the next promise first, all others with the newest first."""
    require(request.auth, "case.read")
    if state and state not in STATES:
        raise Invalid(_("There is no such state."), field="state")
    among = Among(
        owner_id=_owner_id(owner, request) if owner else None,
        site_ids=below(site, request.auth) if site else None,
        is_open={"open": True, "closed": False}.get(state),
        state=state if state not in {"open", "closed"} else "",
    )
    if q.strip():
        return answer(_found(request, q, among, cursor, limit))
    cases = _among(Case.objects.visible_to(request.auth), among)
    is_queue = state == "open" or (among.state and State(among.state) not in CLOSED_STATES)
    rows, following = _by_promise(cases, cursor, limit) if is_queue else _by_number(cases, cursor, limit)
    return answer(CaseList(items=[CaseOut(**case_out(one)) for one in rows], next_cursor=following))


def _owner_id(told: str, request: ApiRequest) -> int:
    if told == "me" and request.auth.staff_id is not None:
        return request.auth.staff_id
    if not told.isdecimal() or int(told) > LARGEST:
        raise Invalid(_("An owner is the number of a colleague, or “me” for one who signed in."), field="owner")
    return int(told)


def _among(cases: CaseQuerySet, among: Among) -> CaseQuerySet:
    if among.owner_id is not None:
        cases = cases.owned_by(among.owner_id)
    if among.site_ids is not None:
        cases = cases.filter(site__in=among.site_ids)
    is_open = among.is_open
    if among.state:
        # Said twice, so that the index over open cases is used.
        cases, is_open = cases.filter(state=among.state), State(among.state) not in CLOSED_STATES
    return cases if is_open is None else cases.filter(closed_at__isnull=is_open)


def _by_promise(cases: CaseQuerySet, cursor: str, limit: int) -> tuple[Any, str | None]:
    if cursor:
        due_at, pk = paging.place("due", cursor, datetime, int)
        # The first condition lets the index begin at the right row.
        cases = cases.filter(next_due_at__gte=due_at).filter(Q(next_due_at__gt=due_at) | Q(pk__gt=pk))
    rows = list(_with_names(cases.by_next_promise())[: limit + 1])
    return paging.cut(rows, limit, lambda last: paging.cursor("due", last.next_due_at, last.pk))


def _by_number(cases: CaseQuerySet, cursor: str, limit: int) -> tuple[Any, str | None]:
    if cursor:
        cases = cases.filter(pk__lt=paging.place("new", cursor, int)[0])
    rows = list(_with_names(cases.order_by("-pk"))[: limit + 1])
    return paging.cut(rows, limit, lambda last: paging.cursor("new", last.pk))


def _found(request: ApiRequest, q: str, among: Among, cursor: str, limit: int) -> CaseList:
    before = paging.place("found", cursor, int)[0] if cursor else None
    found = find_cases(text=q, by=request.auth, limit=limit, before=before, among=among)
    rows = _with_names(_among(Case.objects.visible_to(request.auth), among)).in_bulk(found.case_ids)
    following = paging.cursor("found", found.case_ids[-1]) if found.has_more else None
    items = [CaseOut(**case_out(rows[pk])) for pk in found.case_ids if pk in rows]
    return CaseList(items=items, next_cursor=following)


def _with_names(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.select_related("owner", "failure_type").defer("owner__password", "wanted_outcome")


def spoken(case_id: int) -> str:
    """Return the reference of a case: AM-41271."""
    return references.reference(case_id, directory().organisation.reference_prefix)


def case_out(case: Case) -> dict[str, Any]:
    """Return what the API shows of a case in a list."""
    return {
        "id": case.pk,
        "reference": spoken(case.pk),
        "title": case.title,
        "snippet": case.snippet,
        "language": case.language,
        "state": case.state,
        "is_open": case.closed_at is None,
        "owner": person(case.owner),
        "site": PlaceNamed(id=case.site_id, name=directory().names.get(case.site_id, "")),
        "customer": case.customer_id,
        "failure_type": case.failure_type.key if case.failure_type else None,
        "severity": case.severity,
        "is_double_deviation": case.double_deviation,
        "bounces": case.bounces or 0,
        "repeats": case.repeats or 0,
        "received_at": case.received_at,
        "next_promise_at": case.next_due_at,
        "last_word_at": case.last_word_at,
        "last_word_by": case.last_word_by,
        "resolved_at": case.resolved_at,
        "closed_at": case.closed_at,
    }


def visible_case(told: str, request: ApiRequest) -> Case:
    """Return the case somebody names, or refuse: it is not there, or not theirs to see, which look the same."""
    require(request.auth, "case.read")
    number = number_of(told)
    cases = Case.objects.visible_to(request.auth).select_related(
        "owner", "first_receiver", "failure_type", "suggestion__failure_type", "reading"
    )
    case = cases.filter(pk=number).first() if number else None
    if case is None:
        raise NotFound(_("There is nothing here, or it is not yours to see."))
    return case


@router.get("/{reference}", response={200: WholeCase, **READS}, summary="Read a case")
def read_case(request: ApiRequest, reference: str) -> HttpResponse:
    """All that was said and promised. Notes are shown to those who may write them."""
    return answer(whole_case(visible_case(reference, request), request))


def whole_case(case: Case, request: ApiRequest) -> WholeCase:
    """Return a case with its conversation and promises."""
    asked = Transfer.objects.pending().select_related("to", "asked_by").filter(case=case).first()
    return WholeCase(
        **case_out(case),
        wanted_outcome=case.wanted_outcome,
        relationship=case.relationship,
        safety_checked_at=case.safety_checked_at,
        registered_at=case.registered_at,
        first_receiver=person(case.first_receiver),
        conversation=conversation_of(case, request.auth),
        promises=[promise_out(one) for one in Promise.objects.filter(case=case).order_by("due_at", "pk")],
        suggestion=suggestion_out(case),
        stated=stated_out(case),
        transfer=transfer_out(asked) if asked else None,
    )


def suggestion_out(case: Case) -> SuggestionOut | None:
    """Return what the kind of an unsorted case may be."""
    found: Suggestion | None = getattr(case, "suggestion", None)
    if found is None or case.failure_type_id is not None:
        return None
    kind = found.failure_type.key if found.failure_type else None
    return SuggestionOut(failure_type=kind, confidence=found.confidence, why=found.why, model=found.by_model)


def promise_out(promise: Promise) -> PromiseOut:
    """Return a promise as the API shows it."""
    return PromiseOut(
        id=promise.pk,
        kind=promise.kind,
        made_at=promise.made_at,
        due_at=promise.due_at,
        kept_at=promise.kept_at,
        missed_at=promise.missed_at,
        settled_at=promise.settled_at,
        withdrawn_at=promise.withdrawn_at,
    )


def transfer_out(transfer: Transfer) -> TransferOut:
    """Return a hand-over as the API shows it."""
    return TransferOut(
        id=transfer.pk,
        to=person(transfer.to),
        asked_by=person(transfer.asked_by) if transfer.asked_by else None,
        reason=transfer.reason,
        asked_at=transfer.asked_at,
    )
