"""What waits for somebody's word: yes or no in two taps, with what has to be seen for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse, HttpResponseBase
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amends.models import Approval, Offer
from amends.rules.refusals import Conflict, NotAllowed, Refusal
from amends.services.approvals import HELD_AS, decide_approval, waiting_for
from amends.services.staff import require
from amends.web.approval_cards import clock_badge, ready_answers, waiting_cards
from amends.web.errors import problem_of, status_of
from amends.web.navigation import role_names, staff_page_of
from amends.web.numbers import number_in
from amends.web.references import spoken
from amends.web.respond import done
from amends.web.visitors import StaffRequest, staff_page
from amends.web.ways import amount

HERE = "/approvals"


@staff_page
def approvals(request: StaffRequest) -> HttpResponseBase:
    """Show what waits for my word, and what of mine waits for that of others; take my word."""
    require(request.actor, "remedy.offer")
    if request.method != "POST":
        return _show(request)
    pk = number_in(request.POST.get("offer"))
    try:
        found = next((one.offer for one in waiting_for(request.actor) if one.offer_id == pk), None)
        if found is None:
            raise Conflict(_("This was decided already, or the offer was taken back."))
        return done(HERE, decide(request, found))
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _show(request, refusal)


def decide(request: StaffRequest, offer: Offer) -> str:
    """Take a yes or a no from a form, with one of the ready reasons or one's own; return what to say of it."""
    is_granted = request.POST.get("act") == "grant"
    answer = request.POST.get("ready") or request.POST.get("answer", "")
    decide_approval(offer=offer, is_granted=is_granted, answer=answer, by=request.actor, now=request.now)
    return "approved" if is_granted else "not-approved"


def _show(request: StaffRequest, refusal: Refusal | None = None) -> HttpResponse:
    waiting = waiting_for(request.actor)
    words = ngettext("%(count)d offer waits for your word", "%(count)d offers wait for your word", len(waiting))
    mine = Approval.objects.pending().filter(offer__made_by=request.person.pk).order_by("asked_at", "pk")
    context = {
        "headline": words % {"count": len(waiting)},
        "waiting": waiting_cards([one.offer for one in waiting], by=request.actor, now=request.now),
        "asked": [_row(one, request.now) for one in mine.select_related("offer__case")],
        "ready_answers": ready_answers(),
        "kept": request.POST.dict() if refusal else {},
        "kept_offer": number_in(request.POST.get("offer")),
        "problem": problem_of(refusal),
    }
    return staff_page_of(request, "approvals/list.html", context, status=status_of(refusal) if refusal else 200)


@dataclass(frozen=True, slots=True)
class Asked:
    """An offer of one's own that waits for the word of others."""

    reference: str
    title: str
    language: str
    badge: SafeString
    total: str
    needs: str


def _row(approval: Approval, now: datetime) -> Asked:
    offer, case = approval.offer, approval.offer.case
    needs = role_names().get(HELD_AS[approval.needs], "")
    total = amount(offer.total_minor, offer.currency)
    return Asked(spoken(case.pk), case.title, case.language, clock_badge(approval, now), total, needs)
