"""Put it right: size an offer and send it, approve one, take it back, and note what was delivered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import override

from amends.models import Case, Offer, Promise
from amends.rules.lifecycle import State
from amends.rules.money import Money
from amends.rules.refusals import Conflict, NotAllowed, Refusal
from amends.rules.remedies.assessing import Answer
from amends.rules.remedies.distress_ladder import band_for
from amends.rules.rights.applying import Said
from amends.services.approvals import HELD_AS
from amends.services.authority import bound_words
from amends.services.delivering import deliver_remedy
from amends.services.law import known_of, law_of
from amends.services.legal_dates import findings
from amends.services.offers import make_offer, take_back_offer
from amends.services.reversing import reverse_delivery
from amends.services.serial_claims import goodwill_lately
from amends.services.sizing import size_offer
from amends.services.staff import require
from amends.web.approval_cards import ready_answers, waiting_cards
from amends.web.approvals import decide
from amends.web.budgets import left_words
from amends.web.errors import problem_of, status_of
from amends.web.happenings import customer_name
from amends.web.law_forms import form_of, given_of, told_in
from amends.web.law_words import saying_of
from amends.web.legal_dates import UNSETTLED
from amends.web.navigation import role_names, staff_page_of
from amends.web.offer_facts import CURRENCIES, NAMES, distress_names, facts_in, loss_names, remedy_names, usual_currency
from amends.web.references import case_spoken_of, spoken
from amends.web.respond import done
from amends.web.stages import state_name
from amends.web.stated_facts import prefilled
from amends.web.visitors import StaffRequest, staff_page
from amends.web.ways import amount, going, maker_of, sums_of, ways_of


@staff_page
def remedy(request: StaffRequest, reference: str) -> HttpResponseBase:
    """Show how the case is put right: what to offer on the facts of the address, or how the offer stands; and offer."""
    case = _case(request, reference)
    if request.method != "POST":
        return _show(request, case)

    def offer() -> str:
        given = request.POST
        purposes = ["apology"] if given.get("apologises") else []
        told = given.dict()
        made = make_offer(
            case=case, facts=facts_in(told), law=_told(case, told), words=told.get("words", ""),
            cause=told.get("cause", ""), reason=told.get("reason", ""), purposes=purposes, by=request.actor,
            now=request.now,
        )  # fmt: skip
        return "offered" if made.offered_at else "approval-asked"

    return _act(request, case, offer)


@staff_page
def take_back(request: StaffRequest, reference: str) -> HttpResponseBase:
    """Take an open offer back."""
    case = _case(request, reference)

    def take() -> str:
        take_back_offer(case=case, by=request.actor, now=request.now)
        return "offer-taken-back"

    return _act(request, case, take)


@staff_page
def approve(request: StaffRequest, reference: str) -> HttpResponseBase:
    """Say yes or no to an offer beyond its maker's authority."""
    case = _case(request, reference)

    def take_word() -> str:
        offer = Offer.objects.open().filter(case=case, approval__isnull=False).first()
        if offer is None:
            raise Conflict(_("Nobody was asked to approve this offer."))
        return decide(request, offer)

    return _act(request, case, take_word)


@staff_page
def deliver(request: StaffRequest, reference: str, pk: int) -> HttpResponseBase:
    """Note one remedy as delivered."""
    case = _case(request, reference)

    def note() -> str:
        proof = request.POST.get("proof", "")
        made = deliver_remedy(case=case, delivery_id=pk, proof=proof, by=request.actor, now=request.now)
        return "issued" if hasattr(made, "voucher") else "delivered"

    return _act(request, case, note, delivery=pk)


@staff_page
def came_back(request: StaffRequest, reference: str, pk: int) -> HttpResponseBase:
    """Note that one remedy came back from the bank or the till, and is owed again."""
    case = _case(request, reference)

    def note() -> str:
        reason = request.POST.get("failure", "")
        reverse_delivery(case=case, delivery_id=pk, reason=reason, by=request.actor, now=request.now)
        return "came-back"

    return _act(request, case, note, delivery=pk)


def _case(request: StaffRequest, reference: str) -> Case:
    among = Case.objects.visible_to(request.actor).select_related("customer", "site", "reading")
    case = case_spoken_of(reference, by=request.actor, among=among)
    require(request.actor, "remedy.offer", case.site_id)
    return case


def _act(request: StaffRequest, case: Case, act: Callable[[], str], *, delivery: int | None = None) -> HttpResponseBase:
    """Do it and say the word it returns, or show the page again with what was refused and all that was typed."""
    here = f"/cases/{spoken(case.pk)}/remedy"
    if request.method != "POST":
        return HttpResponseRedirect(here)
    try:
        said = act()
    except NotAllowed:
        raise
    except Refusal as refusal:
        case.refresh_from_db(fields=["state"])
        return _show(request, case, refusal, delivery=delivery)
    return done(here, said)


