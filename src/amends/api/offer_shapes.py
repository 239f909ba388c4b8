"""Offers as the API takes and gives them: sums in minor units, options as lists of remedies."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StrictBool, StrictFloat, StrictInt

from amends.api.cases import spoken
from amends.api.fields import Given
from amends.api.staff import Person, person
from amends.models import Approval, Delivery, Offer
from amends.rules.money import MOST
from amends.rules.remedies.catalogue import LOSSES
from amends.rules.remedies.distress_ladder import BANDS
from amends.rules.remedies.options import Option
from amends.services.sizing import Sized

Minor = Annotated[StrictInt, Field(ge=0, le=MOST)]
Currency = Annotated[str, Field(pattern="^[A-Z]{3}$", description="ISO 4217, like CNY.")]


class OfferFacts(Given):
    """What an offer is sized by; sums in minor units of the currency."""

    currency: Currency
    price_minor: Minor = Field(description="What the customer paid.")
    undelivered_share: Annotated[StrictFloat | StrictInt, Field(ge=0, le=1)] = 0
    receipts_minor: Minor = 0
    hours: Annotated[StrictFloat | StrictInt, Field(ge=0, le=10_000)] = 0
    hour_minor: Minor = 0
    distress: Literal["", *BANDS] = Field("", description="How hard it hit them, on the ladder of distress.")  # type: ignore[valid-type] # as below
    legal_floor_minor: Minor = Field(0, description="Owed by law, where `law` does not know it.")
    promised_minor: Minor = 0
    customer_value_minor: Minor = 0
    kept_service: StrictBool = True
    lost: Literal[LOSSES] = "service"  # type: ignore[valid-type] # a tuple of the rules is what may stand here
    wanted: Annotated[str, Field(max_length=40)] = ""
    total_minor: Minor | None = None


class Sizing(Given):
    """Facts to size an offer by, and what each law that holds at the place is told."""

    facts: OfferFacts
    law: dict[str, dict[str, Any]] = Field(
        default_factory=dict,
        description="Facts by rule pack, as `amends rights facts` names them; price and receipt are known already.",
    )

    def told(self) -> dict[str, Any]:
        """Return the facts as the services take them."""
        return self.facts.model_dump(exclude_none=True)


class OfferIn(Sizing):
    """An offer to make."""

    words: str = Field(description="What the customer reads with it.")
    apologises: StrictBool = False
    cause: str = Field("", max_length=200, description="The bill, booking or order it is for; paid once, ever.")
    reason: str = Field("", max_length=1000, description="Why so much, where it is beyond what the caller may give.")


class Remedy(BaseModel):
    """One remedy of a way to choose."""

    remedy: str
    amount_minor: int


class Line(BaseModel):
    """One line of how a total adds up."""

    kind: str
    amount_minor: int


class LawFloor(BaseModel):
    """One floor a law gives. One that nobody verified counts only where the place switched it on."""

    kind: str
    amount_minor: int | None
    currency: str | None
    citation: str
    rule: str
    verified: bool
    counted: bool


class LawSaid(BaseModel):
    """What one rule pack said, on which facts."""

    pack: str
    since: str
    facts: dict[str, Any]
    floors: list[LawFloor]


class ProposalOut(BaseModel):
    """What to offer on some facts, and whether the caller may."""

    currency: str
    floor_minor: int
    loss_minor: int
    goodwill_minor: int
    total_minor: int
    step: str = Field(description="What decided the total.")
    cautions: list[str]
    options: list[list[Remedy]]
    may_give: bool
    why: str
    goes_to: str = Field(description="Who may give it, where the caller may not.")
    bound: str = Field(
        description="Which limit came first, where the caller may not: role, certificate, currency, kind, case, day, "
        "customer, program, program_currency, budget."
    )
    most_minor: int | None = Field(description="The most the caller may give on the case; null: without limit.")
    law: list[LawSaid]


class ApprovalOut(BaseModel):
    """The word of somebody with more authority, asked or given."""

    needs: str
    reason: str
    asked_at: datetime
    decided_at: datetime | None
    is_granted: bool | None
    answer: str


class DeliveryOut(BaseModel):
    """One remedy that was chosen: on its way, or delivered with its proof."""

    id: int
    remedy: str
    amount_minor: int
    delivered_at: datetime | None
    proof: str


class OfferOut(BaseModel):
    """An offer and what became of it."""

    id: int
    case: str
    currency: str
    floor_minor: int
    total_minor: int
    steps: list[Line]
    options: list[list[Remedy]]
    chosen: int | None = Field(description="Which of the options, from 0.")
    words: str
    law: list[LawSaid]
    made_by: Person | None = Field(description="Null: a program.")
    made_at: datetime
    expires_at: datetime
    offered_at: datetime | None = Field(description="Null: it waits for approval.")
    accepted_at: datetime | None
    declined_at: datetime | None
    withdrawn_at: datetime | None
    expired_at: datetime | None
    approval: ApprovalOut | None
    deliveries: list[DeliveryOut]


def proposal_out(sized: Sized) -> ProposalOut:
    """Return a proposal as the API shows it."""
    whole, proposal, verdict = sized.answer, sized.answer.proposal, sized.answer.verdict
    return ProposalOut(
        currency=whole.currency,
        floor_minor=proposal.floor.minor,
        loss_minor=proposal.loss.minor,
        goodwill_minor=proposal.goodwill.minor,
        total_minor=proposal.total.minor,
        step=proposal.step,
        cautions=list(proposal.cautions),
        options=[_parts(option) for option in whole.options],
        may_give=verdict.may_give,
        why=verdict.why,
        goes_to=verdict.goes_to,
        bound="" if verdict.may_give else verdict.bound.key,
        most_minor=verdict.most.minor if verdict.most else None,
        law=[LawSaid(**one.as_json()) for one in sized.said],
    )


def _parts(option: Option) -> list[Remedy]:
    return [Remedy(remedy=key, amount_minor=amount.minor) for key, amount in option.parts]


def offer_out(offer: Offer) -> OfferOut:
    """Return an offer as the API shows it."""
    approval: Approval | None = getattr(offer, "approval", None)
    return OfferOut(
        id=offer.pk,
        case=spoken(offer.case_id),
        currency=offer.currency,
        floor_minor=offer.floor_minor,
        total_minor=offer.total_minor,
        steps=[Line(kind=kind, amount_minor=minor) for kind, minor in offer.steps],
        options=[[Remedy(remedy=key, amount_minor=minor) for key, minor in option] for option in offer.options],
        chosen=offer.chosen,
        words=offer.words,
        law=[LawSaid(**one) for one in offer.law],
        made_by=person(offer.made_by) if offer.made_by else None,
        made_at=offer.made_at,
        expires_at=offer.expires_at,
        offered_at=offer.offered_at,
        accepted_at=offer.accepted_at,
        declined_at=offer.declined_at,
        withdrawn_at=offer.withdrawn_at,
        expired_at=offer.expired_at,
        approval=_approval(approval) if approval else None,
        deliveries=[_delivery(one) for one in sorted(offer.deliveries.all(), key=lambda one: one.pk)],
    )


def _approval(approval: Approval) -> ApprovalOut:
    return ApprovalOut(
        needs=approval.needs,
        reason=approval.reason,
        asked_at=approval.asked_at,
        decided_at=approval.decided_at,
        is_granted=approval.is_granted,
        answer=approval.answer,
    )


def _delivery(delivery: Delivery) -> DeliveryOut:
    return DeliveryOut(
        id=delivery.pk,
        remedy=delivery.remedy,
        amount_minor=delivery.amount_minor,
        delivered_at=delivery.delivered_at,
        proof=delivery.proof,
    )
