"""Hear: one thing, or a thousand; and read what was heard."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Router
from pydantic import BaseModel, Field, ValidationError, model_validator

from amends.api import paging
from amends.api.answers import READS, WRITES, answer, key_of, once
from amends.api.auth import ApiRequest
from amends.api.errors import Problem, problem_of, problem_of_fields
from amends.api.fields import Attachments, File, Given, Instant, Name, NumberOrName, files_of, keep_files
from amends.api.paging import Cursor, Limit
from amends.models import Intake
from amends.rules.hearing import Heard, Receipt
from amends.rules.references import reference
from amends.rules.refusals import Faults, Invalid, NotFound, Refusal
from amends.services.customers import identities_of
from amends.services.directory import directory
from amends.services.listening import hear, hear_each, require_faultless, site_of
from amends.services.staff import require

router = Router(tags=["intakes"])
MOST_DIGITS = 19  # of a number that a column of ours can hold


class WhoTold(Given):
    """By what the customer is known again. All of it may be missing: anonymous is allowed."""

    name: Name | None = None
    phone: str | None = Field(None, max_length=60, examples=["+86 138 0013 8000"])
    email: str | None = Field(None, max_length=254)
    member: str | None = Field(None, max_length=200, description="The number of a membership or an account.")


class IntakeIn(Given):
    """One thing heard, in the customer's own words."""

    post: str = Field(max_length=40, description="The key of a listening post; `api` exists from the start.")
    text: str = Field(description="Word for word; at most 20,000 characters.")
    occurred_at: Instant | None = None
    site: NumberOrName | None = Field(None, description="Number or name of the place; without it, the post's own.")
    customer: WhoTold | None = None
    wanted_outcome: str | None = Field(None, description="What the customer wants to happen.")
    external_id: str | None = Field(
        None, max_length=200, description="Your own id for this. The same one at the same post is the same thing heard."
    )
    attachments: Attachments | None = None


class ReceiptOut(BaseModel):
    """What the one who told us takes home."""

    intake: int
    case: int
    reference: str
    tracking_url: str
    next_promise_at: datetime | None
    owner: str = Field(description="First name of the colleague who owns the case.")
    is_new: bool


class IntakeOut(BaseModel):
    """One thing heard, as it was said."""

    id: int
    post: str
    reference: str | None = Field(description="Its case; null while no case could be made of it.")
    customer: int | None
    text: str
    raw: str = Field(description="What could not be read, exactly as it came.")
    language: str
    place: str
    external_id: str | None
    occurred_at: datetime | None
    received_at: datetime
    attachments: list[File]


class IntakeList(BaseModel):
    """A page of intakes, the newest first."""

    items: list[IntakeOut]
    next_cursor: str | None


class BatchIn(Given):
    """Up to a thousand things heard. Each is judged by itself: one bad item does not refuse its neighbours."""

    items: Annotated[list[Any], Field(min_length=1, max_length=1000)]

    @model_validator(mode="before")
    @classmethod
    def _take_a_bare_list(cls, given: Any) -> Any:
        return {"items": given} if isinstance(given, list) else given


class Kept(ReceiptOut):
    """An item that was kept: 201 when it was new, 200 when it had come before."""

    status: int


class Refused(BaseModel):
    """An item that was refused, and why."""

    status: int
    problem: Problem


class BatchOut(BaseModel):
    """The answer to each item, in the order they came."""

    items: list[Kept | Refused]


@router.post("", response={200: ReceiptOut, 201: ReceiptOut, **WRITES}, summary="Hear one thing")
def create_intake(request: ApiRequest, body: IntakeIn) -> HttpResponse:
    """
    Keep the words, open a case with an owner and promise a first reply.

    201 when it was new. 200 with the same case when the same `external_id`, or the same `Idempotency-Key`, came before.
    """
    heard = heard_of(body, request, key=key_of(request))
    receipt = hear(heard, by=request.auth, now=timezone.now())
    return answer(receipt_out(receipt), status=201 if receipt.is_new else 200)


def heard_of(body: IntakeIn, request: ApiRequest, *, key: str | None = None) -> Heard:
    """Return what was heard as the services take it."""
    if body.attachments:
        require(request.auth, "intake.hear")  # before anything reaches the file store
    who, site_id, faults = body.customer, None, Faults()
    identities: tuple[tuple[str, str], ...] = ()
    with faults:
        site_id = None if body.site is None else _site_id(body.site)
    with faults:
        identities = _identities(who) if who else ()
    heard = Heard(
        post=body.post,
        text=body.text,
        site_id=site_id,
        occurred_at=body.occurred_at,
        name=(who.name or "") if who else "",
        identities=identities,
        wanted_outcome=body.wanted_outcome or "",
        external_id=body.external_id,
        idempotency_key=key,
        files=keep_files(body.attachments),
    )
    require_faultless(heard, faults, now=timezone.now())
    return heard


