"""Size an offer for one case and one colleague: the rules' answer, with what this place and this day allow."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from amends.models import Case, Offer
from amends.rules.actors import Actor
from amends.rules.refusals import NotAllowed, gettext_noop
from amends.rules.remedies.assessing import Answer, answer
from amends.rules.remedies.authority import LADDER, PERMISSIONS, SUMMED_OVER


def role_of(by: Actor, site_id: int) -> str:
    """Return as whom somebody gives at a place: the highest of the roles they hold; refuse one who may give nothing."""
    held = [role for role in LADDER if by.may(PERMISSIONS[role], site_id)]
    if not held:
        raise NotAllowed(gettext_noop("You may not make offers here. Ask a colleague who works on cases."))
    return held[-1]


def size_offer(*, case: Case, facts: Mapping[str, Any], by: Actor, now: datetime) -> Answer:
    """
    Return what to offer on ``facts`` (``rules.remedies.assessing``; with ``currency``, without who gives it).

    What was given on the case within a day counts together, but for what the new offer would replace.
    """
    currency = str(facts.get("currency", ""))
    given = {"role": role_of(by, case.site_id), "given_minor": given_lately(case, currency, now=now)}
    return answer({**facts, **given})


def given_lately(case: Case, currency: str, *, now: datetime) -> int:
    """Return what was accepted on a case within a day, in minor units."""
    since = now - SUMMED_OVER
    accepted = Offer.objects.alive().filter(case=case, currency=currency, made_at__gt=since, accepted_at__isnull=False)
    return sum(accepted.values_list("total_minor", flat=True))
