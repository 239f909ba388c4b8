"""Which open promises a change of a policy would move, and moving them when the editor says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from amends.models import Case, Intake, PolicyVersion, Promise
from amends.rules.actors import SYSTEM, Actor
from amends.rules.allowances import allow
from amends.rules.policies import Policy
from amends.rules.promise_kinds import KINDS
from amends.services import jobs
from amends.services.directory import directory
from amends.services.lifecycle import lock
from amends.services.policies import Wording
from amends.services.promises import promise_on_terms
from amends.services.terms import Terms, shipped_or_own, situation_of, terms_of

MOST_LOOKED_AT = 2_000  # the nearest; an editor must not read a million cases
BATCH = 100


@dataclass(frozen=True, slots=True)
class Move:
    """A promise that would fall due at another instant; ``is_past`` when that lies behind us, and so it stays."""

    case_id: int
    title: str
    was: datetime
    would_be: datetime
    is_past: bool

    @property
    def is_later(self) -> bool:
        """Whether it would fall due after what the customer was told."""
        return self.would_be > self.was


@dataclass(frozen=True, slots=True)
class Moves:
    """What would move of the promises looked at; ``is_all`` when these were all that run."""

    found: tuple[Move, ...]
    is_all: bool


def moves_of(*, policy: int | None, wording: Wording | None, by: Actor, now: datetime) -> Moves:
    """Return what writing a policy so would move, or with None taking it out of use; writes nothing."""
    before = PolicyVersion.objects.newest().filter(policy=policy).first() if policy else None
    kind = wording.kind if wording else before.kind if before else ""
    versions = set(PolicyVersion.objects.filter(policy=policy).values_list("pk", flat=True)) if policy else set()
    policies = tuple(one for one in directory().policies if one.version not in versions) + _as_rule(wording)
    looked = list(_running(kind).filter(case__in=Case.objects.visible_to(by)).order_by("due_at", "pk")[:MOST_LOOKED_AT])
    found = tuple(_moves(looked, policies, versions | {0}, now))
    return Moves(found, is_all=len(looked) < MOST_LOOKED_AT)


def _as_rule(wording: Wording | None) -> tuple[Policy, ...]:
    if wording is None:
        return ()
    allowance = allow(wording.allow, wording.basis)
    return (Policy(0, wording.kind, wording.allow, allowance, wording.conditions, wording.calendar_of),)


def _running(kind: str) -> QuerySet[Promise]:
    """Return what runs by a policy or by what is shipped; what somebody named or what stood still keeps its date."""
    first = Intake.objects.filter(case=OuterRef("case")).order_by("pk").values("post")[:1]
    running = Promise.objects.running().filter(kind=kind, allow__isnull=False, paused=None, case__closed_at=None)
    return running.select_related("case").annotate(post=Subquery(first))


def _moves(looked: list[Promise], policies: Sequence[Policy], versions: set[int], now: datetime) -> Iterator[Move]:
    for promise in looked:
        terms = _terms(promise, policies)
        if terms and _is_of(versions, promise, terms) and terms.due_at != promise.due_at:
            case = promise.case
            yield Move(case.pk, case.title, promise.due_at, terms.due_at, is_past=terms.due_at <= now)


def _terms(promise: Promise, policies: Sequence[Policy] | None = None) -> Terms | None:
    """Return the terms of a running promise as it would be made now; None when nothing asks for it any more."""
    situation = situation_of(promise.case, post=getattr(promise, "post", None))
    given = shipped_or_own if KINDS[promise.kind].always else terms_of
    return given(promise.kind, situation, started_at=promise.made_at, policies=policies)


def _is_of(versions: set[int], promise: Promise, terms: Terms) -> bool:
    """Whether the change is what makes the difference: another policy's is not this editor's to carry out."""
    return promise.policy_id in versions or terms.policy in versions


def enqueue_moves(*, version: PolicyVersion, now: datetime, after: int = 0) -> None:
    """Let the worker move what the new version moves; inside the transaction that wrote it."""
    key = f"move_promises:{version.pk}:{after}"
    jobs.enqueue(task="move_promises", run_at=now, unique_key=key, version_id=version.pk, after=after)


@transaction.atomic
def move_promises(*, version_id: int, after: int, now: datetime) -> int:
    """
    The worker's task: promise anew what a version moves, some cases at a time; return how many.

    A date that would lie behind us stays where it was, and so does what was kept or broken in the meantime.
    """
    version = PolicyVersion.objects.get(pk=version_id)
    versions = set(PolicyVersion.objects.filter(policy=version.policy).values_list("pk", flat=True))
    batch = list(_running(version.kind).filter(pk__gt=after).order_by("pk")[:BATCH])
    moved = sum(_move(promise, versions, now=now) for promise in batch)
    if len(batch) == BATCH:
        enqueue_moves(version=version, now=now, after=batch[-1].pk)
    return moved


def _move(promise: Promise, versions: set[int], *, now: datetime) -> int:
    terms = _terms(promise)
    if not terms or not _is_of(versions, promise, terms) or terms.due_at == promise.due_at or terms.due_at <= now:
        return 0
    case = lock(promise.case)
    if not Promise.objects.running().filter(pk=promise.pk, case=case).exists():
        return 0
    promise_on_terms(case, promise.kind, terms, by=SYSTEM, now=now, made_at=promise.made_at)
    return 1