def _identities(who: WhoTold) -> tuple[tuple[str, str], ...]:
    try:
        return identities_of(phone=who.phone or "", email=who.email or "", member=who.member or "")
    except Invalid as refusal:
        for fault in refusal.faults:
            fault.field = f"customer.{fault.field}"
        raise


def _site_id(told: str) -> int:
    if told.isdecimal() and 0 < len(told) < MOST_DIGITS and int(told):
        return int(told)  # whether there is such a place is seen when it is heard
    site = None if told.isdecimal() else site_of(told)
    if site is None:
        raise Invalid(_("There is no place of this name or number."), field="site")
    return site.pk


def receipt_out(receipt: Receipt) -> ReceiptOut:
    """Return a receipt as the API shows it."""
    return ReceiptOut.model_construct(**_receipt(receipt))


def _receipt(receipt: Receipt) -> dict[str, Any]:
    known = directory()
    number = reference(receipt.case_id, known.organisation.reference_prefix)
    return {
        "intake": receipt.intake_id,
        "case": receipt.case_id,
        "reference": number,
        "tracking_url": f"{settings.PUBLIC_URL}/t/{number}/{receipt.secret}",
        "next_promise_at": receipt.next_due_at,
        "owner": known.given_names.get(receipt.owner_id, ""),
        "is_new": receipt.is_new,
    }


@router.post("/batch", response={200: BatchOut, 207: BatchOut, **WRITES}, summary="Hear up to a thousand things")
def create_intakes(request: ApiRequest, body: BatchIn) -> HttpResponse:
    """Keep what can be kept, in one transaction. 207 when some items were refused; each says why."""
    require(request.auth, "intake.hear")

    def act() -> tuple[int, BatchOut]:
        items = [_judged(item, request) for item in body.items]
        heard = [item for item in items if isinstance(item, Heard)]
        receipts = iter(hear_each(heard, by=request.auth, now=timezone.now()))
        results = [_result(next(receipts)) if isinstance(item, Heard) else item for item in items]
        return (207 if any(isinstance(one, Refused) for one in results) else 200), BatchOut(items=results)

    return once(request, body, act)


def _judged(item: Any, request: ApiRequest) -> Heard | Refused:
    try:
        return heard_of(IntakeIn.model_validate(item), request)
    except ValidationError as error:
        found: list[Any] = list(error.errors(include_url=False, include_input=False))
        return _refused(problem_of_fields(found))
    except Refusal as refusal:
        return _refused(problem_of(refusal))


def _result(got: Receipt | Refusal) -> Kept | Refused:
    if isinstance(got, Receipt):
        return Kept(status=201 if got.is_new else 200, **_receipt(got))
    return _refused(problem_of(got))


def _refused(problem: dict[str, Any]) -> Refused:
    return Refused(status=problem["status"], problem=Problem(**problem))


@router.get("", response={200: IntakeList, **READS}, summary="List what was heard")
def list_intakes(request: ApiRequest, *, unread: bool = False, cursor: Cursor = "", limit: Limit = 50) -> HttpResponse:
    """The newest first. `unread=true` gives those no case could be made of yet: a person has to look."""
    require(request.auth, "intake.read")
    intakes = Intake.objects.visible_to(request.auth).order_by("-pk")
    if unread:
        intakes = intakes.unread()
    if cursor:
        intakes = intakes.filter(pk__lt=paging.place("intakes", cursor, int)[0])
    rows = list(intakes.select_related("post").prefetch_related("artifacts")[: limit + 1])
    shown, following = paging.cut(rows, limit, lambda last: paging.cursor("intakes", last.pk))
    return answer(IntakeList(items=[intake_out(one) for one in shown], next_cursor=following))


@router.get("/{int:intake_id}", response={200: IntakeOut, **READS}, summary="Read one thing heard")
def read_intake(request: ApiRequest, intake_id: int) -> HttpResponse:
    """The words as they were said, with what came with them."""
    require(request.auth, "intake.read")
    found = Intake.objects.visible_to(request.auth).select_related("post").filter(pk=intake_id).first()
    if found is None:
        raise NotFound(_("There is nothing here, or it is not yours to see."))
    return answer(intake_out(found))


def intake_out(intake: Intake) -> IntakeOut:
    """Return an intake as the API shows it."""
    prefix = directory().organisation.reference_prefix
    return IntakeOut(
        id=intake.pk,
        post=intake.post.key,
        reference=reference(intake.case_id, prefix) if intake.case_id else None,
        customer=intake.customer_id,
        text=intake.text,
        raw=intake.raw,
        language=intake.language,
        place=intake.place,
        external_id=intake.external_id,
        occurred_at=intake.occurred_at,
        received_at=intake.received_at,
        attachments=files_of(list(intake.artifacts.all())),
    )
