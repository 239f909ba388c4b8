"""From what an address asks for to cases: the view's own, narrowed by the filters, at the places one sees."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.timezone import get_current_timezone

from amends.models import Case, CaseTag, Intake, Restriction, Site
from amends.models.cases import CaseQuerySet
from amends.rules.lifecycle import State
from amends.rules.views import Look
from amends.services.directory import directory
from amends.web.lanes import Lane
from amends.web.visitors import StaffRequest

MOST_COUNTED = 9_999
STATES = frozenset(state.value for state in State)
Places = frozenset[int] | None


def lanes_of(look: Look, request: StaffRequest) -> list[Lane]:
    """Return the cases to show, in their order; those that wait for the customer's word come after all others."""
    places = places_of(look, request)
    cases = _narrowed(VIEWS[look.view](request), look, request.now)
    # Whoever owns the cases sees them along their own index; all others place by place.
    mine = look.view == "mine"
    if mine:
        cases, places = cases.along(places), None
    if look.view == "all":
        return [Lane(cases.along(places), "pk", is_newest_first=True)]
    if look.sort == "received":
        return [Lane(cases.along(places), "pk", is_newest_first=True)]
    if look.sort == "word":
        return [Lane(cases.along(places), "last_word_at", is_newest_first=True)]
    # Along an index of their own, and only when the others do not fill the page.
    waiting = Lane(cases.filter(resolved_at__isnull=False, state=State.RESOLVED).along(places), "next_due_at")
    if look.view == "waiting":
        return [waiting]
    return [Lane(cases.exclude(state=State.RESOLVED), "next_due_at", places=places), waiting]


def every_case_of(look: Look, request: StaffRequest) -> CaseQuerySet:
    """Return all cases of a look without an order, for a file."""
    return _narrowed(VIEWS[look.view](request), look, request.now).along(places_of(look, request))


def _readable(request: StaffRequest) -> CaseQuerySet:
    return Case.objects.readable_by(request.actor)


VIEWS: dict[str, Callable[[StaffRequest], CaseQuerySet]] = {
    "mine": lambda request: _readable(request).open().owned_by(request.person.pk).awake(request.now),
    "team": lambda request: _readable(request).open().awake(request.now),
    "unclaimed": lambda request: _readable(request).unclaimed(directory().gone, is_ordered=True),
    "twice": lambda request: _readable(request).open().filter(double_deviation=True),
    "waiting": lambda request: _readable(request).open(),
    "snoozed": lambda request: _readable(request).asleep(request.now),
    "all": _readable,
}


def places_of(look: Look, request: StaffRequest) -> Places:
    """Return the places to look at, those below the chosen one included; None means everywhere."""
    return places_below(look.site, request, "case.read")


def places_below(site: int | None, request: StaffRequest, permission: str) -> Places:
    """Return where one has a permission: everywhere one has it, or at the chosen place and below."""
    visible = request.actor.places(permission)
    if site is None:
        return visible
    above = Site.objects.visible_to(request.actor).filter(pk=site).first()
    chosen = frozenset(Site.objects.at_or_below(above).values_list("pk", flat=True)) if above else frozenset()
    return chosen if visible is None else chosen & visible


def _narrowed(cases: CaseQuerySet, look: Look, now: datetime) -> CaseQuerySet:
    same = {"owner": "owner", "state": "state", "severity": "severity", "failure": "failure_type"}
    for name, column in same.items():
        if value := getattr(look, name):
            cases = cases.filter(**{column: value})
    if look.language:
        cases = cases.filter(language__startswith=look.language)
    if look.overdue:
        cases = cases.filter(closed_at=None, next_due_at__lt=now)
    if look.since:
        cases = cases.filter(received_at__gte=_midnight(look.since))
    if look.until:
        cases = cases.filter(received_at__lt=_midnight(look.until) + timedelta(days=1))
    if look.tag:
        cases = cases.filter(Exists(CaseTag.objects.filter(case=OuterRef("pk"), tag=look.tag)))
    if look.post:
        cases = cases.filter(Exists(Intake.objects.filter(case=OuterRef("pk"), post=look.post)))
    return cases


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), get_current_timezone())


def counts(request: StaffRequest) -> dict[str, int]:
    """
    Return how many cases each view holds, all in one statement; exact up to MOST_COUNTED, beyond it one more than that.

    Each is counted along a small index of its own, never over a join, and no further than anybody reads: a view of a
    hundred thousand is not walked through each time somebody looks at its first fifty. Who sleeps is taken off
    afterwards, and those kept from the reader are asked for once, not once a view.
    """
    places, me, now = request.actor.places("case.read"), request.person.pk, request.now
    here = Q() if places is None else Q(site__in=places)
    kept_back = list(Restriction.objects.against(request.actor).values_list("case", flat=True))
    anywhere = Case.objects.exclude(pk__in=kept_back) if kept_back else Case.objects.all()
    readable = anywhere.filter(here)
    # Few in all, so place is looked at last.
    asleep, twice = anywhere.asleep(now).along(places), anywhere.open().filter(double_deviation=True).along(places)
    each = {
        "mine": readable.open().owned_by(me),
        # Wrapped: who owns a hundred thousand has few of them asleep, and those have an index of their own.
        "mine_asleep": asleep.alias(whose=F("owner_id") + 0).filter(whose=me),
        "team": readable.open(),
        "unclaimed": readable.unclaimed(directory().gone),
        "twice": twice,
        "waiting": readable.open().filter(state=State.RESOLVED),
        "snoozed": asleep,
    }
    found = dict(zip(each, counted(each.values()), strict=True))
    found["mine"] -= found.pop("mine_asleep")
    found["team"] -= found["snoozed"]
    return {view: max(0, number) for view, number in found.items()}


def counted(each: Iterable[QuerySet[Case]]) -> list[int]:
    """Return how many rows each of these gives, all in one statement; MOST_COUNTED + 1 where there are more."""
    parts: list[str] = []
    values: list[Any] = []
    for cases in each:
        try:
            sql, params = cases.order_by().values("pk")[: MOST_COUNTED + 1].query.sql_with_params()
        except EmptyResultSet:  # no place to look at, or a view that holds none: nothing to ask a database
            parts.append("0")
            continue
        parts.append(f"(SELECT COUNT(*) FROM ({sql}) AS counted)")  # noqa: S608 - made of what the ORM wrote
        values += params
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        return [int(number) for number in cursor.fetchone()]


def plain(look: Look) -> Look:
    """Return the look without its filters."""
    return replace(Look(), view=look.view, sort=look.sort, columns=look.columns)
