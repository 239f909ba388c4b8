"""Send an offer to the customer, and take it back."""

from __future__ import annotations

from datetime import datetime

from amends.models import Case, Offer
from amends.rules.actors import Actor
from amends.rules.lifecycle import Guard, State, Trigger, allowed
from amends.rules.offers import stands_until
from amends.services import events, jobs
from amends.services.apologies import settle_apologies
from amends.services.closing import WORK
from amends.services.lifecycle import move
from amends.services.messages import add_message
from amends.services.pausing import resume_clocks
from amends.services.promises import keep_promises, make_promise, refresh_next_date, withdraw_promises

CHOICE = ("choice",)
OFFERED = (*WORK, "decision")  # promises that an offer keeps


def send_offer(*, offer: Offer, guard: Guard, by: Actor, speaker: Actor, now: datetime) -> None:
    """
    Put an offer before the customer with the words of ``speaker``, until its day; ``guard`` is why it may be given.

    The caller holds the case's row and has judged the authority.
    """
    case = offer.case
    offer.offered_at, offer.expires_at = now, stands_until(now)
    offer.save(update_fields=["offered_at", "expires_at"])
    resume_clocks(case=case, by=by, now=now)
    message = add_message(case=case, kind="out", text=offer.words, by=speaker, now=now, purposes=offer.purposes)
    keep_promises(case=case, kinds=OFFERED, by=by, now=now)
    settle_apologies(case=case, message=message, purposes=tuple(offer.purposes), by=by, now=now)
    make_promise(case=case, kind="choice", due_at=offer.expires_at, by=by, now=now)
    # Every way is of the same worth, and there are several wherever the sum leaves room for one.
    satisfied = {guard, Guard.AT_LEAST_FLOOR, Guard.ALTERNATIVE_OFFERED}
    facts = {"offer": offer.pk, "total_minor": offer.total_minor, "floor_minor": offer.floor_minor}
    move(case, Trigger.SEND_OFFER, satisfied=satisfied, by=by, now=now, currency=offer.currency, **facts)
    # A little before the day is over, so that we keep our own word to speak on that day.
    jobs.enqueue(
        task="lapse_offer", run_at=offer.expires_at, unique_key=_lapse(offer), case_id=case.pk, offer_id=offer.pk
    )


def take_back_open(case: Case, *, by: Actor, now: datetime) -> None:
    """Take back an offer that is open, for a better one or for none. The caller holds the case's row."""
    offer = Offer.objects.open().filter(case=case).first()
    if offer is None:
        return
    offer.withdrawn_at = now
    offer.save(update_fields=["withdrawn_at"])
    stop_waiting(offer)
    if Trigger.TAKE_BACK_OFFER in allowed(State(case.state)):
        move(case, Trigger.TAKE_BACK_OFFER, by=by, now=now, offer=offer.pk)
    else:
        events.record(case, "offer.withdrawn", by=by, now=now, offer=offer.pk)
    withdraw_promises(case=case, kinds=CHOICE, by=by, now=now)
    refresh_next_date(case)


def stop_waiting(offer: Offer) -> None:
    """Nobody waits for this offer any more."""
    jobs.cancel(unique_key=_lapse(offer))
    jobs.cancel(unique_key=f"raise_approval:{offer.pk}")


def _lapse(offer: Offer) -> str:
    return f"lapse_offer:{offer.pk}"