def _show(
    request: StaffRequest, case: Case, refusal: Refusal | None = None, *, delivery: int | None = None
) -> HttpResponse:
    offers = list(Offer.objects.filter(case=case).select_related("approval", "made_by").order_by("-pk"))
    for one in offers:
        one.case = case
    current = next((one for one in offers if one.is_open or one.accepted_at), None)
    given = request.POST if refusal else request.GET
    read = prefilled(case, dict(remedy_names()), request)
    currency = given.get("currency") or (read.currency if read.currency in CURRENCIES else usual_currency())
    context: dict[str, Any] = {
        "case": case,
        "reference": spoken(case.pk),
        "public_path": f"/t/{spoken(case.pk)}/{case.secret}",
        "customer_name": customer_name(case),
        "state_name": state_name(State(case.state)),
        "current": _standing(request, current) if current else None,
        "may_size": case.closed_at is None and State(case.state) not in {State.DELIVERING, State.RESOLVED},
        "currencies": [(code, code) for code in CURRENCIES],
        "currency": currency,
        "losses": loss_names(),
        "wishes": remedy_names(),
        "prefilled": read,
        **_ladder(case, currency),
        "kept": given.dict(),
        "approval_path": f"/cases/{spoken(case.pk)}/remedy/approval",
        "ready_answers": ready_answers(),
        "kept_offer": current.pk if current and refusal else None,
        "kept_delivery": delivery,
        "paying": Promise.objects.owed().filter(case=case, kind="pay").first(),
        "problem": problem_of(refusal),
    }
    if context["may_size"]:
        context["laws"] = [form_of(one, given.dict(), known=known_of(one)) for one in law_of(case)[1]]
    if context["may_size"] and given.get("price_minor"):
        context |= _sized(request, case, given.dict(), refusal)
    status = status_of(refusal) if refusal else 200
    return staff_page_of(request, "cases/remedy.html", context, status=status)


def _ladder(case: Case, currency: str) -> dict[str, Any]:
    """Return the steps of the ladder of distress in a currency, and which is usual where it was as bad as here."""
    steps = distress_names(currency)
    usual = band_for(case.severity).key if case.severity else ""
    return {"distress_steps": steps, "distress_usual": dict(steps).get(usual, "")}


def _sized(request: StaffRequest, case: Case, given: dict[str, str], refusal: Refusal | None) -> dict[str, Any]:
    """Return the proposal on the facts given, or which of them is odd."""
    try:
        facts = facts_in(given)
        sized = size_offer(case=case, facts=facts, law=_told(case, given), by=request.actor, now=request.now)
    except NotAllowed:
        raise
    except Refusal as odd:
        return {} if refusal else {"problem": problem_of(odd)}
    with override(case.language):
        words = _("We have worked out how to put this right. Please choose what suits you best.")
    return {
        "sized": _in_words(sized.answer, request),
        "budget": left_words(sized.budget),
        "gifts": _gifts(request, case),
        "law_dates": _law_dates(case, sized.said),
        "sayings": [saying_of(one) for one in sized.said],
        "facts": [(name, value) for name, value in given.items() if name in NAMES or "." in name],
        "words": given.get("words") or words,
    }


def _law_dates(case: Case, said: tuple[Said, ...]) -> dict[str, Any] | None:
    """Return what a press needs to promise the dates that the laws just asked set, as far as they count here."""
    found = [one for one in findings(case=case, said=said) if one.date.is_counted and one.step in UNSETTLED]
    if not found:
        return None
    facts = [pair for one in said for pair in given_of(one.pack, one.assessment.facts).items()]
    return {"kinds": sorted({one.date.kind for one in found}), "facts": facts}


def _told(case: Case, given: dict[str, str]) -> dict[str, Any]:
    """Return what the form tells the laws that hold in the case."""
    return told_in(given, law_of(case)[1], known=known_of)


def _gifts(request: StaffRequest, case: Case) -> list[tuple[str, str, datetime]]:
    """Return what the customer was given lately, where that was often: reference, sum, instant."""
    found = goodwill_lately(case=case, by=request.actor, now=request.now)
    return [(spoken(gift.case_id), amount(gift.amount.minor, gift.amount.currency), gift.given_at) for gift in found]


def _in_words(sized: Answer, request: StaffRequest) -> dict[str, Any]:
    proposal, verdict, currency = sized.proposal, sized.verdict, sized.currency

    def said(minor: int) -> str:
        return amount(minor, currency)

    names = {
        "undelivered": _("Not delivered"),
        "receipts": _("Receipts"),
        "time": _("Their hours"),
        "distress": _("Distress"),
    }
    options = [[[key, part.minor] for key, part in option.parts] for option in sized.options]
    scale = max(proposal.total.minor, verdict.most.minor if verdict.most else 0, 1)
    return {
        "total": said(proposal.total.minor),
        "floor": said(proposal.floor.minor) if proposal.floor.minor else "",
        "loss": said(proposal.loss.minor),
        "goodwill": said(proposal.goodwill.minor),
        "distress": next((line for line in sized.lines if line.source), None),
        "lines": [(names[line.kind], said(line.amount.minor)) for line in sized.lines],
        "step": proposal.step,
        "cautions": proposal.cautions,
        "ways": ways_of(options, currency, request.now),
        "may_give": verdict.may_give,
        "why": verdict.why,
        "bound": bound_words(verdict, currency) if not verdict.may_give else "",
        "most": said(verdict.most.minor) if verdict.most else "",
        "over": "" if verdict.may_give else _above(verdict.most, proposal.total),
        "goes_to": role_names().get(HELD_AS.get(verdict.goes_to, ""), ""),
        "bar_floor": round(1000 * proposal.floor.minor / scale),
        "bar_rest": round(1000 * (proposal.total.minor - proposal.floor.minor) / scale),
        "bar_most": round(1000 * verdict.most.minor / scale) if verdict.most else None,
    }


def _above(most: Money | None, total: Money) -> str:
    """Return by how much a sum is above what one may give; "" where another limit stops it."""
    return amount(total.minor - most.minor, total.currency) if most and most < total else ""


def _standing(request: StaffRequest, offer: Offer) -> dict[str, Any]:
    ways = ways_of(offer.options, offer.currency, request.now)
    is_waiting = offer.offered_at is None and hasattr(offer, "approval")
    return {
        "offer": offer,
        "total": amount(offer.total_minor, offer.currency),
        "sums": sums_of(offer),
        "ways": ways,
        "going": going(offer),
        "waiting": waiting_cards([offer], by=request.actor, now=request.now)[0] if is_waiting else None,
        "made_by": maker_of(offer),
    }
