"""Where a case stands in its playbook, as the right column shows it: a ring a step, and the one to take now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from amends.models import Case, Promise
from amends.rules.double_deviation import SENIOR_ROLES, Reason
from amends.rules.playbooks.books import Playbook, Step, in_language
from amends.rules.playbooks.record import record_of
from amends.rules.playbooks.walking import BY_WORD, Place, Standing, next_step, walk
from amends.rules.purposes import PURPOSES
from amends.services.playbooks import in_force, playbook_of
from amends.web import moments
from amends.web.colleagues import choices
from amends.web.happenings import Happening
from amends.web.navigation import role_names
from amends.web.visitors import StaffRequest

RINGS = {
    Standing.DONE: "kept",
    Standing.SKIPPED: "withdrawn",
    Standing.OPEN: "to-come",
    Standing.BLOCKED: "to-come",
}
# What the button of the card does for each kind of evidence; a step without any is ticked.
STARTS = {
    **dict.fromkeys((*PURPOSES, "answered", "followed_up"), "reply"),
    "compensation": "offer",
    "judged": "judge",
    "resolved": "final",
    "senior_owner": "hand-over",
    "ended": "end",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One step as a line; ``is_next`` is the one to take now, ``when`` the day it was settled or falls due."""

    key: str
    title: str
    ring: str
    said: str
    when: str
    is_next: bool
    may_reopen: bool


@dataclass(frozen=True, slots=True)
class Card:
    """The one next best step."""

    key: str
    title: str
    why: str
    say: str
    role: str
    start: str
    template: str
    purposes: str
    promise: Promise | None
    may_tick: bool
    may_skip: bool


def course(
    request: StaffRequest, case: Case, history: Iterable[Happening], promises: Iterable[dict[str, Any]]
) -> dict[str, Any]:
    """Return what the playbook's part of the page shows; no query beyond what the page has read already."""
    history, language = list(history), get_language() or ""
    book = playbook_of(case)
    record = record_of(history, senior_since=_senior_since(case, history))
    places = walk(book, record)
    following = next_step(places)
    titles = {place.step.key: in_language(place.step, "title", language) for place in places}
    by_hand = {*record.ticked, *record.skipped}
    owed = {one["promise"].kind: one["promise"] for one in promises if one["is_owed"]}
    return {
        "name": in_language(book, "name", language),
        "about": in_language(book, "about", language),
        "settled": sum(place.is_settled for place in places),
        "rows": [
            _row(place, titles, request.now, is_next=place is following, by_hand=place.step.key in by_hand)
            for place in places
        ],
        "next": _card(following.step, owed, language) if following and case.closed_at is None else None,
        "others": _others(book, language),
        "may": case.closed_at is None and request.actor.may("case.triage", case.site_id),
    }


def deviation_words(history: Iterable[Happening]) -> list[str]:
    """Return why this is a double deviation, a sentence each."""
    words = {
        Reason.RATED_LOW: _("The recovery was rated 2 of 5 or less."),
        Reason.PROMISE_BROKEN: _("A promise of the recovery was broken."),
        Reason.SECOND_FAILURE: _("The second failure of this customer within 180 days."),
        Reason.OBJECTED: _("The customer said “not yet” after the end."),
    }
    found = (event.facts["reasons"] for event in history if event.verb == "case.failed_twice")
    return [words[Reason(one)] for reasons in found for one in reasons]


def _senior_since(case: Case, history: list[Happening]) -> datetime | None:
    if not any(one.staff_id == case.owner_id and one.role in SENIOR_ROLES for one in choices().colleagues):
        return None
    return next((one.at for one in reversed(history) if one.verb == "transfer.accepted"), case.received_at)


def _row(place: Place, titles: dict[str, str], now: datetime, *, is_next: bool, by_hand: bool) -> Row:
    said = {
        Standing.DONE: pgettext("step of a playbook", "done"),
        Standing.SKIPPED: pgettext("step of a playbook", "left out"),
        Standing.OPEN: pgettext("step of a playbook", "to do"),
    }.get(place.standing)
    waits = [titles[key] for key in place.waits_for]
    return Row(
        key=place.step.key,
        title=titles[place.step.key],
        ring="running" if is_next else RINGS[place.standing],
        said=said or _("after: %(steps)s") % {"steps": _("; ").join(waits)},
        when=moments.when(place.at, now) if place.at else "",
        is_next=is_next,
        may_reopen=by_hand and place.is_settled,
    )


def _card(step: Step, owed: dict[str, Promise], language: str) -> Card:
    start = next((STARTS[one] for one in step.done_by if one in STARTS), "tick")
    return Card(
        key=step.key,
        title=in_language(step, "title", language),
        why=in_language(step, "why", language),
        say=in_language(step, "say", language),
        role=role_names().get(step.role, ""),
        start=start,
        template=step.template,
        purposes=" ".join(one for one in step.done_by if one in PURPOSES),
        promise=owed.get(step.clock),
        may_tick=not step.done_by or bool(BY_WORD & set(step.done_by)),
        may_skip=step.is_skippable,
    )


def _others(book: Playbook, language: str) -> list[tuple[str, str]]:
    """Return the playbooks a colleague may change to."""
    return [(key, in_language(one, "name", language)) for key, one in in_force().items() if key != book.key]
