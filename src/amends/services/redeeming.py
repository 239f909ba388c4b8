"""Redeem a voucher at a till, in parts where it may be, and take that back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.models import Case, Redemption, Undo, Voucher
from amends.rules.actors import Actor
from amends.rules.money import Money
from amends.rules.refusals import Conflict, NotFound
from amends.rules.vouchers import LONGEST_RECEIPT, may_take_back, require_redeemable
from amends.rules.writing import at_most, one_line
from amends.services import events
from amends.services.ledger import book_giving_back, book_redemption
from amends.services.lifecycle import lock
from amends.services.staff import require
from amends.services.undoing import Facts, leave_undo, undoes


@dataclass(frozen=True, slots=True)
class Redeemed:
    """What was redeemed, with what is left on the voucher; ``undo`` is there for colleagues and not for programs."""

    redemption: Redemption
    undo: Undo | None


@transaction.atomic
def redeem_voucher(*, voucher: Voucher, amount_minor: int, by: Actor, now: datetime, receipt: str = "") -> Redeemed:
    """
    Take an amount off a voucher; ``receipt`` is the till's own number for it.

    However many tills have the code in hand, they come one after the other here, and never get more than its value.
    """
    case, voucher = _hold(voucher)
    require(by, "voucher.redeem")
    receipt = at_most(one_line(receipt), LONGEST_RECEIPT, field="receipt")
    amount = Money(amount_minor, voucher.currency)
    require_redeemable(
        amount=amount, left=voucher.left, is_divisible=voucher.is_divisible, expires_at=voucher.expires_at, now=now
    )
    _spend(voucher, amount_minor)
    redemption = Redemption.objects.create(
        voucher=voucher, amount_minor=amount_minor, receipt=receipt, redeemed_at=now, actor_kind=by.kind, actor_id=by.id
    )
    book_redemption(redemption=redemption, now=now)
    facts = {"voucher": voucher.pk, "redemption": redemption.pk, "amount_minor": amount_minor}
    events.record(case, "voucher.redeemed", at=None, by=by, now=now, left_minor=voucher.left.minor, **facts)
    undo = None
    if by.staff_id is not None:
        said = {**facts, "left_minor": voucher.left.minor, "currency": voucher.currency}
        undo = leave_undo(verb="voucher.redeemed", facts=said, by=by, now=now)
    return Redeemed(redemption, undo)


@transaction.atomic
def take_back_redemption(*, redemption: Redemption, by: Actor, now: datetime) -> Redemption:
    """Put what was redeemed back on its voucher, within a day; told again it changes nothing."""
    case, voucher = _hold(redemption.voucher)
    require(by, "voucher.redeem")
    redemption = Redemption.objects.get(pk=redemption.pk)
    redemption.voucher = voucher
    if redemption.taken_back_at is not None:
        return redemption
    if not may_take_back(redemption.redeemed_at, now):
        raise Conflict(_("This was redeemed more than a day ago. Make good at the till what was wrong."))
    redemption.taken_back_at = now
    redemption.save(update_fields=["taken_back_at"])
    _spend(voucher, -redemption.amount_minor)
    book_giving_back(redemption=redemption, now=now)
    facts = {"voucher": voucher.pk, "redemption": redemption.pk, "amount_minor": redemption.amount_minor}
    events.record(case, "voucher.given_back", at=None, by=by, now=now, left_minor=voucher.left.minor, **facts)
    return redemption


@undoes("voucher.redeemed")
def _give_back(facts: Facts, *, by: Actor, now: datetime) -> None:
    redemption = Redemption.objects.visible_to(by).select_related("voucher").filter(pk=facts["redemption"]).first()
    if redemption is None:
        raise NotFound
    take_back_redemption(redemption=redemption, by=by, now=now)


def _hold(voucher: Voucher) -> tuple[Case, Voucher]:
    """Return the case and the voucher as they are now; nobody else changes either until the transaction ends."""
    case = lock(Case.objects.get(offers__deliveries__voucher=voucher.pk))
    found = Voucher.objects.select_related("delivery__offer").get(pk=voucher.pk)
    found.delivery.offer.case = case
    return case, found


def _spend(voucher: Voucher, minor: int) -> None:
    voucher.spent_minor += minor
    voucher.save(update_fields=["spent_minor"])
