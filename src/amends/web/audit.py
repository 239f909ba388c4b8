"""The audit trail: who did what, when and where, in words; looked through by filters, taken out as a list."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.timezone import get_current_timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amends.gateways.tables.writing import harmless
from amends.models import Event, Site, Staff, Token
from amends.rules.references import number_of
from amends.services.audit import Question, record_export, trail
from amends.services.directory import directory
from amends.services.staff import require
from amends.web.audit_words import ACTORS, WORDS, choices, verbs_of
from amends.web.numbers import number_in
from amends.web.references import spoken
from amends.web.settings_pages import settings_page, tree_of_places
from amends.web.visitors import StaffRequest, staff_page

PAGE = 50
MOST_ROWS = 100_000
CHUNK = 1000
FIELDS = ("what", "who", "kind", "case", "site", "since", "until")


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that happened, in words."""

    at: datetime
    who: str
    what: str
    about: str
    reference: str
    place: str
    verb: str


@staff_page
def audit(request: StaffRequest) -> HttpResponseBase:
    """Show one page of the trail, the newest first."""
    require(request.actor, "audit.read")
    found = trail(_question(request), by=request.actor)
    after = number_in(request.GET.get("after"))
    events = list((found.filter(pk__lt=after) if after else found)[: PAGE + 1])
    people = Staff.objects.visible_to(request.actor).order_by("name").values_list("pk", "name")
    asked = {name: request.GET.get(name, "") for name in FIELDS}
    context = {
        "rows": rows_of(events[:PAGE]),
        "kept": asked,
        "is_filtered": any(asked.values()),
        "whats": choices(),
        "people": list(people),
        "kinds": list(ACTORS.items()),
        "places": tree_of_places(request),
        "next": _address(asked, after=events[PAGE - 1].pk) if len(events) > PAGE else "",
        "first": _address(asked) if after else "",
        "export": _address(asked).replace("/settings/history", "/settings/history.csv", 1),
    }
    return settings_page(request, "staff/audit.html", context)


@staff_page
def export(request: StaffRequest) -> HttpResponseBase:
    """Hand the same trail out as a list; that it was taken is itself written down."""
    require(request.actor, "audit.read")
    found = trail(_question(request), by=request.actor)
    record_export(rows=min(found.count(), MOST_ROWS), by=request.actor, now=request.now)
    lines = _lines(found[:MOST_ROWS].iterator(chunk_size=CHUNK), get_language() or "en")
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="audit-{request.now:%Y-%m-%d}.csv"'
    return response


def rows_of(events: Sequence[Event]) -> list[Row]:
    """Return events in words, with the names of people, places and programs in them."""
    known = directory()
    tokens = _token_names(events)
    return [
        Row(
            at=event.recorded_at,
            who=_who(event, known.given_names, tokens),
            what=str(WORDS.get(event.verb, event.verb)),
            about=_about(event, known.given_names, known.names, tokens),
            reference=spoken(event.case_id) if event.case_id else "",
            place=str(event.facts.get("network") or ""),
            verb=event.verb,
        )
        for event in events
    ]


def _question(request: StaffRequest) -> Question:
    asked = request.GET
    sites = Site.objects.visible_to(request.actor).filter(pk=number_in(asked.get("site")) or 0)
    since, until = _day(asked.get("since", "")), _day(asked.get("until", ""))
    case = asked.get("case", "").strip()
    return Question(
        verbs=verbs_of(asked.get("what", "")),
        staff_id=number_in(asked.get("who")),
        actor_kind=asked["kind"] if asked.get("kind") in ACTORS else "",
        case_id=(number_of(case) or -1) if case else None,  # what is no number finds nothing, and not everything
        site_path=sites.values_list("path", flat=True).first() or "",
        since=since,
        until=until + timedelta(days=1) if until else None,
    )


def _day(text: str) -> datetime | None:
    """Return the beginning of a day in the reader's time zone, or None for what is no day."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return datetime(day.year, day.month, day.day, tzinfo=get_current_timezone())


def _address(asked: dict[str, str], *, after: int = 0) -> str:
    given = {name: value for name, value in (asked | {"after": str(after or "")}).items() if value}
    return f"/settings/history?{urlencode(given)}"


def _token_names(events: Iterable[Event]) -> dict[int, str]:
    wanted = {event.actor_id for event in events if event.actor_kind == "token"}
    wanted |= {event.facts.get("token") for event in events if event.verb.startswith("token.")}
    numbers = [number for number in wanted if isinstance(number, int)]
    return dict(Token.objects.filter(pk__in=numbers).values_list("pk", "name")) if numbers else {}


def _who(event: Event, people: dict[int, str], tokens: dict[int, str]) -> str:
    if event.verb in {"staff.sign_in_failed", "staff.locked_out"}:
        return people.get(event.facts.get("staff") or 0, "") or _("Somebody unknown")
    if event.actor_kind == "staff":
        return people.get(event.actor_id or 0, "")
    if event.actor_kind == "token":
        return _("Program %(name)s") % {"name": tokens.get(event.actor_id or 0, "")}
    return _("Customer") if event.actor_kind == "customer" else "Amends"


def _about(event: Event, people: dict[int, str], sites: dict[int, str], tokens: dict[int, str]) -> str:
    facts = event.facts
    if event.verb.startswith("staff.") and facts.get("staff") not in {None, event.actor_id}:
        # Whoever failed to sign in stands before the words already.
        return "" if event.verb in {"staff.sign_in_failed", "staff.locked_out"} else people.get(facts["staff"], "")
    if event.verb.startswith("transfer."):
        return people.get(facts.get("to") or facts.get("owner") or 0, "")
    if event.verb.startswith("site."):
        return sites.get(facts.get("site") or 0, "")
    if event.verb.startswith("token."):
        return tokens.get(facts.get("token") or 0, "")
    return ""


def _lines(events: Iterable[Event], language: str) -> Iterator[str]:
    """Return the list bit by bit, instants in UTC, no cell that a spreadsheet would run."""
    # The mark at the beginning shows spreadsheets that it is UTF-8.
    yield "\ufeff" + _written([("at", "who", "what", "about", "case", "network", "verb")])
    source = iter(events)
    while chunk := list(islice(source, CHUNK)):
        # The page's language has ended when this runs.
        with translation.override(language):
            rows = [_cells(row) for row in rows_of(chunk)]
        yield _written(rows)


def _written(rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def _cells(row: Row) -> list[str]:
    at = row.at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return [harmless(cell) for cell in (at, row.who, row.what, row.about, row.reference, row.place, row.verb)]
