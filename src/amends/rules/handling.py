"""What it costs to handle a case: colleagues' minutes, estimated from what they did, and what remedies cost us."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any, Protocol

from amends.rules.money import half_up
from amends.rules.remedies.catalogue import remedies

BEGIN = timedelta(minutes=5)  # what comes before the first act of a sitting: opening the case, reading, thinking
PAUSE = timedelta(minutes=30)  # whoever does nothing on a case for longer than this was at something else
MOST_HOUR_MINOR = 10**8


class Happened(Protocol):
    """What is read of an event."""

    @property
    def verb(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def actor_kind(self) -> str: ...
    @property
    def actor_id(self) -> int | None: ...
    @property
    def facts(self) -> Mapping[str, Any]: ...


def minutes_spent(history: Iterable[Happened]) -> dict[int, int]:
    """
    Return how many minutes each colleague spent on a case, by the instants of what they did; programs spend none.

    Acts of one person with at most PAUSE between them are one sitting: from the first to the last, and BEGIN before.
    An estimate: long thinking is not seen, and a click in passing counts as a short look.
    Worked value: 10:00, 10:04, 10:20 and 14:00 are 25 and 5 minutes, so 30.
    """
    acts: defaultdict[int, set[datetime]] = defaultdict(set)
    for one in history:
        if one.actor_kind == "staff" and one.actor_id:
            acts[one.actor_id].add(one.at)
    return {who: half_up(Fraction(_worked(sorted(at)) / timedelta(minutes=1))) for who, at in sorted(acts.items())}


def _worked(instants: list[datetime]) -> timedelta:
    gaps = (later - earlier for earlier, later in pairwise(instants))
    return BEGIN + sum((gap if gap <= PAUSE else BEGIN for gap in gaps), timedelta())


def handling_cost(minutes: Mapping[int, int], hour_minor: Mapping[int, int]) -> int:
    """
    Return what minutes of work cost in minor units; who has no rate costs nothing.

    Worked value: 30 minutes at 60.00 an hour and 6 at 90.00 are 39.00.
    """
    return half_up(sum((Fraction(spent * hour_minor.get(who, 0), 60) for who, spent in minutes.items()), Fraction(0)))


def remedies_cost(history: Iterable[Happened]) -> tuple[int, str]:
    """
    Return what remedies that reached the customer cost us, in minor units of their currency; ``(0, "")`` for none.

    Each counts with the catalogue's part of what it is worth to the customer, money in full, also where it was owed;
    what came back does not count. A case has one currency: the last one spoken of.
    Worked value: a refund of 100.00 and a voucher of 50.00, of which 60 % cost us, are 130.00.
    """
    reached: dict[int, int] = {}
    currency = ""
    for one in history:
        currency = one.facts.get("currency", currency) if one.verb in {"offer.sent", "remedy.given"} else currency
        if one.verb == "remedy.delivered":
            known = remedies().get(one.facts["remedy"])
            share = known.cost_share if known else Fraction(1)
            reached[one.facts["delivery"]] = half_up(one.facts["amount_minor"] * share)
        elif one.verb == "remedy.reversed":
            reached.pop(one.facts["delivery"], None)
    total = sum(reached.values())
    return (total, currency) if total and currency else (0, "")
