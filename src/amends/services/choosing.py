"""The customer's choice between what we offer: one of the ways, none of them, or no word until its last day."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from amends.models import Case, Delivery, Offer, Staff
from amends.rules.actors import SYSTEM, Actor
from amends.rules.lifecycle import Guard, State, Trigger
from amends.rules.offers import DECLINES_UNTIL_TOLD, promised_by, require_option
from amends.rules.refusals import Conflict, NotAllowed, NotFound
from amends.services.closing import owe_answer, require_voice
from amends.services.leaders import read_leaders
from amends.services.ledger import book_acceptance
from amends.services.lifecycle import lock, move
from amends.services.messages import add_message
from amends.services.notifications import notify
from amends.services.offering import CHOICE, stop_waiting
from amends.services.pausing import resume_clocks
from amends.services.promises import keep_promises
from amends.services.promising import promise_by_policy, promise_decision


@transaction.atomic
def accept_offer(*, case: Case, offer_id: int, option: int, by: Actor, now: datetime) -> Offer:
    """
    Take the customer's choice: it is owed from now on, booked once, and promised by a date.

    The same choice told again changes nothing, however often and at how many places at once.
    """
    case = lock(case)
    offer = _own(case, offer_id, by)
    if offer.accepted_at is not None:
        return _same(offer, option)
    _require_standing(offer, now)
    option = require_option(option, len(offer.options))
    owe_choice(offer=offer, option=option, now=now)
    stop_waiting(offer)
    resume_clocks(case=case, by=by, now=now)
    keep_promises(case=case, kinds=CHOICE, by=by, now=now)
    move(case, Trigger.ACCEPT_OFFER, satisfied={Guard.CONSENT_STORED}, by=by, now=now, offer=offer.pk, option=option)
    kind = promised_by([remedy for remedy, _minor in offer.options[option]])
    if not case.promises.owed().filter(kind=kind).exists():
        promise_by_policy(case=case, kind=kind, by=by, now=now)
    return offer


def owe_choice(*, offer: Offer, option: int, now: datetime) -> None:
    """Owe what was chosen from now on, booked once. The caller holds the case's row."""
    _take(offer, option, now=now)
    Delivery.objects.bulk_create(
        [Delivery(offer=offer, remedy=remedy, amount_minor=minor) for remedy, minor in offer.options[option]]
    )
    book_acceptance(offer=offer, now=now)


@transaction.atomic
def decline_offer(*, case: Case, offer_id: int, by: Actor, now: datetime) -> Offer:
    """Take the customer's no: we owe an answer, and after a second no whoever leads the place is told."""
    case = lock(case)
    offer = _own(case, offer_id, by)
    if offer.declined_at is not None:
        return offer
    _require_standing(offer, now)
    offer.declined_at = now
    offer.save(update_fields=["declined_at"])
    stop_waiting(offer)
    resume_clocks(case=case, by=by, now=now)
    keep_promises(case=case, kinds=CHOICE, by=by, now=now)
    times = Offer.objects.filter(case=case, declined_at__isnull=False).count()
    move(case, Trigger.DECLINE_OFFER, by=by, now=now, offer=offer.pk, times=times)
    if times >= DECLINES_UNTIL_TOLD:
        _tell_leaders(case, by=by, now=now)
    promise_decision(case=case, asked_at=now, by=by, now=now)
    owe_answer(case, by=by, now=now)
    return offer


RAN_OUT = _(
    "The offer we made you has run out today, and you have not chosen. What you are owed stays yours. "
    "One word here, and we make it again."
)


@transaction.atomic
def lapse_offer(*, case_id: int, offer_id: int, now: datetime) -> bool | datetime:
    """Let an offer run out on its last day, and say so politely; return whether it did, or when to come back."""
    case = Case.objects.select_for_update().get(pk=case_id)
    offer = Offer.objects.open().filter(pk=offer_id, case=case).first()
    if offer is None or State(case.state) is not State.OFFERED:
        return False
    if now < offer.expires_at:
        return offer.expires_at
    offer.expired_at = now
    offer.save(update_fields=["expired_at"])
    with translation.override(case.language):
        add_message(case=case, kind="out", text=str(RAN_OUT), by=SYSTEM, now=now, is_word=False)
    keep_promises(case=case, kinds=CHOICE, by=SYSTEM, now=now, done_at=offer.expires_at)
    move(case, Trigger.LAPSE_OFFER, by=SYSTEM, now=now, offer=offer.pk)
    owe_answer(case, by=SYSTEM, now=now)
    return True


def _own(case: Case, offer_id: int, by: Actor) -> Offer:
    """Return an offer of this case to its customer."""
    if by.kind != "customer":
        raise NotAllowed(_("Only the customer can choose."))
    require_voice(case, by)
    offer = Offer.objects.filter(pk=offer_id, case=case).first()
    if offer is None:
        raise NotFound(_("This offer is not here."))
    offer.case = case
    return offer


def _same(offer: Offer, option: int) -> Offer:
    if offer.chosen != option:
        raise Conflict(_("You have chosen already, and we are at it. If you want something else, tell us below."))
    return offer


def _require_standing(offer: Offer, now: datetime) -> None:
    if not offer.stands(now):
        raise Conflict(_("This offer does not stand any more. What you are owed stays yours; tell us below."))


def _take(offer: Offer, option: int, *, now: datetime) -> None:
    """Let the write itself decide who was first: the database lets one cause be accepted once, in whichever case."""
    offer.accepted_at, offer.chosen = now, option
    try:
        with transaction.atomic():
            offer.save(update_fields=["accepted_at", "chosen"])
    except IntegrityError:
        words = _("This was put right once already. If something is still open, tell us below.")
        raise Conflict(words) from None


def _tell_leaders(case: Case, *, by: Actor, now: datetime) -> None:
    levels = read_leaders().above(site_id=case.site_id, owner_id=case.owner_id)
    for one in Staff.objects.active().filter(pk__in=levels[0] if levels else ()):
        notify(to=one, case=case, kind="offer.declined_twice", by=by, now=now)
