"""The queue: open cases by the promise that breaks next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from amends.models import Case, Promise, Site
from amends.models.cases import CaseQuerySet
from amends.rules.lifecycle import State
from amends.services.directory import directory
from amends.web import moments, rings, tags
from amends.web.navigation import staff_page_of
from amends.web.numbers import number_in
from amends.web.references import spoken
from amends.web.visitors import StaffRequest, staff_page

PAGE = 50
HOUR = timedelta(hours=1)
VIEWS = ("mine", "team", "waiting", "all")
FIELDS = (
    "pk",
    "title",
    "snippet",
    "language",
    "state",
    "next_due_at",
    "closed_at",
    "last_word_at",
    "last_word_by",
    "double_deviation",
    "site_id",
    "owner_id",
    "customer__name",
)


@dataclass(frozen=True, slots=True)
class Row:
    """A case as the queue shows it."""

    reference: str
    badge: SafeString
    title: str
    snippet: str
    language: str
    customer: str
    site: str
    owner: str
    last: SafeString
    is_unread: bool
    is_second_time: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that are due in the same stretch of time, and what that means."""

    name: str
    meaning: str
    rows: list[Row]


@staff_page
def queue(request: StaffRequest) -> HttpResponse:
    """Show the queue; its address holds the view, the filters and the place to go on from."""
    view = request.GET.get("view", "")
    view = view if view in VIEWS else "team"
    site_id = number_in(request.GET.get("site"))
    cases, after = _page_of(request, view, site_id)
    rows = list(zip(cases, rows_of(cases, request.now), strict=True))
    context = {
        "view": view,
        "tabs": [(key, name, _address(key, site_id)) for key, name in _view_names().items()],
        "groups": _groups(rows, view, request.now),
        "sites": _sites(request) if len(directory().names) > 1 else [],
        "site_id": site_id,
        "is_filtered": site_id is not None,
        "may_set_up": request.actor.may("organisation.edit"),
        "is_first": "after" not in request.GET,
        "next": _address(view, site_id, after) if after else "",
        "first": _address(view, site_id),
        "q": "",
    }
    return staff_page_of(request, "cases/queue.html", context)


def _view_names() -> dict[str, str]:
    return {
        "mine": pgettext("view of the queue", "Mine"),
        "team": _("My places, next promise"),
        "waiting": _("Waiting for their word"),
        "all": _("All, newest first"),
    }


def _address(view: str, site_id: int | None, after: str = "") -> str:
    given = {"view": view, "site": site_id, "after": after}
    return "/queue?" + urlencode({key: value for key, value in given.items() if value})


def _sites(request: StaffRequest) -> list[tuple[int, str]]:
    """Return the places to filter by, indented as in the tree, from memory."""
    visible = request.actor.places("case.read")
    return [(pk, name) for pk, name in directory().names.items() if visible is None or pk in visible]


def _page_of(request: StaffRequest, view: str, site_id: int | None) -> tuple[list[dict[str, Any]], str]:
    """Return one page of cases and where the next begins, "" when there is none."""
    places = _places(request, site_id)
    after = request.GET.get("after", "")
    readable = Case.objects.readable_by(request.actor)
    if view == "all":
        return _newest_first(readable.along(places), after)
    if view == "mine":
        return _by_due(readable.open().owned_by(request.person.pk).along(places), None, view, after)
    return _by_due(readable.open(), places, view, after)


def _places(request: StaffRequest, site_id: int | None) -> frozenset[int] | None:
    """Return the places to look at, those below the chosen one included; None means everywhere."""
    visible = request.actor.places("case.read")
    if site_id is None:
        return visible
    above = Site.objects.visible_to(request.actor).filter(pk=site_id).first()
    chosen = frozenset(Site.objects.at_or_below(above).values_list("pk", flat=True)) if above else frozenset()
    return chosen if visible is None else chosen & visible


def _newest_first(cases: CaseQuerySet, after: str) -> tuple[list[dict[str, Any]], str]:
    if (last := number_in(after)) is not None:
        cases = cases.filter(pk__lt=last)
    found = list(cases.order_by("-pk").values(*FIELDS)[: PAGE + 1])
    return found[:PAGE], str(found[PAGE - 1]["pk"]) if len(found) > PAGE else ""


