"""How pressing a case is: weighed when it is judged, and raised when a deadline set by law comes near."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Min, Q

from amends.models import Case, Promise
from amends.rules.priority import HIGHEST, MIDDLE, STATUTORY_NEAR, Judged, history_of, priority
from amends.rules.promise_kinds import KINDS
from amends.services.deviations import earlier_failures

YEAR = timedelta(days=365)
BY_LAW = [kind.key for kind in KINDS.values() if kind.statutory]


def weigh(case: Case, *, now: datetime) -> None:
    """Keep how pressing a case is, once anybody judged or flagged it. The caller must hold the case's row."""
    if case.severity is None and not case.flags and case.priority_hundredths is None:
        return
    since = case.received_at - YEAR
    earlier = earlier_failures(case).filter(received_at__gte=since).count() if case.customer_id else 0
    judged = Judged(
        severity=case.severity or MIDDLE,
        criticality=case.criticality or MIDDLE,
        emotion=case.emotion or MIDDLE,
        history=history_of(earlier, is_double_deviation=case.double_deviation),
    )
    by_law = case.promises.owed().filter(kind__in=BY_LAW).aggregate(next=Min("due_at"))["next"]
    found = priority(judged, flags=case.flags or (), statutory_due_at=by_law, now=now)
    case.priority_hundredths = found.hundredths
    case.save(update_fields=["priority_hundredths"])


def raise_for_the_law(*, now: datetime) -> int:
    """Put cases first whose deadline set by law is less than a day away; return how many were raised."""
    near = Promise.objects.running().filter(kind__in=BY_LAW, due_at__lt=now + STATUTORY_NEAR)
    highest = HIGHEST * 100
    lower = Q(priority_hundredths=None) | Q(priority_hundredths__lt=highest)
    return Case.objects.open().filter(lower, pk__in=near.values("case")).update(priority_hundredths=highest)
