"""Say who looks at a case and who writes to its customer right now. Not history: nothing of it is recorded."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db.models import Q

from amends.models import Case, Presence
from amends.rules.actors import Actor
from amends.services.staff import require

LOOKING = timedelta(seconds=50)
REPLYING = timedelta(seconds=20)

Pair = tuple[int, int]  # case, colleague


def look_at_cases(*, pairs: Iterable[Pair], now: datetime) -> None:
    """Begin or renew the leases of those who have a case open, all with one statement."""
    Presence.objects.bulk_create(
        [Presence(case_id=case, staff_id=staff, looking_until=now + LOOKING) for case, staff in sorted(pairs)],
        update_conflicts=True,
        unique_fields=["case", "staff"],
        update_fields=["looking_until"],
    )


def leave_cases(*, pairs: Collection[Pair]) -> None:
    """End the leases of those who closed the page or went elsewhere."""
    gone = Q()
    for case, staff in pairs:
        gone |= Q(case=case, staff=staff)
    if gone:
        Presence.objects.filter(gone).delete()


def show_replying(*, case: Case, is_replying: bool, by: Actor, now: datetime) -> None:
    """Let colleagues see that somebody writes to the customer, or has stopped; it fades when nothing is typed."""
    require(by, "case.note", case.site_id)
    if by.staff_id is None:
        return
    Presence.objects.bulk_create(
        [
            Presence(
                case=case,
                staff_id=by.staff_id,
                looking_until=now + LOOKING,
                replying_until=now + REPLYING if is_replying else None,
            )
        ],
        update_conflicts=True,
        unique_fields=["case", "staff"],
        update_fields=["looking_until", "replying_until"],
    )


def forget_presence(*, now: datetime) -> int:
    """Forget leases that ended with their process; return how many."""
    return Presence.objects.filter(looking_until__lt=now).delete()[0]
