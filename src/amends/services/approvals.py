"""Ask somebody with more authority whether an offer may go out, and take their word."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.models import Approval, Case, Membership, Offer, Staff
from amends.rules.absences import present
from amends.rules.actors import SYSTEM, Actor
from amends.rules.lifecycle import Guard, Trigger
from amends.rules.offers import LONGEST_REASON, raised_at
from amends.rules.refusals import Conflict, Invalid, NotAllowed
from amends.rules.remedies.authority import LADDER, PERMISSIONS, reaches
from amends.rules.writing import at_most, one_line
from amends.services import events, jobs
from amends.services.authority import bound_words, lock_giving
from amends.services.closing import owe_answer
from amends.services.directory import directory
from amends.services.lifecycle import lock, move
from amends.services.notifications import notify
from amends.services.offering import send_offer, stop_waiting
from amends.services.sizing import judge_approval, role_of
from amends.services.staff import actor_of

MOST_WAITING = 100
# role that gives: the role of a colleague who may
HELD_AS = {
    "front_line": "front_line",
    "specialist": "specialist",
    "supervisor": "supervisor",
    "executive": "administrator",
}


def ask_approval(*, offer: Offer, needs: str, reason: str, by: Actor, now: datetime, bound: str = "") -> Approval:
    """
    Ask who may give it; the customer hears nothing until they have decided. The caller holds the case's row.

    ``bound`` says which limit came first, for who gives no reason.
    """
    reason = at_most(one_line(reason), LONGEST_REASON, field="reason")
    if not reason and bound:
        words = _("%(bound)s Say why more is right, and it goes to who may give it.")
        raise Invalid(words, field="reason", params={"bound": bound})
    if not reason:
        raise Invalid(_("This is more than you may give. Say why it is right, and it goes to who may."), field="reason")
    approval = Approval.objects.create(offer=offer, reason=reason, needs=needs, asked_at=now)
    move(
        offer.case, Trigger.ASK_APPROVAL, satisfied={Guard.REASON_GIVEN}, by=by, now=now,
        offer=offer.pk, total_minor=offer.total_minor, currency=offer.currency, needs=needs,
    )  # fmt: skip
    _tell(offer, _who_may(offer, needs), by=by, now=now)
    key = f"raise_approval:{offer.pk}"
    jobs.enqueue(task="raise_approval", run_at=raised_at(now), unique_key=key, case_id=offer.case_id, offer_id=offer.pk)
    return approval


@transaction.atomic
def decide_approval(*, offer: Offer, is_granted: bool, answer: str, by: Actor, now: datetime) -> Approval:
    """Say yes, and the offer goes out at once; or no, with a reason, and the case goes back to work."""
    case = lock(offer.case)
    offer = Offer.objects.select_related("made_by", "approval").get(pk=offer.pk)
    offer.case = case
    approval = _waiting(offer)
    if by.staff_id is None:
        raise NotAllowed(_("An approval is the word of a person, and no program's."))
    if by.staff_id == offer.made_by_id or not reaches(role_of(by, case.site_id), approval.needs):
        raise NotAllowed(_("This needs the word of somebody else, who may give as much."))
    answer = at_most(one_line(answer), LONGEST_REASON, field="answer")
    if not is_granted and not answer:
        raise Invalid(_("Say why not, so that a better offer can be made."), field="answer")
    if is_granted:
        _require_within(offer, by=by, now=now)
    approval.decided_at, approval.decided_by_id = now, by.staff_id
    approval.is_granted, approval.answer = is_granted, answer
    approval.save(update_fields=["decided_at", "decided_by", "is_granted", "answer"])
    stop_waiting(offer)
    asker = offer.made_by_id or case.owner_id  # for a program, whoever owns the case is told
    if is_granted:
        events.record(case, "approval.granted", by=by, now=now, offer=offer.pk, made_by=asker)
        speaker = actor_of(offer.made_by) if offer.made_by else by
        send_offer(offer=offer, guard=Guard.APPROVED, by=by, speaker=speaker, now=now)
    else:
        offer.withdrawn_at = now
        offer.save(update_fields=["withdrawn_at"])
        facts = {"offer": offer.pk, "made_by": asker}
        move(case, Trigger.REFUSE_APPROVAL, satisfied={Guard.REASON_GIVEN}, by=by, now=now, **facts)
        owe_answer(case, by=by, now=now)
    return approval


def _require_within(offer: Offer, *, by: Actor, now: datetime) -> None:
    """Refuse a yes that goes beyond what the limits leave to who says it; the offer waits for somebody above."""
    lock_giving(case=offer.case, by=by)
    verdict = judge_approval(offer=offer, by=by, now=now)
    if not verdict.may_give:
        bound = bound_words(verdict, offer.currency) or _("This is more than you may give.")
        raise Conflict(_("%(bound)s It needs the word of somebody above you."), params={"bound": bound})


@transaction.atomic
def raise_approval(*, case_id: int, offer_id: int, now: datetime) -> bool:
    """Half the time went by in silence: ask the level above as well. Return whether there was one to ask."""
    case = Case.objects.select_for_update().get(pk=case_id)
    approval = Approval.objects.pending().select_related("offer").filter(offer=offer_id, offer__case=case).first()
    if approval is None or approval.needs == LADDER[-1]:
        return False
    approval.offer.case = case
    above = LADDER[LADDER.index(approval.needs) + 1]
    told = _who_may(approval.offer, above)
    _tell(approval.offer, told, by=SYSTEM, now=now)
    events.record(case, "approval.raised", by=SYSTEM, now=now, offer=offer_id, told=[one.pk for one in told])
    return bool(told)


def _waiting(offer: Offer) -> Approval:
    approval = getattr(offer, "approval", None)
    if approval is None:
        raise Conflict(_("Nobody was asked to approve this offer."))
    if approval.decided_at is not None or not offer.is_open:
        raise Conflict(_("This was decided already, or the offer was taken back."))
    found: Approval = approval
    return found


def _who_may(offer: Offer, needs: str) -> list[Staff]:
    """Return who may give it at the case's place, in the lowest role that has anybody, without who made it."""
    line = directory().lines.get(offer.case.site_id, ())
    held = Membership.objects.filter(site__in=line, staff__is_active=True).exclude(staff=offer.made_by_id)
    for role in LADDER[LADDER.index(needs) :]:
        if found := list(Staff.objects.filter(memberships__in=held.filter(role=HELD_AS[role])).distinct()):
            return found
    return []


