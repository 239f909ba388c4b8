"""
Tell the owner, the customer and those above in time of promises that come near their end or are broken.

Every step happens once: the promise's next step is moved on in the same transaction that takes this one, under the
lock of its case. So a worker may be killed at any moment, and several may look at once.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import dateformat, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from amends.database import rows
from amends.models import Case, Promise
from amends.rules.actors import SYSTEM
from amends.rules.escalation import Step, next_step_at, reached, told_at
from amends.services import events
from amends.services.directory import directory
from amends.services.events import Happened
from amends.services.leaders import read_leaders
from amends.services.messages import add_message
from amends.services.notifications import tell_of_promises
from amends.services.promises import mark_missed

BATCH = 200
TO_THE_OWNER = {Step.HALF: "promise.half", Step.NEAR: "promise.near", Step.BROKEN: "promise.broken"}
TO_THE_LINE = {Step.BROKEN: "team.broken", Step.ESCALATED: "team.escalated"}


def escalate_due(*, now: datetime, limit: int = 2000) -> int:
    """Take the steps that are due; return for how many promises."""
    taken = 0
    while taken < limit and (found := _escalate_some(now=now, most=min(BATCH, limit - taken))):
        taken += found
    return taken


def _escalate_some(*, now: datetime, most: int) -> int:
    due = Promise.objects.escalating(now).order_by("escalates_at", "pk")
    found = dict(due.values_list("pk", "case_id")[:most])
    if not found:
        return 0
    with transaction.atomic():
        # Whose row somebody holds at this moment is looked at again in the next round.
        held = Case.objects.select_related("site").select_for_update(of=("self",), skip_locked=True)
        cases = held.in_bulk(set(found.values()))
        promises = list(due.filter(pk__in=found, case__in=cases))
        for promise in promises:
            promise.case = cases[promise.case_id]
        _take({promise: _reached(promise, now=now) for promise in promises}, now=now)
        rows.update("amends_promise", ("escalates_at",), [_next(promise, now=now) for promise in promises])
    return len(promises)


def _reached(promise: Promise, *, now: datetime) -> frozenset[Step]:
    if not promise.is_owed or promise.escalates_at is None:
        return frozenset()
    return reached(promise.kind, promise.runs_from, promise.due_at, since=promise.escalates_at, now=now)


def _next(promise: Promise, *, now: datetime) -> tuple[object, int]:
    """Return the next step for the row; a promise that is no longer owed has none."""
    ahead = next_step_at(promise.kind, promise.runs_from, promise.due_at, since=now) if promise.is_owed else None
    return rows.instant(ahead), promise.pk


def _take(steps: dict[Promise, frozenset[Step]], *, now: datetime) -> None:
    leaders = read_leaders()
    told: list[tuple[Promise, str, int]] = []
    escalated: list[Happened] = []
    for promise, reached_steps in steps.items():
        case = promise.case
        if Step.AT_RISK in reached_steps:
            _tell_customer(promise, now=now)
        if promise.is_owed and promise.missed_at is None and promise.due_at < now:
            mark_missed(promise, now=now)
        levels = leaders.above(site_id=case.site_id, owner_id=case.owner_id)
        for step in sorted(reached_steps):
            told += [(promise, TO_THE_OWNER[step], case.owner_id)] if step in TO_THE_OWNER else []
            line = sorted(told_at(step, levels))
            told += [(promise, TO_THE_LINE[step], one) for one in line]
            if line:
                escalated.append(_escalated(promise, step, line, now=now))
    tell_of_promises(told, now=now)
    events.record_many(escalated, by=SYSTEM, now=now)


def _escalated(promise: Promise, step: Step, line: Collection[int], *, now: datetime) -> Happened:
    facts = {"promise": promise.pk, "step": step.value, "told": list(line)}
    return Happened(promise.case, "case.escalated", now, facts)


def _tell_customer(promise: Promise, *, now: datetime) -> None:
    """Say before the time is over that it may not be enough, and who has to answer for it."""
    case = promise.case
    with translation.override(case.language):
        local = promise.due_at.astimezone(ZoneInfo(case.site.timezone))
        by = dateformat.format(local, pgettext("an instant in a letter", "j F, H:i"))
        text = _(
            "We promised you word by %(by)s. We may not make it, and you should know that before then. "
            "%(owner)s looks after your case and owes you the answer, or a new date."
        ) % {"by": by, "owner": directory().given_names.get(case.owner_id, "")}
    message = add_message(case=case, kind="out", text=text, by=SYSTEM, now=now, is_word=False)
    facts = {"promise": promise.pk, "kind": promise.kind, "said_in": message.pk}
    events.record_many([Happened(case, "promise.at_risk", now, facts)], by=SYSTEM, now=now)
