"""Note that a remedy reached the customer, with its proof; when all have, ask whether it is put right."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from amends.models import Case, Delivery, Offer
from amends.rules.actors import Actor
from amends.rules.languages import CHINESE
from amends.rules.lifecycle import Guard, Trigger
from amends.rules.money import Money, spelled
from amends.rules.offers import LONGEST_PROOF
from amends.rules.promise_kinds import asked_by_law
from amends.rules.refusals import Conflict, NotFound
from amends.rules.remedies.catalogue import remedy_of
from amends.rules.writing import require_name
from amends.services import events
from amends.services.closing import RESPONSE, WORK, begin_silence
from amends.services.ledger import book_delivery
from amends.services.lifecycle import lock, move
from amends.services.messages import add_message
from amends.services.pausing import resume_clocks
from amends.services.promises import keep_promises
from amends.services.staff import require
from amends.services.vouchers import issue_voucher

DELIVERED = (*WORK, *RESPONSE, "pay", *asked_by_law(kept_by="delivery"))  # promises that the last delivery keeps


@transaction.atomic
def deliver_remedy(*, case: Case, delivery_id: int, proof: str, by: Actor, now: datetime) -> Delivery:
    """
    Note one remedy as delivered; ``proof`` is the number of the payment or booking. A voucher is issued here and now.

    Told again with the same proof it changes nothing. The last one tells the customer and asks for their word.
    """
    case = lock(case)
    require(by, "remedy.offer", case.site_id)
    delivery = Delivery.objects.select_related("offer").filter(pk=delivery_id, offer__case=case).first()
    if delivery is None:
        raise NotFound(_("There is nothing of this kind to deliver here."))
    delivery.offer.case = case
    proof = "" if _is_voucher(delivery) else require_name(proof, longest=LONGEST_PROOF, field="proof")
    if delivery.delivered_at is not None:
        if proof and delivery.proof != proof:
            raise Conflict(_("This was delivered already, with another proof."), field="proof")
        return delivery
    note_delivered(delivery=delivery, proof=proof, by=by, now=now)
    if not Delivery.objects.outstanding().filter(offer=delivery.offer_id).exists():
        _all_delivered(delivery.offer, by=by, now=now)
    return delivery


def note_delivered(*, delivery: Delivery, proof: str, by: Actor, now: datetime) -> None:
    """Note that one remedy reached the customer, and book it; a voucher is issued here. The caller holds the case."""
    if _is_voucher(delivery):
        proof = issue_voucher(delivery=delivery, by=by, now=now).spoken
    delivery.delivered_at, delivery.delivered_by_id, delivery.proof = now, by.staff_id, proof
    delivery.save(update_fields=["delivered_at", "delivered_by", "proof"])
    book_delivery(delivery=delivery, now=now)
    events.record(
        delivery.offer.case, "remedy.delivered", by=by, now=now,
        offer=delivery.offer_id, delivery=delivery.pk, remedy=delivery.remedy, amount_minor=delivery.amount_minor,
    )  # fmt: skip


def _is_voucher(delivery: Delivery) -> bool:
    return remedy_of(delivery.remedy).fulfilled_by == "voucher"


def _all_delivered(offer: Offer, *, by: Actor, now: datetime) -> None:
    case = offer.case
    resume_clocks(case=case, by=by, now=now)
    add_message(case=case, kind="out", text=_in_words(case, offer), by=by, now=now, purposes=("progress",))
    keep_promises(case=case, kinds=DELIVERED, by=by, now=now)
    move(case, Trigger.DELIVER, satisfied={Guard.PAYMENT_PROVEN}, by=by, now=now, offer=offer.pk)
    begin_silence(case, by=by, now=now)


def _in_words(case: Case, offer: Offer) -> str:
    """Return what the customer is told: each remedy with its sum and its number."""
    is_chinese = case.language == CHINESE
    with translation.override(case.language):
        lines = [translate("What you chose is done:")]
        for one in Delivery.objects.filter(offer=offer).order_by("pk"):
            remedy, amount = remedy_of(one.remedy), Money(one.amount_minor, offer.currency)
            name = remedy.zh if is_chinese else remedy.en
            told = {"remedy": name, "amount": spelled(amount, is_chinese=is_chinese), "proof": one.proof}
            lines.append(translate("%(remedy)s, %(amount)s, number %(proof)s") % told)
        return "\n".join([*lines, translate("Is it put right? Please say so on your page.")])
