"""What it costs to handle cases, by what an hour of each role costs the house."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.models import Event, Membership, Organisation, Site
from amends.rules.access import ROLES
from amends.rules.actors import Actor
from amends.rules.handling import MOST_HOUR_MINOR, Happened, handling_cost, minutes_spent, remedies_cost
from amends.rules.money import Money
from amends.rules.refusals import Invalid
from amends.services import events
from amends.services.directory import directory, forget_directory
from amends.services.staff import require


@dataclass(frozen=True, slots=True)
class Handling:
    """
    What one case took.

    minutes   of colleagues, an estimate
    work      what they cost; None where nobody said what an hour costs
    remedies  what remedies that reached the customer cost us; None for none
    """

    minutes: int
    work: Money | None
    remedies: Money | None


class _Told(NamedTuple):
    verb: str
    at: datetime
    actor_kind: str
    actor_id: int | None
    facts: Mapping[str, Any]


@transaction.atomic
def set_hour_costs(*, currency: str, hour_minor: Mapping[str, int], by: Actor, now: datetime) -> Organisation:
    """Say what an hour of each role costs, all in one currency; a role at nothing costs nothing."""
    root = Site.objects.get(parent=None)
    require(by, "organisation.edit", root.pk)
    Money(0, currency)
    if set(hour_minor) - set(ROLES) or not all(0 <= minor <= MOST_HOUR_MINOR for minor in hour_minor.values()):
        raise Invalid(_("Say for each role what an hour costs."), field="hour_costs")
    organisation = Organisation.objects.select_for_update().get()
    told: dict[str, object] = {role: minor for role, minor in hour_minor.items() if minor}
    costs = {"currency": currency, **told} if told else {}
    if organisation.hour_costs != costs:
        organisation.hour_costs = costs
        organisation.save(update_fields=["hour_costs"])
        events.record_for_organisation("organisation.edited", by=by, now=now, changed=["hour_costs"])
        forget_directory()
    return organisation


def handling_of(history: Sequence[Happened]) -> Handling:
    """Return what a case took, from its history as it was read already."""
    minutes = minutes_spent(history)
    return _handling(history, minutes, _hour_minor(minutes))


def handling_of_each(cases: Sequence[int]) -> dict[int, Handling]:
    """Return what each of some cases took."""
    told: defaultdict[int, list[_Told]] = defaultdict(list)
    rows = Event.objects.filter(case__in=cases).order_by("case", "sequence")
    for case_id, *row in rows.values_list("case", *_Told._fields):
        told[case_id].append(_Told(*row))
    minutes = {case: minutes_spent(history) for case, history in told.items()}
    rates = _hour_minor({who for spent in minutes.values() for who in spent})
    return {case: _handling(history, minutes[case], rates) for case, history in told.items()}


def _handling(history: Iterable[Happened], minutes: Mapping[int, int], rates: Mapping[int, int]) -> Handling:
    minor, currency = remedies_cost(history)
    ours = directory().organisation.hour_costs.get("currency")
    return Handling(
        minutes=sum(minutes.values()),
        work=Money(handling_cost(minutes, rates), ours) if ours else None,
        remedies=Money(minor, currency) if currency else None,
    )


def _hour_minor(people: Iterable[int]) -> dict[int, int]:
    """Return what an hour of each colleague costs: of several roles the dearest. Asks nobody where no cost is known."""
    costs, found = directory().organisation.hour_costs, dict[int, int]()
    people = list(people)
    for who, role in Membership.objects.filter(staff__in=people).values_list("staff", "role") if costs else ():
        found[who] = max(found.get(who, 0), costs.get(role, 0))
    return found
