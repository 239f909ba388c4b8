"""
Find open cases that nobody has touched for too long and no clock looks after, and say so to those whose they are.

A case is looked at when its last running promise ends (``look_after``), and then at the instants the rule names. So a
round costs what is due, and not what is open.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Max, Q

from amends.database import rows
from amends.models import Case, Event, Promise
from amends.rules.actors import SYSTEM
from amends.rules.forgetting import Look, Told, look
from amends.rules.lifecycle import State
from amends.services import events
from amends.services.events import Happened
from amends.services.leaders import Leaders, read_leaders
from amends.services.notifications import tell_of_cases

BATCH = 200
VERB = "case.forgotten"
KIND = {Told.OWNER: "case.forgotten", Told.LEADERS: "team.forgotten"}


def remind_of_forgotten(*, now: datetime, limit: int = 2000) -> int:
    """Look at the cases whose look is due; return of how many somebody was told."""
    told = 0
    for _round in range(limit // BATCH):
        found = _look_at_some(now=now)
        if found is None:
            break
        told += found
    return told


def _look_at_some(*, now: datetime) -> int | None:
    """Look at one batch in one transaction; None: none was due."""
    due = Case.objects.open().filter(forgets_at__lte=now).order_by("forgets_at", "pk")
    pks = list(due.values_list("pk", flat=True)[:BATCH])
    if not pks:
        return None
    with transaction.atomic():
        # Read again under the lock: another worker may have looked, or a colleague touched it, in between.
        cases = list(due.select_for_update(skip_locked=True).filter(pk__in=pks))
        found = _looks(cases, now=now)
        leaders = read_leaders()
        told = {case: _whom(case, one.tell, leaders) for case, one in found.items() if one.tell}
        _tell(told, {case: found[case] for case in told}, now=now)
        rows.update(
            "amends_case", ("forgets_at",), [(rows.instant(one.next_at), case.pk) for case, one in found.items()]
        )
    return len(told)


def _looks(cases: Collection[Case], *, now: datetime) -> dict[Case, Look]:
    ids = [case.pk for case in cases]
    of_these = Event.objects.filter(case__in=ids)
    by_hand = Q(actor_kind__in=events.HANDS)
    touched = dict(of_these.filter(by_hand).values_list("case").annotate(Max("recorded_at")).order_by())
    told: defaultdict[int, list[datetime]] = defaultdict(list)
    for case_id, at in of_these.filter(verb=VERB).order_by("sequence").values_list("case", "recorded_at"):
        told[case_id].append(at)
    standing = Q(paused_until__gt=now)
    running = set(Promise.objects.running().filter(case__in=ids).exclude(standing).values_list("case", flat=True))
    paused = set(Promise.objects.running().filter(standing, case__in=ids).values_list("case", flat=True))
    found = {}
    for case in cases:
        since = max(touched.get(case.pk, case.registered_at), case.registered_at)
        found[case] = look(
            State(case.state),
            since,
            has_running=case.pk in running,
            is_paused=case.pk in paused,
            told_at=tuple(at for at in told[case.pk] if at > since),
            now=now,
        )
    return found


def _whom(case: Case, step: Told, leaders: Leaders) -> list[int]:
    if step is Told.OWNER:
        return [case.owner_id]
    levels = leaders.above(site_id=case.site_id, owner_id=case.owner_id)
    return sorted(levels[0]) if levels else [case.owner_id]


def _tell(told: dict[Case, list[int]], found: dict[Case, Look], *, now: datetime) -> None:
    if not told:
        return
    kinds = {case: KIND[one.tell] for case, one in found.items() if one.tell}
    tell_of_cases([(case, kinds[case], person) for case, people in told.items() for person in people], now=now)
    events.record_many(
        [Happened(case, VERB, now, {"told": people}) for case, people in told.items()], by=SYSTEM, now=now
    )
    first = [case.pk for case in told if case.forgotten_at is None]
    Case.objects.filter(pk__in=first).update(forgotten_at=now)
