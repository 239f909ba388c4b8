"""The cases a watch counts, and how many of them came in on each day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import RawSQL

from amends.database import search
from amends.database.day_counts import ORIGIN, counted_on_days
from amends.models import Case, FailureType, Intake, Watch
from amends.models.cases import CaseQuerySet
from amends.rules.watches import phrases
from amends.rules.words import query_tokens
from amends.services.directory import directory

SHOWN_DAYS = 56
SPAN_DAYS = 731  # two years: a season is known by having been there before


@dataclass(frozen=True, slots=True)
class Counted:
    """
    Cases a day up to ``today``.

    begun  index of the day on which the first case came in that differs in nothing but its words: before it, none could
    """

    counts: list[int]
    begun: int
    today: date

    @property
    def first(self) -> int:
        """The number of the first day, as the engine counts them."""
        return (self.today - ORIGIN).days + 1 - len(self.counts)


def watched_cases(watch: Watch) -> CaseQuerySet:
    """Return the cases a watch counts, whenever they came in, those closed as no failure of ours included."""
    cases = _of_kind_and_place(watch)
    wanted = [query_tokens(phrase) for phrase in phrases(watch.words)]
    if not wanted:
        return cases
    index = search.INTAKES
    found = f"SELECT rowid FROM {index} WHERE {search.condition(index)}"  # noqa: S608 - our own words
    told = Intake.objects.filter(pk__in=RawSQL(found, [search.match_any(wanted)]), case__isnull=False)  # noqa: S611 - as above
    return cases.filter(pk__in=told.values("case"))


def count_days(watch: Watch, *, now: datetime) -> Counted:
    """Return what came in on each day of the last two years."""
    zone = ZoneInfo(directory().organisation.timezone)
    today = now.astimezone(zone).date()
    first = today - timedelta(days=SPAN_DAYS - 1)
    counts = counted_on_days(watched_cases(watch), first=first, last=today, zone=zone)
    earliest = _of_kind_and_place(watch).order_by("received_at").values_list("received_at", flat=True).first()
    begun = (earliest.astimezone(zone).date() - first).days if earliest else SPAN_DAYS
    return Counted(counts, min(max(begun, 0), SPAN_DAYS), today)


def _of_kind_and_place(watch: Watch) -> CaseQuerySet:
    here = frozenset(place for place, line in directory().lines.items() if watch.site_id in line)
    cases = Case.objects.along(None if watch.site_id == directory().root_id else here)
    if watch.failure_type_id:
        kinds = FailureType.objects.filter(Q(pk=watch.failure_type_id) | Q(parent=watch.failure_type_id))
        cases = cases.filter(failure_type__in=list(kinds.values_list("pk", flat=True)))
    if watch.post_id:
        cases = cases.filter(Exists(Intake.objects.filter(case=OuterRef("pk"), post=watch.post_id)))
    return cases
