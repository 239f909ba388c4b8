"""Give something to the guest who stands there: at once within one's authority, asked for beyond it."""

from __future__ import annotations

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from amends.models import Case, Delivery, Offer
from amends.rules.actors import Actor
from amends.rules.languages import CHINESE
from amends.rules.lifecycle import Guard, Trigger
from amends.rules.money import Money, spelled
from amends.rules.quick import Gift
from amends.rules.refusals import Invalid
from amends.rules.remedies.authority import MICRO_GESTURE_MINOR
from amends.rules.remedies.catalogue import remedy_of
from amends.rules.remedies.distress_ladder import band_for, has_ladder
from amends.rules.remedies.gestures import SMALL, given_by_hand
from amends.services import events
from amends.services.approvals import ask_approval
from amends.services.authority import bound_words, lock_giving
from amends.services.budgets import lock_budgets
from amends.services.choosing import owe_choice
from amends.services.delivering import note_delivered
from amends.services.deviations import require_recovered
from amends.services.lifecycle import move
from amends.services.messages import add_message
from amends.services.offers import draft_offer
from amends.services.promising import promise_by_policy
from amends.services.sizing import Sized, size_offer
from amends.services.staff import require

WHY = ("compensation",)
KIND = "voucher"  # the kind by whose limit a colleague is told how far they may go


def most_at(*, site_id: int, currency: str, by: Actor, now: datetime) -> Money | None:
    """
    Return how much somebody may give a guest at a place now without asking, in one kind; None: without limit.

    As for a case that is not there yet: what one customer was given before counts when it is given.
    """
    more_than_small = {"currency": currency, "price_minor": 0, "total_minor": MICRO_GESTURE_MINOR + 1, "only": KIND}
    whole = size_offer(case=Case(site_id=site_id), facts=more_than_small, law={}, by=by, now=now)
    most = whole.answer.verdict.most
    if whole.budget is None:
        return most
    left = Money(max(whole.budget.bound.left_minor, MICRO_GESTURE_MINOR), currency)
    return left if most is None else min(most, left)


def size_gift(*, case: Case, gift: Gift, by: Actor, now: datetime) -> Sized:
    """
    Size a gift by the engine that sizes every offer, as it stands now: whoever gives at the same time waits.

    The caller's transaction must hold the case's row.
    """
    require(by, "remedy.offer", case.site_id)
    lock_giving(case=case, by=by)
    lock_budgets(case=case, currency=gift.currency)
    facts = {
        "currency": gift.currency,
        "price_minor": 0,
        "legal_floor_minor": gift.owed_minor,
        "total_minor": gift.owed_minor + gift.amount_minor,
        "only": gift.remedy,
    }
    if case.severity and has_ladder(gift.currency):
        facts["distress"] = band_for(case.severity).key
    whole = size_offer(case=case, facts=facts, law={}, by=by, now=now)
    if not whole.answer.options:
        raise Invalid(_("There is nothing in this to give."), field="gives")
    return whole


def is_given_at_once(whole: Sized) -> bool:
    """Whether nothing of it has to be paid first or asked for."""
    [way] = whole.answer.options
    return whole.answer.verdict.may_give and all(given_by_hand(remedy) for remedy, _amount in way.parts)


def give_gift(*, case: Case, whole: Sized, reason: str, by: Actor, now: datetime) -> Offer:
    """
    Give what was sized: what goes by hand has reached the guest, money is owed by a date, and the ledger has both.

    Beyond one's authority it goes to who may give as much, with ``reason``. The guest has said yes to their face. A
    small gesture is a cause of its own: it pays for nothing, so a remedy for the failure may still follow. The
    caller's transaction must hold the case's row, and the case be at work unless ``is_given_at_once``.
    """
    require_recovered(case, WHY, by=by)
    [way] = whole.answer.options
    is_small = [remedy for remedy, _amount in way.parts] == [SMALL]
    cause = f"{SMALL} {case.pk}" if is_small else ""
    offer = draft_offer(case=case, whole=whole, words=_words(case, whole), purposes=WHY, cause=cause, by=by, now=now)
    verdict = whole.answer.verdict
    if not verdict.may_give:
        bound = bound_words(verdict, whole.answer.currency)
        ask_approval(offer=offer, needs=verdict.goes_to, reason=reason, by=by, now=now, bound=bound)
        return offer
    offer.offered_at = now
    offer.save(update_fields=["offered_at"])
    owe_choice(offer=offer, option=0, now=now)
    if is_given_at_once(whole):
        events.record(
            case, "remedy.given", by=by, now=now, offer=offer.pk, total_minor=offer.total_minor, currency=offer.currency
        )
    else:
        _owe_money(offer, by=by, now=now)
    _hand_over(offer, by=by, now=now)
    return offer


def _owe_money(offer: Offer, *, by: Actor, now: datetime) -> None:
    case, facts = offer.case, {"offer": offer.pk, "total_minor": offer.total_minor, "floor_minor": offer.floor_minor}
    # One way, since what is owed is money and nothing else can stand for it.
    satisfied = {Guard.WITHIN_AUTHORITY, Guard.AT_LEAST_FLOOR, Guard.ALTERNATIVE_OFFERED}
    move(case, Trigger.SEND_OFFER, satisfied=satisfied, by=by, now=now, currency=offer.currency, **facts)
    move(case, Trigger.ACCEPT_OFFER, satisfied={Guard.CONSENT_STORED}, by=by, now=now, offer=offer.pk, option=0)
    promise_by_policy(case=case, kind="pay", by=by, now=now)


def _hand_over(offer: Offer, *, by: Actor, now: datetime) -> None:
    """Note what the guest has in hand; the code of a voucher goes to them in writing as well."""
    with translation.override(offer.case.language):
        proof = pgettext("proof", "on the spot")
    for one in Delivery.objects.filter(offer=offer).order_by("pk"):
        one.offer = offer
        if given_by_hand(one.remedy):
            note_delivered(delivery=one, proof=proof, by=by, now=now)
        if hasattr(one, "voucher"):
            add_message(case=offer.case, kind="out", text=_code_words(one), by=by, now=now, purposes=WHY)


def _words(case: Case, whole: Sized) -> str:
    """Return what the customer reads where somebody has to approve it first, in their language."""
    [way] = whole.answer.options
    is_chinese = case.language == CHINESE
    with translation.override(case.language):
        named = [f"{_name(key, is_chinese)} {spelled(amount, is_chinese=is_chinese)}" for key, amount in way.parts]
        return translate("For what happened we would like to give you this: %(remedies)s.") % {
            "remedies": pgettext("between two remedies", " and ").join(named)
        }


def _code_words(delivery: Delivery) -> str:
    case = delivery.offer.case
    is_chinese = case.language == CHINESE
    worth = spelled(Money(delivery.amount_minor, delivery.offer.currency), is_chinese=is_chinese)
    with translation.override(case.language):
        told = {"remedy": _name(delivery.remedy, is_chinese), "amount": worth, "proof": delivery.proof}
        return translate("%(remedy)s, %(amount)s, number %(proof)s") % told


def _name(key: str, is_chinese: bool) -> str:  # noqa: FBT001 - one of two languages
    remedy = remedy_of(key)
    return remedy.zh if is_chinese else remedy.en
