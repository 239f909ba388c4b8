"""Check the seals: each day's root over all links, chained to the day before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice

from django.db.models import Max, Min
from django.utils.translation import gettext as _

from amends.database import guards
from amends.models import Case, Event, Seal
from amends.rules import chain
from amends.rules.findings import Finding
from amends.services.events import root_over

MOST_NAMED = 20
FIRST_NUMBER = 1001  # of a case, see the migrations


def check_seals() -> Iterator[Finding | int]:
    """Yield what is wrong, and between findings how many more seals have been checked."""
    previous, since, day = chain.GENESIS, 0, None
    for seal in Seal.objects.order_by("day"):
        if seal.first_event != since:
            words = _("no seal covers the events from %(first)d to %(last)d; the seal of a day is gone")
            numbers = {"first": since + 1, "last": seal.first_event}
            yield Finding("seal.vanished", "amends_seal", _span(day, seal.day), words % numbers)
            # Nobody has the root of the day that is gone, so this one can only be counted.
            yield from _check_count(seal)
        else:
            yield from _check_root(seal, previous)
        previous, since, day = bytes(seal.root), seal.last_event, seal.day
        yield 1


def _span(before: date | None, after: date) -> str:
    return f"{before or ''}..{after}"


def _check_root(seal: Seal, previous: bytes) -> Iterator[Finding]:
    count, root = root_over(seal.first_event, seal.last_event, previous=previous)
    if count != seal.events:
        yield from _check_count(seal)
    elif root != bytes(seal.root):
        words = _("the root does not fit its %(count)d events: one of them, or a seal, was changed and covered up")
        yield Finding("seal.broken", "amends_seal", str(seal.day), words % {"count": count})


def _check_count(seal: Seal) -> Iterator[Finding]:
    under = Event.objects.filter(is_story=False, pk__gt=seal.first_event, pk__lte=seal.last_event)
    there = under.count()
    if there == seal.events:
        return
    if there > seal.events:
        words = _("%(count)d events were added to this day afterwards") % {"count": there - seal.events}
        yield Finding("seal.added", "amends_seal", str(seal.day), words)
        return
    words = _("%(count)d events of this day are gone") % {"count": seal.events - there}
    if missing := _cases_missing(seal):
        words += "; " + _("numbers of that day without a case: %(numbers)s") % {"numbers": missing}
    yield Finding("seal.events_gone", "amends_seal", str(seal.day), words)


def _cases_missing(seal: Seal) -> str:
    """Return the case numbers that were given out that day and have no case now: where to look for what vanished."""
    begun = Event.objects.filter(sequence=1, case__isnull=False)
    before = begun.filter(pk__lte=seal.first_event).aggregate(last=Max("case_id"))["last"] or FIRST_NUMBER - 1
    after = begun.filter(pk__gt=seal.last_event).aggregate(first=Min("case_id"))["first"]
    high = after or guards.last_number("amends_case") + 1
    there = set(Case.objects.filter(pk__gt=before, pk__lt=high).values_list("pk", flat=True))
    missing = (number for number in range(before + 1, high) if number not in there)
    named = [str(number) for number in islice(missing, MOST_NAMED + 1)]
    return ", ".join(named[:MOST_NAMED]) + (" …" if len(named) > MOST_NAMED else "")
