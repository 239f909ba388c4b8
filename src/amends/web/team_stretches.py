"""The cases of a team in stretches of time: a few of each, how many there are, and where the others stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from amends.models import Case, Transfer
from amends.models.cases import CaseQuerySet
from amends.rules.lifecycle import State
from amends.services.directory import directory
from amends.services.team import SOON
from amends.web.commitments import short_name
from amends.web.filtering import Places, counted
from amends.web.rows import FIELDS, Row, rows_of
from amends.web.visitors import StaffRequest

MOST = {"broken": 20, "hour": 20, "today": 20, "later": 12}


@dataclass(frozen=True, slots=True)
class Line:
    """A case on the board: what was promised next, who was asked to take it over, whether nobody took it up yet."""

    row: Row
    promised: str
    asked: str
    is_unclaimed: bool


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time with its first cases."""

    key: str
    name: str
    meaning: str
    ring: str
    count: int
    lines: list[Line]

    @property
    def has_more(self) -> bool:
        """Whether there are more than stand here."""
        return self.count > len(self.lines)


@dataclass(frozen=True, slots=True)
class Board:
    """What the board shows of the cases."""

    stretches: list[Stretch]
    counts: dict[str, int]
    next_due_at: datetime | None


def board_of(request: StaffRequest, places: Places) -> Board:
    """Return the cases at places one leads: one read along an index a stretch, and one statement that counts."""
    readable = Case.objects.readable_by(request.actor).open()
    spans = _spans(request.now)
    found = {key: _first(readable.filter(span), MOST[key], places) for key, span in spans.items()}
    lines = _lines([case for cases in found.values() for case in cases], request.now)
    counts = _counts(readable, spans, places)
    names = _names()
    return Board(
        [Stretch(key, *names[key], counts[key], [lines[case["pk"]] for case in cases]) for key, cases in found.items()],
        counts,
        next((case["next_due_at"] for cases in found.values() for case in cases), None),
    )


def _spans(now: datetime) -> dict[str, Q]:
    """Return the stretches by their edges; shortly before midnight the next hour reaches into tomorrow."""
    soon = now + SOON
    midnight = localtime(now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return {
        "broken": Q(next_due_at__lt=now),
        "hour": Q(next_due_at__gte=now, next_due_at__lte=soon),
        "today": Q(next_due_at__gt=soon, next_due_at__lt=midnight),
        "later": Q(next_due_at__gt=soon, next_due_at__gte=midnight),
    }


def _names() -> dict[str, tuple[str, str, str]]:
    """Return of each stretch its name, what it means, and its ring."""
    return {
        "broken": (_("Broken"), _("An apology is owed with the next message"), "broken"),
        "hour": (_("Next 60 minutes"), _("Can still be kept if somebody starts now"), "soon"),
        "today": (_("Later today"), _("Promised before midnight"), "running"),
        "later": (_("Tomorrow and after"), _("Nothing of it falls due today"), "to-come"),
    }


def _first(cases: CaseQuerySet, most: int, places: Places) -> list[dict[str, Any]]:
    return list(cases.nearest(most, places=places).values(*FIELDS, "first_receiver_id"))


def _counts(readable: CaseQuerySet, spans: dict[str, Q], places: Places) -> dict[str, int]:
    here = Q() if places is None else Q(site__in=places)
    each = {key: readable.filter(here, span) for key, span in spans.items()}
    each["unclaimed"] = readable.filter(here).unclaimed(directory().gone)
    return dict(zip(each, counted(each.values()), strict=True))


def _lines(cases: list[dict[str, Any]], now: datetime) -> dict[int, Line]:
    known = directory()
    pending = Transfer.objects.pending().filter(case__in=[case["pk"] for case in cases])
    asked = dict(pending.values_list("case_id", "to_id")) if cases else {}
    return {
        case["pk"]: Line(
            row,
            short_name(row.kind) if row.kind else "",
            known.given_names.get(asked.get(case["pk"], 0), ""),
            case["owner_id"] in known.gone or _fell_to_its_owner(case),
        )
        for case, row in zip(cases, rows_of(cases, now), strict=True)
    }


def _fell_to_its_owner(case: dict[str, Any]) -> bool:
    """As ``CaseQuerySet.unclaimed`` says it in SQL."""
    return State(case["state"]) is State.REGISTERED and bool(case["owner_id"] == case["first_receiver_id"])
