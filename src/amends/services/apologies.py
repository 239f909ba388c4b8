"""Settle the apology that a missed promise owes: with the message that gives it, or with a reason why none is due."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.models import Apology, Case, Message
from amends.models.apologies import owing_apology
from amends.rules.actors import Actor
from amends.rules.chain import salted_digest
from amends.rules.refusals import Conflict, Invalid
from amends.rules.wording.apology import is_apology
from amends.rules.writing import storable
from amends.services import events
from amends.services.lifecycle import lock
from amends.services.staff import require

LONGEST = 300


def settle_apologies(*, case: Case, message: Message, purposes: Collection[str], by: Actor, now: datetime) -> int:
    """
    Settle what a case owes by a message that says sorry, or whose author marked it so; return how many apologies.

    The caller's transaction must hold the case's row, and have noted what the message came too late for.
    """
    if "apology" not in purposes and not is_apology(message.text):
        return 0
    return _settle(case, by=by, now=now, verb="apology.given", message=message)


@transaction.atomic
def waive_apology(*, case: Case, reason: str, by: Actor, now: datetime) -> int:
    """Say why no apology in writing is due any more; return how many were owed."""
    case = lock(case)
    require(by, "case.reply", case.site_id)
    reason = storable(reason).strip()[:LONGEST]
    if not reason:
        raise Invalid(_("Why is no apology due? Write the reason."), field="reason")
    waived = _settle(case, by=by, now=now, verb="apology.waived", reason=reason)
    if not waived:
        raise Conflict(_("No apology is owed any more."))
    return waived


def _settle(
    case: Case, *, by: Actor, now: datetime, verb: str, message: Message | None = None, reason: str = ""
) -> int:
    owing = list(owing_apology().filter(case=case).order_by("pk").values_list("pk", flat=True))
    Apology.objects.bulk_create(
        Apology(promise_id=pk, message=message, reason=reason, by_id=by.staff_id, at=now) for pk in owing
    )
    if owing:
        how = {"said_in": message.pk} if message else {"reason": salted_digest(bytes(case.salt), reason)}
        events.record(case, verb, by=by, now=now, promises=owing, **how)
    return len(owing)
