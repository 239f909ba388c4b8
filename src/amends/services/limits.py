"""Count what strangers do, in the database, so that several processes hold one limit together."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils.crypto import salted_hmac

from amends.models import Tally
from amends.rules.limits import Limit, free_again_at, window_start

KEPT_FOR = timedelta(days=1)  # longer than any window


def use_up(*, what: str, who: str, limit: Limit, now: datetime) -> datetime | None:
    """Count one more; return None, or when it may be done again once ``limit`` is used up."""
    if not limit.most:
        return None
    rows = _rows(what, who, limit, now)
    if not rows.update(count=F("count") + 1):
        try:
            with transaction.atomic():
                Tally.objects.create(what=what, who=_digest(who), began_at=window_start(now, limit.every))
        except IntegrityError:
            rows.update(count=F("count") + 1)  # another process was first in this window
    return free_again_at(_count(rows), limit, now)


def used_up(*, what: str, who: str, limit: Limit, now: datetime) -> datetime | None:
    """Return when it may be done again if ``limit`` is used up already, without counting."""
    return free_again_at(_count(_rows(what, who, limit, now)) + 1, limit, now)


def forget_tallies(*, now: datetime) -> int:
    """Forget the counts of windows long past; return how many."""
    return Tally.objects.filter(began_at__lt=now - KEPT_FOR).delete()[0]


def _rows(what: str, who: str, limit: Limit, now: datetime) -> QuerySet[Tally]:
    return Tally.objects.filter(what=what, who=_digest(who), began_at=window_start(now, limit.every))


def _count(rows: QuerySet[Tally]) -> int:
    return rows.values_list("count", flat=True).first() or 0


def _digest(who: str) -> str:
    # With the installation's key: whoever reads the table alone cannot try out all addresses.
    return salted_hmac("amends.tally", who, algorithm="sha256").hexdigest()[:40]
