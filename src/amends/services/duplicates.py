"""Which other cases are probably the same matter told twice; looked up when somebody wants to merge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from amends.models import Case
from amends.rules.actors import Actor

NEAR = timedelta(days=3)  # the same words at the same place within this time are probably one matter
NEIGHBOURS = 500  # cases told before and after it that are looked at; numbers are given in the order of telling
MOST = 8


@dataclass(frozen=True, slots=True)
class Likely:
    """A case that may be the same matter, and why it is thought so."""

    case: Case
    is_same_customer: bool
    has_same_words: bool


def likely_duplicates(*, case: Case, by: Actor) -> list[Likely]:
    """
    Return open cases of the same customer, and those that begin with the same words at the same place at the time.

    Two reads along an index, however many cases there are.
    """
    others = Case.objects.visible_to(by).open().exclude(pk=case.pk)
    found: dict[int, Case] = {}
    if case.customer_id is not None:
        found = {one.pk: one for one in others.filter(customer=case.customer_id).order_by("-received_at")[:MOST]}
    same_words = others.filter(
        pk__range=(case.pk - NEIGHBOURS, case.pk + NEIGHBOURS),
        site=case.site_id,
        title=case.title,
        received_at__range=(case.received_at - NEAR, case.received_at + NEAR),
    )
    found |= {one.pk: one for one in same_words[:MOST]}
    likely = [
        Likely(one, case.customer_id is not None and one.customer_id == case.customer_id, one.title == case.title)
        for one in found.values()
    ]
    return sorted(likely, key=lambda one: (not one.is_same_customer, not one.has_same_words, -one.case.pk))[:MOST]
