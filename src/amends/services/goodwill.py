"""Estimate what a sum wins back from the outcomes of our own offers, and go by that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.models import GoodwillCurves, Offer, Organisation, Site
from amends.rules.actors import Actor
from amends.rules.lifecycle import State
from amends.rules.refusals import Conflict, NotAllowed
from amends.rules.remedies.goodwill import Curves
from amends.services import events
from amends.services.fairness_reviews import require_reviewed
from amends.services.staff import require

if TYPE_CHECKING:  # numpy takes longer to load than everything else
    from amends.engines.goodwill import Curve

SPAN = timedelta(days=3 * 365)
MOST = 50_000  # the newest
ENOUGH = 100  # outcomes of both kinds together, below which the shipped curves stay
LOST = {State.CLOSED_DISSATISFIED, State.DEADLOCK, State.EXTERNAL, State.EXTERNAL_DECIDED}


@dataclass(frozen=True, slots=True)
class Estimate:
    """The curves our own outcomes speak for, where the service was accepted and where it was rejected."""

    accepted: Curve
    rejected: Curve

    @property
    def outcomes(self) -> int:
        return self.accepted.outcomes + self.rejected.outcomes


def estimate_curves(*, by: Actor, now: datetime) -> Estimate:
    """Estimate both curves from the outcomes of the whole house in three years."""
    from amends.engines.goodwill import estimate  # noqa: PLC0415 - as above

    _require_whole_house(by)
    found: dict[bool, tuple[list[float], list[bool]]] = {True: ([], []), False: ([], [])}
    for kept_service, share, is_won in _outcomes(now):
        found[kept_service][0].append(share)
        found[kept_service][1].append(is_won)
    return Estimate(estimate(*found[True], accepts=True), estimate(*found[False], accepts=False))


def _outcomes(now: datetime) -> Iterator[tuple[bool, float, bool]]:
    """
    Yield of each offer whose end is known: whether the service was accepted, the share of the price, whether it won.

    Won is the customer's own word that it is solved; lost is a no to the offer or to the solution. Silence is neither.
    """
    reached = Offer.objects.filter(offered_at__isnull=False, made_at__gte=now - SPAN).order_by("-pk")
    rows = reached.values_list("facts", "total_minor", "accepted_at", "declined_at", "case__state")[:MOST]
    for facts, total, accepted_at, declined_at, state in rows:
        price = facts.get("price_minor") or 0
        is_won = accepted_at is not None and state == State.CLOSED_SATISFIED
        is_lost = declined_at is not None or (accepted_at is not None and state in LOST)
        if price and (is_won or is_lost):
            yield bool(facts.get("kept_service", True)), total / price, is_won


def curves_in_force() -> Curves | None:
    """Return the house's own curves where it goes by them."""
    found = GoodwillCurves.objects.in_force().first()
    return found.as_rule() if found else None


@transaction.atomic
def take_up_curves(*, by: Actor, now: datetime) -> GoodwillCurves:
    """Size goodwill by what our outcomes say today; held back until the audit of fairness was reviewed."""
    person = _require_person(by)
    found = estimate_curves(by=by, now=now)
    if found.outcomes < ENOUGH:
        words = _("There are %(count)d outcomes yet; with %(enough)d the curves can be your own.")
        raise Conflict(words, params={"count": found.outcomes, "enough": ENOUGH})
    require_reviewed(now=now)
    Organisation.objects.select_for_update().get()  # of two at once the later replaces the earlier
    GoodwillCurves.objects.in_force().update(dropped_at=now)
    made: GoodwillCurves = GoodwillCurves.objects.create(
        accepted=list(found.accepted.won),
        rejected=list(found.rejected.won),
        accepted_outcomes=found.accepted.outcomes,
        rejected_outcomes=found.rejected.outcomes,
        taken_up_by_id=person,
        taken_up_at=now,
    )
    events.record_for_organisation("goodwill.learnt", by=by, now=now, curves=made.pk, outcomes=found.outcomes)
    return made


@transaction.atomic
def drop_curves(*, by: Actor, now: datetime) -> None:
    """Size goodwill by the shipped curves again; a change of the rules like the other."""
    _require_person(by)
    require_reviewed(now=now)
    if GoodwillCurves.objects.in_force().update(dropped_at=now):
        events.record_for_organisation("goodwill.unlearnt", by=by, now=now)


def _require_whole_house(by: Actor) -> None:
    require(by, "authority.edit", Site.objects.filter(parent=None).values_list("pk", flat=True).first())


def _require_person(by: Actor) -> int:
    _require_whole_house(by)
    if by.staff_id is None:
        raise NotAllowed(_("What may be given is the word of a person, and no program’s."))
    return by.staff_id
