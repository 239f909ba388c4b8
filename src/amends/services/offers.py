"""Make an offer: sized by the rules, within one's authority or with an approval, never below what is owed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.models import Case, Offer
from amends.rules.actors import Actor
from amends.rules.lifecycle import Guard, State, Trigger, allowed
from amends.rules.offers import cause_key, stands_until, steps
from amends.rules.purposes import purposes_of
from amends.rules.refusals import Conflict, Invalid
from amends.rules.writing import require_words
from amends.services.approvals import ask_approval
from amends.services.authority import bound_words, lock_giving
from amends.services.budgets import lock_budgets
from amends.services.closing import owe_answer
from amends.services.deviations import require_recovered
from amends.services.law import Told
from amends.services.lifecycle import advance, lock, move
from amends.services.offering import send_offer, take_back_open
from amends.services.sizing import Sized, size_offer
from amends.services.staff import require


@transaction.atomic
def make_offer(
    *,
    case: Case,
    facts: Mapping[str, Any],
    words: str,
    by: Actor,
    now: datetime,
    law: Told | None = None,
    cause: str = "",
    reason: str = "",
    purposes: Iterable[str] = (),
) -> Offer:
    """
    Offer what the rules propose on ``facts``, with ``words`` to the customer; one that is open already is taken back.

    ``law`` are the facts told of each rule pack that holds here (``services.law``); nothing is offered below what they
    give. Within one's authority it goes out at once; beyond, ``reason`` goes with it to who may give as much.
    ``cause`` names the bill, booking or order it is for: what was accepted once for it is not offered again.
    """
    case = lock(case)
    require(by, "remedy.offer", case.site_id)
    words = require_words(words, field="words")
    purposes = purposes_of(words, {*purposes, "compensation"})
    lock_giving(case=case, by=by)
    lock_budgets(case=case, currency=str(facts.get("currency", "")))
    whole = size_offer(case=case, facts=facts, law=law or {}, by=by, now=now)
    sized = whole.answer
    if not sized.options:
        raise Invalid(_("These facts give nothing to offer. Say what it cost the customer."), field="price_minor")
    if not sized.verdict.may_give and State(case.state) is State.OFFERED:
        # Nobody loses what they have in hand while we ask each other whether they may have more.
        raise Conflict(_("The customer has an offer in hand. To ask for more than you may give, take it back first."))
    take_back_open(case, by=by, now=now)
    _begin_work(case, is_answered=sized.verdict.may_give, by=by, now=now)
    require_recovered(case, purposes, by=by)
    offer = draft_offer(case=case, whole=whole, words=words, purposes=purposes, cause=cause, by=by, now=now)
    if sized.verdict.may_give:
        send_offer(offer=offer, guard=Guard.WITHIN_AUTHORITY, by=by, speaker=by, now=now)
    else:
        why = bound_words(sized.verdict, sized.currency)
        ask_approval(offer=offer, needs=sized.verdict.goes_to, reason=reason, by=by, now=now, bound=why)
    return offer


def draft_offer(
    *, case: Case, whole: Sized, words: str, purposes: Iterable[str], cause: str, by: Actor, now: datetime
) -> Offer:
    """Write down an offer as it was sized; nobody has it yet. Refuse a cause that was paid for once already."""
    return Offer.objects.create(
        case=case, cause=_unpaid(case, cause), facts=dict(whole.facts), words=words, purposes=list(purposes),
        made_by_id=by.staff_id, program_id=by.token_id, made_at=now, expires_at=stands_until(now), **_sized(whole),
    )  # fmt: skip


@transaction.atomic
def take_back_offer(*, case: Case, by: Actor, now: datetime) -> Case:
    """Take the offer back before the customer has chosen; the case goes back to work."""
    case = lock(case)
    require(by, "remedy.offer", case.site_id)
    if not Offer.objects.open().filter(case=case).exists():
        raise Conflict(_("There is no offer to take back: the customer may just have chosen."))
    take_back_open(case, by=by, now=now)
    owe_answer(case, by=by, now=now)
    return case


def _begin_work(case: Case, *, is_answered: bool, by: Actor, now: datetime) -> None:
    """Bring the case to where an offer can be made, or refuse with what is to be done first."""
    if case.closed_at is not None:
        raise Conflict(_("This case is closed. The customer's own word opens it again."))
    if State(case.state) is State.DELIVERING:
        raise Conflict(_("The customer has chosen already. Deliver that first."))
    if State(case.state) is State.RESOLVED:
        raise Conflict(_("This case is resolved already and waits for the customer's word."))
    if case.severity is None or case.safety_checked_at is None:
        raise Invalid(_("How bad was it, and is everybody safe? Say so on the case first."), field="severity")
    advance(case, is_answered=is_answered, by=by, now=now)
    if Trigger.ACCEPT in allowed(State(case.state)):
        # A colleague who makes the offer for the owner has taken up the work.
        move(case, Trigger.ACCEPT, satisfied={Guard.SAFETY_CHECKED}, by=by, now=now)
    if State(case.state) is not State.IN_PROGRESS:
        raise Conflict(_("Tell the customer first that you have it; then ask for approval."))


def _unpaid(case: Case, told: str) -> str:
    cause = cause_key(told, case_id=case.pk, customer_id=case.customer_id)
    if Offer.objects.filter(cause=cause, accepted_at__isnull=False).exists():
        words = _("This was put right once already. If it is for something else, name the bill, booking or order.")
        raise Conflict(words, field="cause")
    return cause


def _sized(whole: Sized) -> dict[str, Any]:
    sized, facts, proposal = whole.answer, whole.facts, whole.answer.proposal
    lines = steps(
        by_law=facts.get("legal_floor_minor") or 0,
        by_promise=facts.get("promised_minor") or 0,
        losses=tuple((line.kind, line.amount.minor) for line in sized.lines),
        total=proposal.total.minor,
    )
    return {
        "currency": sized.currency,
        "floor_minor": proposal.floor.minor,
        "total_minor": proposal.total.minor,
        "law": [one.as_json() for one in whole.said],
        "steps": [[line.kind, line.minor] for line in lines],
        "options": [[[key, amount.minor] for key, amount in option.parts] for option in sized.options],
    }
