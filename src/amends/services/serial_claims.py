"""Show whoever makes an offer what goodwill the same customer was given lately, when it was often."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from amends.models import Case, Offer
from amends.rules.actors import Actor
from amends.rules.money import Money
from amends.rules.remedies.serial_claims import LOOKED_AT, is_often


@dataclass(frozen=True, slots=True)
class Gift:
    """Goodwill a customer accepted in an earlier case."""

    case_id: int
    amount: Money
    given_at: datetime


def goodwill_lately(*, case: Case, by: Actor, now: datetime) -> list[Gift]:
    """
    Return what the customer accepted beyond what was owed in other cases one may see, the newest first.

    Nothing where it was not often, or where nobody knows who the customer is.
    """
    if case.customer_id is None:
        return []
    accepted = Offer.objects.filter(
        case__customer=case.customer_id,
        case__in=Case.objects.visible_to(by),
        accepted_at__gte=now - LOOKED_AT,
        total_minor__gt=F("floor_minor"),
    ).exclude(case=case.pk)
    gifts = [
        Gift(case_id, Money(total - floor, currency), at)
        for case_id, total, floor, currency, at in accepted.order_by("-accepted_at").values_list(
            "case", "total_minor", "floor_minor", "currency", "accepted_at"
        )
        if at is not None
    ]
    return gifts if is_often([gift.given_at for gift in gifts], now) else []
