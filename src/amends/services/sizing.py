"""Size an offer for one case and one colleague: the rules' answer, with what this place and this day allow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from amends.models import Case, Offer
from amends.rules.actors import Actor
from amends.rules.refusals import NotAllowed, gettext_noop
from amends.rules.remedies.assessing import Answer, answer
from amends.rules.remedies.authority import LADDER, PERMISSIONS, SUMMED_OVER, Verdict
from amends.rules.remedies.own_limits import Bound
from amends.rules.rights.applying import Said, floor_of
from amends.services.authority import is_trusted, own_limits, role_limits
from amends.services.budgets import Spending, tightest
from amends.services.goodwill import curves_in_force
from amends.services.law import Told, what_law_says


@dataclass(frozen=True, slots=True)
class Sized:
    """What to offer, on which facts once the law has spoken, what it said, and the budget it would come from."""

    answer: Answer
    facts: Mapping[str, Any]
    said: tuple[Said, ...]
    budget: Spending | None


def role_of(by: Actor, site_id: int) -> str:
    """Return as whom somebody gives at a place: the highest of the roles they hold; refuse one who may give nothing."""
    held = [role for role in LADDER if by.may(PERMISSIONS[role], site_id)]
    if not held:
        raise NotAllowed(gettext_noop("You may not make offers here. Ask a colleague who works on cases."))
    return held[-1]


def size_offer(*, case: Case, facts: Mapping[str, Any], law: Told, by: Actor, now: datetime) -> Sized:
    """
    Return what to offer on ``facts`` (``rules.remedies.assessing``; with ``currency``, without who gives it).

    ``law`` are the facts told of each rule pack that holds here: what they give raises what is owed by law, and nothing
    lowers it. What was given on the case within a day counts together, but for what the new offer would replace.
    """
    currency = str(facts.get("currency", ""))
    said = what_law_says(case=case, told=law, facts=facts)
    facts = dict(facts)
    if owed := floor_of(said, currency).minor if said else 0:
        facts["legal_floor_minor"] = max(facts.get("legal_floor_minor") or 0, owed)
    budget = tightest(case=case, currency=currency, now=now)
    bound = budget.bound if budget else None
    return Sized(_answer(case, facts, currency, budget=bound, by=by, now=now), facts, said, budget)


def judge_approval(*, offer: Offer, by: Actor, now: datetime) -> Verdict:
    """
    Return whether somebody may give an offer as it stands on their own word, by the check of who makes one.

    A budget that is spent is why they were asked, and holds nobody back here.
    """
    facts = {**offer.facts, "total_minor": offer.total_minor}
    return _answer(offer.case, facts, offer.currency, budget=None, by=by, now=now).verdict


def _answer(
    case: Case, facts: Mapping[str, Any], currency: str, *, budget: Bound | None, by: Actor, now: datetime
) -> Answer:
    role = role_of(by, case.site_id)
    given = {"role": role, "given_minor": given_lately(case, currency, now=now)}
    if role == LADDER[0]:
        given["certified"] = is_trusted(by, now=now)
    roles = role_limits(currency=currency, now=now)
    own = own_limits(case=case, currency=currency, roles=roles, by=by, now=now)
    return answer({**facts, **given}, own=own, roles=roles, curves=curves_in_force(), budget=budget)


def given_lately(case: Case, currency: str, *, now: datetime) -> int:
    """Return what was accepted on a case within a day, in minor units."""
    since = now - SUMMED_OVER
    accepted = Offer.objects.alive().filter(
        case=case.pk, currency=currency, made_at__gt=since, accepted_at__isnull=False
    )
    return sum(accepted.values_list("total_minor", flat=True))
