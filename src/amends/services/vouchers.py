"""Issue a voucher, find one by its code, and book out what is left when its last day is over."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.models import Delivery, Voucher
from amends.rules.actors import SYSTEM, Actor
from amends.rules.limits import Limit
from amends.rules.refusals import NotFound, TooMany
from amends.rules.remedies.catalogue import remedy_of
from amends.rules.vouchers import CODES, code_of, good_until, read_code
from amends.services import events
from amends.services.ledger import book_lapse
from amends.services.lifecycle import lock
from amends.services.limits import use_up, used_up
from amends.services.staff import require

# With sixteen digits nobody gets anywhere by guessing; this stops who tries, and tells them from who misread one.
WRONG_CODES = Limit(20, timedelta(hours=1))


def issue_voucher(*, delivery: Delivery, by: Actor, now: datetime) -> Voucher:
    """Make the code by which a remedy reaches the customer. The caller holds the case's row."""
    remedy, case = remedy_of(delivery.remedy), delivery.offer.case
    voucher = Voucher.objects.create(
        delivery=delivery,
        code=code_of(secrets.randbelow(CODES)),
        currency=delivery.offer.currency,
        amount_minor=delivery.amount_minor,
        is_divisible=remedy.in_parts,
        issued_at=now,
        expires_at=good_until(now, remedy.valid_days, ZoneInfo(case.site.timezone)),
    )
    events.record(case, "voucher.issued", by=by, now=now, voucher=voucher.pk, amount_minor=voucher.amount_minor)
    return voucher


def find_voucher(*, told: str, by: Actor, now: datetime) -> Voucher:
    """
    Return the voucher with a code as it was typed or scanned.

    A wrong code learns nothing, and is counted: call it outside a transaction that a refusal would undo. A code with a
    misread digit is none of ours for certain, so it costs nobody a try.
    """
    require(by, "voucher.redeem")
    code = read_code(told)
    who = f"{by.kind}:{by.id}"
    if until := used_up(what="wrong-voucher", who=who, limit=WRONG_CODES, now=now):
        words = _("Too many codes that do not exist were tried. Wait a while, and read the code out once more.")
        raise TooMany(words, seconds=int((until - now).total_seconds()) + 1, field="code")
    voucher = Voucher.objects.select_related("delivery__offer__case").filter(code=code).first()
    if voucher is None:
        use_up(what="wrong-voucher", who=who, limit=WRONG_CODES, now=now)
        raise NotFound(_("There is no voucher with this code."), field="code")
    return voucher


def lapse_vouchers(*, now: datetime, limit: int = 200) -> int:
    """Book out what is left on vouchers that ran out; return on how many."""
    return sum(_lapse(pk, now=now) for pk in list(Voucher.objects.run_out(now).values_list("pk", flat=True)[:limit]))


@transaction.atomic
def _lapse(voucher_id: int, *, now: datetime) -> bool:
    vouchers = Voucher.objects.select_related("delivery__offer__case")
    case = lock(vouchers.get(pk=voucher_id).delivery.offer.case)
    voucher = vouchers.run_out(now).filter(pk=voucher_id).first()
    if voucher is None:
        return False  # another worker was first
    voucher.lapsed_at = now
    voucher.save(update_fields=["lapsed_at"])
    book_lapse(voucher=voucher, now=now)
    events.record(case, "voucher.lapsed", by=SYSTEM, now=now, voucher=voucher.pk, left_minor=voucher.left.minor)
    return True
