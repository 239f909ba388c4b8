"""By when a promise falls due and what says so: the policy that holds for the case, or what is shipped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from amends.models import Case, Intake
from amends.rules.allowances import Allowance, Basis
from amends.rules.calendars import Calendar, usual_calendar
from amends.rules.deadlines import deadline
from amends.rules.policies import Policy, Situation, chosen
from amends.rules.promise_kinds import KINDS
from amends.services.directory import Directory, directory

# (kind, whether the customer waits on the spot): what is shipped, always counted as it elapses
SHIPPED = {
    (kind.key, is_live): length
    for kind in KINDS.values()
    for is_live in (False, True)
    if kind.allow and (length := kind.allowance(is_live=is_live).length)
}


@dataclass(frozen=True, slots=True)
class Terms:
    """
    When a promise falls due, and what set the date.

    allow     the allowance as it is written; None when somebody named the date itself
    policy    number of the version that holds; None: what is shipped does
    calendar  number of the version of opening hours that was counted by; None: none was needed, or none set up
    """

    due_at: datetime
    allow: str | None = None
    policy: int | None = None
    calendar: int | None = None


def situation_at(site_id: int, *, post: int | None = None, failure_type: int | None = None) -> Situation:
    """Return what is known of a case when it is heard."""
    known = directory()
    return Situation(post=post, sites=known.lines.get(site_id, ()), failures=_line_of(failure_type, known))


def situation_of(case: Case, *, post: int | None = None) -> Situation:
    """Return what is known of a case; where it was heard is looked up only when a policy asks and nobody says."""
    known = directory()
    asks_for_post = post is None and any(policy.conditions.post for policy in known.policies)
    return Situation(
        post=_post_of(case) if asks_for_post else post,
        sites=known.lines.get(case.site_id, ()),
        failures=_line_of(case.failure_type_id, known),
        severity=case.severity,
        relationship=case.relationship,
        is_live=case.live_since is not None,
    )


def terms_of(
    kind: str, case: Situation, *, started_at: datetime, policies: Sequence[Policy] | None = None
) -> Terms | None:
    """
    Return the terms by which a policy promises this from ``started_at`` on; None when no policy does.

    ``policies`` are those to choose from, where it is not those in force.
    """
    known = directory()
    policy = chosen(known.policies if policies is None else policies, kind, case)
    return _by_policy(policy, case, started_at=started_at, known=known) if policy else None


def shipped_or_own(
    kind: str, case: Situation, *, started_at: datetime, policies: Sequence[Policy] | None = None
) -> Terms:
    """Return the terms of a promise that every case is given: by a policy, or else as it is shipped."""
    own = terms_of(kind, case, started_at=started_at, policies=policies)
    if own is not None:
        return own
    shipped = KINDS[kind]
    return Terms(started_at + SHIPPED[kind, case.is_live], shipped.allowed(is_live=case.is_live))


def _by_policy(policy: Policy, case: Situation, *, started_at: datetime, known: Directory) -> Terms:
    allowance = policy.allowance
    if allowance.basis == Basis.ELAPSED and allowance.length is not None:
        return Terms(started_at + allowance.length, policy.written, policy.version)
    line = known.lines.get(policy.calendar_of or 0, case.sites)
    version, hours = next((known.calendars[one] for one in reversed(line) if one in known.calendars), (None, None))
    due_at = _due_at(started_at, allowance, hours or _plain(case, known))
    return Terms(due_at, policy.written, policy.version, version)


def _due_at(started_at: datetime, allowance: Allowance, hours: Calendar) -> datetime:
    return deadline(started_at, allowance, hours).due_at.astimezone(UTC)


def _plain(case: Situation, known: Directory) -> Calendar:
    """Return the hours of a place that has none set up."""
    return usual_calendar(ZoneInfo(known.zones[case.sites[-1]] if case.sites else "UTC"))


def _line_of(failure_type: int | None, known: Directory) -> tuple[int, ...]:
    if failure_type is None:
        return ()
    above = known.failure_above.get(failure_type)
    return (above, failure_type) if above else (failure_type,)


def _post_of(case: Case) -> int | None:
    first = Intake.objects.filter(case=case).order_by("pk").values_list("post_id", flat=True).first()
    return int(first) if first else None