def _tell(offer: Offer, people: Iterable[Staff], *, by: Actor, now: datetime) -> None:
    for one in {_deputy(one, offer, now=now) for one in people}:
        notify(to=one, case=offer.case, kind="approval.asked", by=by, now=now)


def _deputy(asked: Staff, offer: Offer, *, now: datetime) -> Staff:
    """Return who stands in for somebody who is away, if their word is enough too; else the one who was asked."""
    there = present(asked.pk, directory().absences, now)
    if there == asked.pk:
        return asked
    deputy = Staff.objects.get(pk=there)
    return deputy if may_decide(offer, by=actor_of(deputy)) else asked


def may_decide(offer: Offer, *, by: Actor) -> bool:
    """Whether somebody's word is enough for an offer that waits for approval."""
    approval = getattr(offer, "approval", None)
    is_other_person = by.staff_id is not None and by.staff_id != offer.made_by_id
    if approval is None or approval.decided_at is not None or not offer.is_open or not is_other_person:
        return False
    site_id = offer.case.site_id
    return any(by.may(PERMISSIONS[role], site_id) for role in LADDER if reaches(role, approval.needs))


def waiting_for(by: Actor) -> list[Approval]:
    """Return the approvals that wait for somebody's word, who was asked first first."""
    asked = Approval.objects.pending().visible_to(by).order_by("asked_at", "pk")
    found = asked.select_related("offer__case__customer", "offer__made_by")[:MOST_WAITING]
    return [one for one in found if may_decide(one.offer, by=by)]
