"""Note that a delivered remedy came back: the bank, the till or the carrier refused it, so it is owed again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from amends.models import Case, Delivery, Mismatch
from amends.rules.actors import Actor
from amends.rules.lifecycle import Guard, State, Trigger
from amends.rules.offers import LONGEST_FAILURE
from amends.rules.refusals import Conflict, NotFound
from amends.rules.writing import require_name
from amends.services import events
from amends.services.closing import FOLLOW_UP, stop_asking
from amends.services.ledger import book_reversal
from amends.services.lifecycle import lock, move
from amends.services.messages import add_message
from amends.services.promises import withdraw_promises
from amends.services.promising import promise_by_policy
from amends.services.staff import require

CAME_BACK = _(
    "We told you it was done, and it has not reached you: it came back to us. We are sorry for that. "
    "You need do nothing. We send it again, and tell you the number once it is under way."
)


@transaction.atomic
def reverse_delivery(*, case: Case, delivery_id: int, reason: str, by: Actor, now: datetime) -> Delivery:
    """
    Take a delivery back in the books, and bring the case back to delivering, with a date; the customer is told.

    It stays the same delivery of the same cause, so that it cannot be paid twice; told again it changes nothing.
    """
    case = lock(case)
    require(by, "remedy.offer", case.site_id)
    reason = require_name(reason, longest=LONGEST_FAILURE, field="failure")
    delivery = Delivery.objects.select_related("offer", "voucher").filter(pk=delivery_id, offer__case=case).first()
    if delivery is None:
        raise NotFound(_("There is nothing of this kind to deliver here."))
    if delivery.delivered_at is None:
        if delivery.failures:
            return delivery
        raise Conflict(_("This was not delivered yet, so nothing can have come back."))
    if hasattr(delivery, "voucher"):
        raise Conflict(_("A voucher does not come back: what was redeemed on it is taken back at the till."))
    delivery.offer.case = case
    returned = delivery.proof
    delivery.failures, delivery.failure = delivery.failures + 1, reason
    delivery.delivered_at, delivery.delivered_by_id, delivery.proof, delivery.listed_in = None, None, "", None
    delivery.save(update_fields=["failures", "failure", "delivered_at", "delivered_by", "proof", "listed_in"])
    settled = {"settled_at": now, "settled_by_id": by.staff_id, "outcome": "reversed", "reason": reason}
    Mismatch.objects.open().filter(delivery=delivery).update(**settled)
    book_reversal(delivery=delivery, now=now)
    _deliver_again(case, delivery, returned, by=by, now=now)
    return delivery


def _deliver_again(case: Case, delivery: Delivery, returned: str, *, by: Actor, now: datetime) -> None:
    facts = {"offer": delivery.offer_id, "delivery": delivery.pk, "failures": delivery.failures, "proof": returned}
    state = State(case.state)
    if state in {State.OFFER_PENDING, State.OFFERED}:
        raise Conflict(_("The customer has another offer in hand. Take it back first."))
    if state is State.DELIVERING:
        events.record(case, "remedy.reversed", at=None, by=by, now=now, **facts)
    else:
        stop_asking(case)
        # An offer is chosen only where the safety question was answered.
        given = {Guard.SAFETY_CHECKED, Guard.REASON_GIVEN, Guard.CONSENT_STORED}
        move(case, Trigger.REVERSE, satisfied=given, by=by, now=now, **facts)
    if not case.promises.owed().filter(kind="pay").exists():
        promise_by_policy(case=case, kind="pay", by=by, now=now)
    withdraw_promises(case=case, kinds=FOLLOW_UP, by=by, now=now)
    with translation.override(case.language):
        add_message(case=case, kind="out", text=str(CAME_BACK), by=by, now=now, purposes=("apology", "progress"))
