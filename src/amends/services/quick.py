"""The quick action: open a case for the guest who stands there, with what was done or promised at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from amends.models import Case, FailureType, Staff
from amends.rules.actors import Actor
from amends.rules.hearing import Heard, Receipt
from amends.rules.money import Money, spelled
from amends.rules.quick import DEEDS, Gift, QuickAction
from amends.rules.refusals import Invalid, Refusal
from amends.rules.remedies.catalogue import remedies
from amends.services.cases import reply_to_customer, resolve_case, triage_case, write_note
from amends.services.giving import give_gift, is_given_at_once, size_gift
from amends.services.guests import introduced
from amends.services.lifecycle import lock
from amends.services.listening import hear
from amends.services.preferences import note_preference
from amends.services.transfers import ask_transfer

SHORTEST_KEY = 16


@transaction.atomic
def take_quick_action(*, action: QuickAction, by: Actor, now: datetime) -> Receipt:
    """
    Hear, judge and answer in one transaction: the first hearer owns it, and the promise runs from when it was given.

    The same key again is the same entry and does nothing twice. What was done on the spot still waits for the
    customer's own word.
    """
    if len(action.key) < SHORTEST_KEY:
        raise Invalid(_("An entry without its own key could be taken twice."), field="key")
    if action.deed not in DEEDS:
        raise Invalid(_("Done on the spot, promised or handed over?"), field="deed")
    failure_type = FailureType.objects.filter(pk=action.failure_type_id or 0).first()
    receipt = hear(_heard(action, failure_type, by=by), by=by, now=now)
    if not receipt.is_new:
        return receipt
    case = triage_case(
        case=Case.objects.get(pk=receipt.case_id),
        severity=action.severity,
        failure_type=failure_type,
        is_safe=action.is_safe,
        by=by,
        now=now,
    )
    if action.gift:
        _answer_and_give(case, action, action.gift, by=by, now=now)
    else:
        _answer(case, action, by=by, now=now)
    if action.remember:
        _remember(case, action, by=by, now=now)
    case.refresh_from_db(fields=["next_due_at"])
    return replace(receipt, next_due_at=case.next_due_at)


def _heard(action: QuickAction, failure_type: FailureType | None, *, by: Actor) -> Heard:
    heard = Heard(
        post="staff",
        text=action.text,
        title=str(failure_type or ""),
        site_id=action.site_id,
        received_at=action.heard_at,
        failure_type_id=failure_type.pk if failure_type else None,
        idempotency_key=action.key,
    )
    return replace(heard, **introduced(action.who, by=by))  # type: ignore[arg-type] # fields of Heard by their names


def _answer_and_give(case: Case, action: QuickAction, gift: Gift, *, by: Actor, now: datetime) -> None:
    """
    Answer with a gift, judged as things stand now, however long it waited on a device.

    What goes by hand is given and the answer may settle the case; what is paid or asked for keeps it open.
    """
    purposes = ("compensation",)
    case = lock(case)
    try:
        with transaction.atomic():
            whole = size_gift(case=case, gift=gift, by=by, now=now)
    except Refusal as refusal:
        _answer(case, action, by=by, now=now)
        _keep_gift(case, gift, refusal, by=by, now=now)
        return
    _answer(case, action, purposes=purposes, is_settled=is_given_at_once(whole), by=by, now=now)
    try:
        with transaction.atomic():
            give_gift(case=lock(case), whole=whole, reason=_reason(case), by=by, now=now)
    except Refusal as refusal:
        _keep_gift(case, gift, refusal, by=by, now=now)


def _keep_gift(case: Case, gift: Gift, refusal: Refusal, *, by: Actor, now: datetime) -> None:
    """The guest was told, and it cannot be given like this: whoever works on the case has to know both."""
    amount = Money(gift.owed_minor + gift.amount_minor, gift.currency)
    kind = remedies().get(gift.remedy)
    is_chinese = (get_language() or "").startswith("zh")
    told = {
        "remedy": (kind.zh if is_chinese else kind.en) if kind else _("What is owed"),
        "amount": spelled(amount, is_chinese=is_chinese),
        "why": refusal.in_words(gettext),
    }
    text = _("The guest was told that they get this, and it was not given: %(remedy)s, %(amount)s. %(why)s")
    write_note(case=case, text=str(text) % told, by=by, now=now)


def _reason(case: Case) -> str:
    """Return why more than somebody may give is asked for: the guest stood there, and it was this bad."""
    told = {"failure": case.title, "severity": case.severity}
    return str(_("Asked for on the spot, before the guest: %(failure)s. How bad, of 5: %(severity)d.")) % told


def _answer(
    case: Case,
    action: QuickAction,
    *,
    by: Actor,
    now: datetime,
    purposes: tuple[str, ...] = (),
    is_settled: bool = True,
) -> None:
    said: dict[str, Any] = {"purposes": purposes, "by": by, "now": now, "said_at": action.heard_at}
    # A second failure of the same guest is not settled by one sentence on the spot: it stays open, with a next date.
    if action.deed == "done" and is_settled and not case.double_deviation:
        resolve_case(case=case, final_response=action.said, **said)
        return
    reply_to_customer(case=case, text=action.said, next_at=action.next_at, **said)
    if action.deed == "hand_over":
        to = Staff.objects.active().filter(pk=action.to_id or 0).first()
        if to is None:
            raise Invalid(_("Who takes over?"), field="to")
        ask_transfer(case=case, to=to, by=by, now=now)


def _remember(case: Case, action: QuickAction, *, by: Actor, now: datetime) -> None:
    case = Case.objects.select_related("customer").get(pk=case.pk)  # its chain has grown with the answer
    if case.customer is None:
        raise Invalid(_("Whose preference is it? Say who the guest is, or leave it out."), field="remember")
    note_preference(customer=case.customer, text=action.remember, case=case, by=by, now=now, said_at=action.heard_at)
