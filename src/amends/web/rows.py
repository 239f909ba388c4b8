"""A case as a list shows it: what one row says, for the queue, the search and Today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from amends.models import Promise
from amends.rules.lifecycle import State
from amends.rules.snoozing import is_asleep, wakes_at
from amends.services.directory import directory
from amends.web import moments, rings, tags
from amends.web.colleagues import failure_names, tag_names
from amends.web.markup import NOTHING
from amends.web.references import spoken
from amends.web.stages import state_name

FIELDS = (
    "pk",
    "title",
    "snippet",
    "language",
    "state",
    "severity",
    "failure_type_id",
    "next_due_at",
    "closed_at",
    "received_at",
    "last_word_at",
    "last_word_by",
    "double_deviation",
    "forgotten_at",
    "flags",
    "priority_hundredths",
    "snoozed_until",
    "tag_ids",
    "site_id",
    "owner_id",
    "customer__name",
)


@dataclass(frozen=True, slots=True)
class Row:
    """A case as a list shows it."""

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
    flags: tuple[str, ...] = ()
    pk: int = 0
    state: str = ""
    severity: str = ""
    priority: str = ""
    failure: str = ""
    tags: tuple[str, ...] = ()
    received: SafeString = NOTHING
    rests: str = ""  # until when, "" for who is awake
    is_paused: bool = False  # its next promise stands still while we wait for the customer
    kind: str = ""  # of its next promise


def rows_of(cases: list[dict[str, Any]], now: datetime) -> list[Row]:
    """Return cases as a list shows them, in the order given; ``cases`` hold the values of FIELDS."""
    clocks = next_clocks([case["pk"] for case in cases if case["closed_at"] is None])
    # Translated once a list, not once a row.
    failures, labels = failure_names(), tag_names()
    return [_row_of(case, clocks.get(case["pk"]), now, failures=failures, labels=labels) for case in cases]


class Clock(NamedTuple):
    """The clock of a case's next promise: from when it runs, until when it stands still if so, of what kind."""

    runs_from: datetime
    paused_until: datetime | None
    kind: str


def next_clocks(case_ids: list[int]) -> dict[int, Clock]:
    """Return the clock of each case's next promise, for its badge."""
    if not case_ids:
        return {}
    owed = Promise.objects.owed().filter(case__in=case_ids).order_by("-due_at")
    columns = owed.values_list("case_id", "made_at", "paused", "paused_until", "kind")
    return {
        case: Clock(made_at + paused if paused else made_at, until, kind)
        for case, made_at, paused, until, kind in columns
    }


def _row_of(
    case: dict[str, Any],
    clock: Clock | None,
    now: datetime,
    *,
    failures: dict[int | None, str],
    labels: dict[int, str],
) -> Row:
    known = directory()
    return Row(
        pk=case["pk"],
        reference=spoken(case["pk"]),
        badge=_badge(case, clock, now),
        title=case["title"],
        snippet="" if case["snippet"].startswith(case["title"].rstrip("…")[:40]) else case["snippet"],
        language=case["language"],
        customer=case["customer__name"] or _("Unnamed"),
        site=known.names.get(case["site_id"], ""),
        owner=known.given_names.get(case["owner_id"], ""),
        state=str(state_name(State(case["state"]))),
        severity=str(case["severity"] or ""),
        failure=failures.get(case["failure_type_id"], ""),
        tags=tuple(labels[pk] for pk in case["tag_ids"] or () if pk in labels),
        received=tags.ago(case["received_at"], now),
        last=tags.ago(case["last_word_at"], now),
        rests=_rests(case, now),
        is_paused=_is_paused(clock, now),
        kind=clock.kind if clock else "",
        is_unread=case["last_word_by"] == "customer" and case["closed_at"] is None,
        flags=tags.shown_flags(
            case["flags"],
            is_second_time=case["double_deviation"],
            is_forgotten=case["forgotten_at"] is not None and case["closed_at"] is None,
        ),
        priority=priority_words(case["priority_hundredths"]),
    )


def priority_words(hundredths: int | None) -> str:
    """Return how pressing a case is with one decimal, as 4.0; nothing where nobody judged."""
    return "" if hundredths is None else f"{hundredths / 100:.1f}"


def _rests(case: dict[str, Any], now: datetime) -> str:
    if case["snoozed_until"] is None or case["closed_at"] is not None:
        return ""
    until, due_at = case["snoozed_until"], case["next_due_at"]
    return moments.stamp(wakes_at(until, due_at), now) if is_asleep(until, due_at, now) else ""


def _badge(case: dict[str, Any], clock: Clock | None, now: datetime) -> SafeString:
    if case["closed_at"] is not None:
        return rings.badge(*_closed(case["state"]), due_at=case["closed_at"])
    due_at = case["next_due_at"]
    if due_at is None:
        return NOTHING
    if clock and clock.paused_until and _is_paused(clock, now):
        return rings.badge("paused", rings.paused_words(clock.paused_until, now), due_at=due_at)
    runs_from = clock.runs_from if clock else None
    state, share_left = rings.running_state(runs_from or now, due_at, now)
    words = rings.late_words(due_at, now) if state == "broken" else moments.left(due_at, now)
    return rings.badge(state, words, share_left=share_left, due_at=due_at, made_at=runs_from)


def _is_paused(clock: Clock | None, now: datetime) -> bool:
    return clock is not None and clock.paused_until is not None and clock.paused_until > now


def _closed(state: str) -> tuple[str, str]:
    if state == State.CLOSED_SATISFIED:
        return "kept", pgettext("closed by the customer's word", "Solved")
    if state == State.CLOSED_UNCONFIRMED:
        return "withdrawn", _("No word")
    return "withdrawn", pgettext("closed otherwise", "Ended")
