"""The cases around a case: the customer's earlier ones with how we did, and those it was made of or became part of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from amends.models import Case, Promise
from amends.rules.actors import Actor
from amends.rules.lifecycle import State
from amends.web.happenings import Happening
from amends.web.references import spoken
from amends.web.stages import state_name

SHOWN = 5
YEAR = timedelta(days=365)
PROBABLY_ONE = timedelta(days=14)  # open cases of one customer this near to each other were probably told twice
JOINED, PARTED = "case.took_in", "case.gave_back"


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another case, as one line beside this one; ``outcome`` says how we did."""

    reference: str
    title: str
    language: str
    received_at: datetime
    ring: str
    outcome: str
    kind: str = ""
    is_split: bool = False


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What stands around a case; ``told_twice`` is probably the same matter, ``part_of`` what it was merged into."""

    earlier: list[Neighbour] = field(default_factory=list)
    merged_here: list[Neighbour] = field(default_factory=list)
    linked: list[Neighbour] = field(default_factory=list)
    in_a_year: int = 0
    told_twice: Neighbour | None = None
    says_same: Neighbour | None = None  # told by somebody else there, in almost the same words
    part_of: str = ""
    is_restricted: bool = False


def neighbours(case: Case, history: Iterable[Happening], *, by: Actor, now: datetime) -> Neighbours:
    """Return the cases around this one that a colleague may see, with one query."""
    history = list(history)
    merged, part_of = _merges(history)
    links = _links(history)
    like = getattr(case, "reading", None) and case.reading.like_id
    rows = _rows(case, merged | links.keys() | ({like} if like else set()), by)
    # A linked case stands with the links, and not among the earlier ones again.
    alone = [row for row in rows if row.pk not in merged and row.pk not in links]
    earlier = [row for row in alone if row.customer_id is not None and row.customer_id == case.customer_id]
    return Neighbours(
        earlier=[_neighbour(row) for row in earlier],
        merged_here=[_neighbour(row) for row in rows if row.pk in merged],
        linked=[_neighbour(row, links[row.pk]) for row in rows if row.pk in links and row.pk not in merged],
        in_a_year=sum(now - row.received_at <= YEAR for row in earlier),
        told_twice=next((_neighbour(row) for row in earlier if _is_told_twice(row, case)), None),
        says_same=next((_neighbour(row) for row in alone if row not in earlier and row.closed_at is None), None),
        part_of=spoken(part_of) if part_of else "",
        is_restricted=_is_restricted(history),
    )


def _merges(history: Iterable[Happening]) -> tuple[set[int], int | None]:
    """Return which cases are part of this one, and which this one is part of, as its history says."""
    here: set[int] = set()
    part_of: int | None = None
    for event in history:
        if event.verb == JOINED:
            here.add(event.facts["other"])
        elif event.verb == PARTED:
            here.discard(event.facts["other"])
        elif event.verb in {"case.merged", "case.unmerged"}:
            part_of = event.facts["other"] if event.verb == "case.merged" else None
    return here, part_of


def _is_restricted(history: Iterable[Happening]) -> bool:
    last = [event.verb for event in history if event.verb in {"case.restricted", "case.unrestricted"}][-1:]
    return last == ["case.restricted"]


def _links(history: Iterable[Happening]) -> dict[int, str]:
    """Return how this case stands to each one it is linked with now, as its history says."""
    links: dict[int, str] = {}
    for event in history:
        if event.verb == "case.linked":
            links[event.facts["other"]] = event.facts["kind"]
        elif event.verb == "case.unlinked":
            links.pop(event.facts["other"], None)
    return links


def link_names() -> dict[str, str]:
    """Return what each way in which cases belong together is called."""
    return {
        "related": pgettext("link between cases", "Has to do with"),
        "duplicate_of": pgettext("link between cases", "The same matter as"),
        "has_duplicate": pgettext("link between cases", "The same matter again in"),
        "caused_by": pgettext("link between cases", "Caused by"),
        "caused": pgettext("link between cases", "Cause of"),
        "split_from": pgettext("link between cases", "Split off from"),
        "split_into": pgettext("link between cases", "Split off:"),
    }


def _rows(case: Case, merged: set[int], by: Actor) -> list[Case]:
    visible = Case.objects.visible_to(by).annotate(
        has_missed=Exists(Promise.objects.filter(case=OuterRef("pk"), missed_at__isnull=False))
    )
    parts = visible.filter(pk__in=merged) if merged else None
    if case.customer_id is None:
        return list(parts or [])
    others = visible.filter(customer=case.customer_id).exclude(pk__in=[case.pk, *merged])
    newest = others.order_by("-received_at")[:SHOWN]
    if parts is None:
        return list(newest)
    # By number, as SQLite takes no LIMIT inside a part of a UNION.
    return list(visible.filter(pk__in=[*others.order_by("-received_at").values_list("pk", flat=True)[:SHOWN], *merged]))


def _is_told_twice(row: Case, case: Case) -> bool:
    is_waiting = State.RESOLVED in {row.state, case.state}
    is_open = row.closed_at is None and case.closed_at is None
    return is_open and not is_waiting and abs(row.received_at - case.received_at) <= PROBABLY_ONE


def _neighbour(row: Case, kind: str = "") -> Neighbour:
    has_missed = bool(getattr(row, "has_missed", False))
    state = State(row.state)
    ring = "kept" if state is State.CLOSED_SATISFIED else "late" if has_missed or row.double_deviation else "to-come"
    outcome = state_name(state)
    if has_missed:
        outcome = _("%(state)s, a promise missed") % {"state": outcome}
    return Neighbour(
        reference=spoken(row.pk),
        title=row.title,
        language=row.language,
        received_at=row.received_at,
        kind=link_names().get(kind, ""),
        is_split=kind.startswith("split"),
        ring="running" if row.closed_at is None and ring == "to-come" else ring,
        outcome=outcome,
    )
