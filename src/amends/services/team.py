"""How much each colleague of a team has in hand: their open cases, what breaks soon, and what is broken."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Exists, IntegerField, OuterRef, Q, QuerySet, Subquery

from amends.models import Case, Membership, Staff
from amends.rules.access import roles_that_may
from amends.rules.actors import Actor
from amends.services.staff import require

MOST_COLLEAGUES = 60
MOST_COUNTED = 999  # nobody reads further, so nobody counts further
SOON = timedelta(hours=1)


class InHand(NamedTuple):
    """What one colleague has in hand; each count is exact up to MOST_COUNTED, and one more beyond."""

    staff_id: int
    name: str
    given_name: str
    open: int
    breaking: int  # within the hour
    broken: int


class _Counted(Subquery):
    """How many rows a query gives for each row outside; none are joined, and the query says where counting ends."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def in_hand_of_team(*, by: Actor, now: datetime, places: frozenset[int] | None = None) -> list[InHand]:
    """
    Return what everybody has in hand who works where ``by`` leads, the most pressed first, with one statement.

    With ``places`` only there. Who works at a place above is named when they own a case here.
    """
    require(by, "team.read")
    led = by.places("team.read")
    if led is not None:
        places = led if places is None else places & led
    theirs = Case.objects.readable_by(by).open().filter(owner=OuterRef("pk"))
    if places is not None:
        theirs = theirs.filter(site__in=places)
    works_here = Membership.objects.filter(staff=OuterRef("pk"), role__in=roles_that_may("case.accept"))
    if places is not None:
        works_here = works_here.filter(site__in=places)
    team = Staff.objects.active().filter(Q(Exists(works_here)) | Q(Exists(theirs)))
    counted = team.annotate(
        open_cases=_counted(theirs),
        breaking=_counted(theirs.filter(next_due_at__gte=now, next_due_at__lte=now + SOON)),
        broken=_counted(theirs.filter(next_due_at__lt=now)),
    )
    rows = counted.order_by("-broken", "-breaking", "-open_cases", "name")
    columns = ("pk", "name", "given_name", "open_cases", "breaking", "broken")
    return [InHand(*row) for row in rows.values_list(*columns)[:MOST_COLLEAGUES]]


def _counted(cases: QuerySet[Case]) -> _Counted:
    return _Counted(cases.order_by().values("pk")[: MOST_COUNTED + 1])
