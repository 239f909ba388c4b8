"""Put a case right: size an offer, make it, approve it, take it back, note what was delivered; and what is booked."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import BaseModel, Field, StrictBool

from amends.api import paging
from amends.api.answers import READS, WRITES, answer, once
from amends.api.auth import ApiRequest
from amends.api.cases import spoken, visible_case
from amends.api.fields import Given
from amends.api.offer_shapes import OfferIn, OfferOut, ProposalOut, Sizing, offer_out, proposal_out
from amends.api.paging import Cursor, Limit
from amends.models import Case, LedgerEntry, Offer
from amends.rules.refusals import NotFound
from amends.services.approvals import decide_approval, waiting_for
from amends.services.delivering import deliver_remedy
from amends.services.offers import make_offer, take_back_offer
from amends.services.sizing import size_offer
from amends.services.staff import require

router = Router(tags=["offers"])  # below a case
house_router = Router(tags=["offers"])


class OfferList(BaseModel):
    """Offers of a case, or those that wait for the caller's word."""

    items: list[OfferOut]


class Decision(Given):
    """A yes, or a no with its reason."""

    is_granted: StrictBool
    answer: str = Field("", max_length=1000)


class Proof(Given):
    """The number of the payment, voucher or booking."""

    proof: str = Field("", max_length=200, description="May be empty for a voucher, whose code is its proof.")


class EntryOut(BaseModel):
    """An amount with both its sides."""

    id: int
    case: str
    offer: int
    debit: str
    credit: str
    amount_minor: int
    currency: str
    booked_at: datetime


class EntryList(BaseModel):
    """A page of the ledger, the newest first."""

    items: list[EntryOut]
    next_cursor: str | None


def _whole(offers: QuerySet[Offer]) -> QuerySet[Offer]:
    return offers.select_related("approval", "made_by").prefetch_related("deliveries")


def _read(case: Case, **which: int) -> Offer:
    found = _whole(Offer.objects.filter(case=case, **which)).order_by("-pk").first()
    if found is None:
        raise NotFound(_("There is no such offer in this case."))
    return found


@router.get("/{reference}/offers", response={200: OfferList, **READS}, summary="List the offers of a case")
def list_offers(request: ApiRequest, reference: str) -> HttpResponse:
    """Show every offer of a case, the newest first, with its approval and what was delivered."""
    case = visible_case(reference, request)
    require(request.auth, "remedy.read", case.site_id)
    offers = _whole(Offer.objects.filter(case=case)).order_by("-pk")
    return answer(OfferList(items=[offer_out(one) for one in offers]))


@router.post("/{reference}/offers/proposal", response={200: ProposalOut, **WRITES}, summary="Size an offer")
def propose_offer(request: ApiRequest, reference: str, body: Sizing) -> HttpResponse:
    """Say what to offer on some facts, and whether the caller may give it. Nothing is kept."""

    def act() -> tuple[int, ProposalOut]:
        case = visible_case(reference, request)
        sized = size_offer(case=case, facts=body.told(), law=body.law, by=request.auth, now=timezone.now())
        return 200, proposal_out(sized)

    return once(request, body, act)


@router.post("/{reference}/offers", response={201: OfferOut, **WRITES}, summary="Make an offer")
def make_an_offer(request: ApiRequest, reference: str, body: OfferIn) -> HttpResponse:
    """Within what the caller may give it goes out at once; beyond, with a reason, to who may give as much."""

    def act() -> tuple[int, OfferOut]:
        case = visible_case(reference, request)
        made = make_offer(
            case=case, facts=body.told(), law=body.law, words=body.words, cause=body.cause, reason=body.reason,
            purposes=["apology"] if body.apologises else [], by=request.auth, now=timezone.now(),
        )  # fmt: skip
        return 201, offer_out(_read(case, pk=made.pk))

    return once(request, body, act)


@router.post("/{reference}/offers/take-back", response={200: OfferOut, **WRITES}, summary="Take an offer back")
def take_an_offer_back(request: ApiRequest, reference: str) -> HttpResponse:
    """Take the open offer back before the customer has chosen."""

    def act() -> tuple[int, OfferOut]:
        case = visible_case(reference, request)
        take_back_offer(case=case, by=request.auth, now=timezone.now())
        return 200, offer_out(_read(case))

    return once(request, None, act)


@router.post(
    "/{reference}/offers/{int:offer_id}/decision", response={200: OfferOut, **WRITES}, summary="Approve an offer or not"
)
def decide_offer(request: ApiRequest, reference: str, offer_id: int, body: Decision) -> HttpResponse:
    """Say yes, and it goes out; or no, with a reason. Only a person who may give as much can."""

    def act() -> tuple[int, OfferOut]:
        case = visible_case(reference, request)
        require(request.auth, "remedy.offer", case.site_id)
        offer = _read(case, pk=offer_id)
        decide_approval(
            offer=offer, is_granted=body.is_granted, answer=body.answer, by=request.auth, now=timezone.now()
        )
        return 200, offer_out(_read(case, pk=offer_id))

    return once(request, body, act)


@router.post("/{reference}/deliveries/{int:delivery_id}", response={200: OfferOut, **WRITES}, summary="Note a delivery")
def deliver(request: ApiRequest, reference: str, delivery_id: int, body: Proof) -> HttpResponse:
    """Note one remedy as delivered, with its proof; with the last one the customer is asked whether it is put right."""

    def act() -> tuple[int, OfferOut]:
        case = visible_case(reference, request)
        done = deliver_remedy(case=case, delivery_id=delivery_id, proof=body.proof, by=request.auth, now=timezone.now())
        return 200, offer_out(_read(case, pk=done.offer_id))

    return once(request, body, act)


@house_router.get("/approvals", response={200: OfferList, **READS}, summary="List what waits for one's word")
def list_approvals(request: ApiRequest) -> HttpResponse:
    """Offers that wait for the word of the caller, who was asked first first. A program has no word to give."""
    require(request.auth, "remedy.read")
    waiting = [one.offer_id for one in waiting_for(request.auth)]
    found = {one.pk: one for one in _whole(Offer.objects.filter(pk__in=waiting))}
    return answer(OfferList(items=[offer_out(found[pk]) for pk in waiting]))


@house_router.get("/ledger", response={200: EntryList, **READS}, summary="Read the ledger")
def read_ledger(
    request: ApiRequest,
    *,
    case: Annotated[str, Query(max_length=40, description="Reference of a case.")] = "",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> HttpResponse:
    """What customers are owed and were given, the newest first, as far as the caller may see the cases."""
    require(request.auth, "remedy.read")
    entries = LedgerEntry.objects.filter(case__in=Case.objects.visible_to(request.auth)).order_by("-pk")
    if case:
        entries = entries.filter(case=visible_case(case, request))
    if cursor:
        entries = entries.filter(pk__lt=paging.place("ledger", cursor, int)[0])
    rows, following = paging.cut(list(entries[: limit + 1]), limit, lambda last: paging.cursor("ledger", last.pk))
    return answer(EntryList(items=[_entry(one) for one in rows], next_cursor=following))


def _entry(entry: LedgerEntry) -> EntryOut:
    return EntryOut(
        id=entry.pk,
        case=spoken(entry.case_id),
        offer=entry.offer_id,
        debit=entry.debit,
        credit=entry.credit,
        amount_minor=entry.amount_minor,
        currency=entry.currency,
        booked_at=entry.booked_at,
    )
