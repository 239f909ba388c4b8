"""The dates that laws set in a case: which is the earliest of each duty, and what becomes of what was promised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from amends.rules.deadlines import deadline
from amends.rules.rights.applying import Said
from amends.rules.rights.assessing import Calendars


@dataclass(frozen=True, slots=True)
class Dated:
    """
    One date a law sets.

    kind        the promise it becomes: "law_refund"
    due_at      the last instant the law allows, in UTC
    is_counted  whether it counts here: somebody read its source, or the law was switched on for the place
    starts      the fact its clock runs from, and ``started_at`` the instant
    """

    kind: str
    due_at: datetime
    pack: str
    since: date
    rule: str
    citation: str
    is_verified: bool
    is_counted: bool
    allow: str
    basis: str
    calendar: str
    starts: str
    started_at: datetime


class Step(StrEnum):
    """What becomes of a duty that is dated."""

    PROMISE = "promise"  # nothing was promised yet
    STANDS = "stands"  # what was promised is as early, or earlier
    BRING_FORWARD = "bring_forward"  # the law leaves less time than was promised
    PUT_OFF = "put_off"  # the law leaves more time than it did: for a reason only, by somebody who may
    MET = "met"  # it was kept, or made good


def dates_of(said: Said, calendars: Calendars) -> Iterator[Dated]:
    """Yield every date a law sets on some facts, where the instant it runs from is known."""
    pack = said.pack
    for due, rule in said.assessment.dues:
        if (started_at := said.assessment.facts[due.since]) is None:
            continue
        due_at = deadline(started_at, due.allowance, calendars(due.calendar, started_at.year)).due_at
        yield Dated(
            due.kind, due_at.astimezone(UTC), pack.key, pack.since, rule.key, rule.citation,
            rule.verified, rule.verified or said.is_trusted, due.told, due.allowance.basis.value, due.calendar,
            due.since, started_at,
        )  # fmt: skip


def earliest(dates: Iterable[Dated]) -> Mapping[str, Dated]:
    """Return the date of each duty that comes first: of two laws that ask for the same, the stricter is kept."""
    return {one.kind: one for one in sorted(dates, key=lambda one: one.due_at, reverse=True)}


def step(
    found_at: datetime, *, promised: datetime | None, by_law: datetime | None, is_owed: bool, is_missed: bool
) -> Step:
    """
    Return what becomes of a duty that the law dates ``found_at``.

    promised   by when it was promised, None when it never was
    by_law     the date the law set when that was promised, None when it was the house's own word
    is_owed    whether it is still to be done
    is_missed  whether its time ran out; a miss is not missed a second time

    Worked value: promised for Tuesday, Tuesday being the law's date, and found now for Friday: put off. Promised for
    Tuesday by the house's own policy: stands.
    """
    if promised is None:
        return Step.PROMISE
    if not is_owed:
        return Step.MET
    if found_at < promised and not is_missed:
        return Step.BRING_FORWARD
    return Step.PUT_OFF if by_law == promised and found_at > promised else Step.STANDS