def _by_due(
    cases: CaseQuerySet, places: frozenset[int] | None, view: str, after: str
) -> tuple[list[dict[str, Any]], str]:
    """
    Return open cases by next promise; those that wait for the customer's word come after all others.

    Those that wait are read along an index of their own, and only when the others do not fill the page.
    """
    is_waiting, due_at, pk = _cursor(after)
    found: list[dict[str, Any]] = []
    if view != "waiting" and not is_waiting:
        others = _after(cases.exclude(state=State.RESOLVED), due_at, pk)
        found = list(others.nearest(PAGE + 1, places=places).values(*FIELDS))
        due_at = None
    if len(found) <= PAGE:
        waiting = _after(cases.filter(resolved_at__isnull=False, state=State.RESOLVED).along(places), due_at, pk)
        found += list(waiting.by_next_promise().values(*FIELDS)[: PAGE + 1 - len(found)])
    if len(found) <= PAGE:
        return found, ""
    last = found[PAGE - 1]
    mark = "w" if last["state"] == State.RESOLVED else "d"
    return found[:PAGE], f"{mark}.{last['next_due_at'].isoformat()}.{last['pk']}"


def _after(cases: CaseQuerySet, due_at: datetime | None, pk: int) -> CaseQuerySet:
    if due_at is None:
        return cases
    return cases.filter(Q(next_due_at__gt=due_at) | Q(next_due_at=due_at, pk__gt=pk), next_due_at__gte=due_at)


def _cursor(text: str) -> tuple[bool, datetime | None, int]:
    mark, _dot, rest = text.partition(".")
    instant, _dot, number = rest.rpartition(".")
    try:
        due_at = parse_datetime(instant)
    except ValueError:
        due_at = None
    last = number_in(number)
    if due_at is None or due_at.tzinfo is None or last is None:
        return False, None, 0
    return mark == "w", due_at, last


def rows_of(cases: list[dict[str, Any]], now: datetime) -> list[Row]:
    """Return cases as a list shows them, in the order given."""
    made_at = _clock_starts([case["pk"] for case in cases if case["closed_at"] is None])
    return [_row_of(case, made_at.get(case["pk"]), now) for case in cases]


def _clock_starts(case_ids: list[int]) -> dict[int, datetime]:
    """Return when the clock of each case's next promise began, for the ring's arc."""
    owed = Promise.objects.owed().filter(case__in=case_ids).order_by("-due_at").values_list("case_id", "made_at")
    return dict(owed)


def _row_of(case: dict[str, Any], made_at: datetime | None, now: datetime) -> Row:
    """Return a case as a list shows it; ``case`` holds the values of FIELDS."""
    known = directory()
    return Row(
        reference=spoken(case["pk"]),
        badge=_badge(case, made_at, now),
        title=case["title"],
        snippet="" if case["snippet"].startswith(case["title"].rstrip("…")[:40]) else case["snippet"],
        language=case["language"],
        customer=case["customer__name"] or _("Unnamed"),
        site=known.names.get(case["site_id"], ""),
        owner=known.given_names.get(case["owner_id"], ""),
        last=tags.ago(case["last_word_at"], now),
        is_unread=case["last_word_by"] == "customer" and case["closed_at"] is None,
        is_second_time=case["double_deviation"],
    )


def _badge(case: dict[str, Any], made_at: datetime | None, now: datetime) -> SafeString:
    if case["closed_at"] is not None:
        return rings.badge(*_closed(case["state"]), due_at=case["closed_at"])
    due_at = case["next_due_at"]
    state, share_left = rings.running_state(made_at or now, due_at, now)
    words = rings.late_words(due_at, now) if state == "broken" else moments.left(due_at, now)
    return rings.badge(state, words, share_left=share_left, due_at=due_at, made_at=made_at)


def _closed(state: str) -> tuple[str, str]:
    if state == State.CLOSED_SATISFIED:
        return "kept", pgettext("closed by the customer's word", "Solved")
    if state == State.CLOSED_UNCONFIRMED:
        return "withdrawn", _("No word")
    return "withdrawn", pgettext("closed otherwise", "Ended")


def _groups(rows: list[tuple[dict[str, Any], Row]], view: str, now: datetime) -> list[Group]:
    """Sort rows into stretches of time; only stretches with rows are shown."""
    if view == "all":
        return [Group("", "", [row for _case, row in rows])] if rows else []
    midnight = localtime(now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    groups = {
        "broken": Group(_("Broken"), _("An apology is owed with the next message"), []),
        "hour": Group(_("Next 60 minutes"), "", []),
        "today": Group(_("Later today"), "", []),
        "later": Group(_("Tomorrow and after"), "", []),
        "waiting": Group(_("Waiting for their word"), _("We asked whether it is put right"), []),
    }
    for case, row in rows:
        groups[_stretch(case, now, midnight)].rows.append(row)
    return [group for group in groups.values() if group.rows]


def _stretch(case: dict[str, Any], now: datetime, midnight: datetime) -> str:
    if case["next_due_at"] < now:
        return "broken"
    if case["state"] == State.RESOLVED:
        return "waiting"
    if case["next_due_at"] <= now + HOUR:
        return "hour"
    return "today" if case["next_due_at"] < midnight else "later"
