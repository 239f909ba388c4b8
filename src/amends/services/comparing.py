"""Like cases: the same kind of failure at the same place, and what was paid for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from amends.models import Case, Offer
from amends.rules.actors import Actor
from amends.rules.remedies.comparing import LOOKED_BACK

MOST = 500  # the latest ones; who decides needs a picture and no census

Kind = tuple[int | None, int, str]  # kind of failure, place, currency


@dataclass(frozen=True, slots=True)
class Paid:
    """What one customer accepted, in minor units, in which case and when."""

    minor: int
    case_id: int
    at: datetime


def kind_of(offer: Offer) -> Kind:
    """Return what makes another case like this one."""
    return (offer.case.failure_type_id, offer.case.site_id, offer.currency)


def paid_in_like_cases(offers: Iterable[Offer], *, by: Actor, now: datetime) -> dict[Kind, list[Paid]]:
    """Return what was paid within a year in cases like those of some offers, as far as somebody may see them."""
    wanted = {kind_of(offer) for offer in offers if offer.case.failure_type_id is not None}
    if not wanted:
        return {}
    failures, places, currencies = (set(column) for column in zip(*wanted, strict=True))
    accepted = Offer.objects.filter(
        accepted_at__gt=now - LOOKED_BACK,
        currency__in=currencies,
        case__in=Case.objects.visible_to(by).filter(failure_type__in=failures, site__in=places),
    ).order_by("-accepted_at")
    columns = ("case__failure_type", "case__site", "currency", "total_minor", "case", "accepted_at")
    found: dict[Kind, list[Paid]] = defaultdict(list)
    for failure, place, currency, minor, case_id, at in accepted.values_list(*columns)[:MOST]:
        found[failure, place, currency].append(Paid(minor, case_id, at))
    return found
