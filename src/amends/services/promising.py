"""Promise what the policies say, and bring promises forward when a case turns out worse than it looked."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from amends.models import Case, Promise
from amends.models.promises import OWED
from amends.rules.actors import Actor
from amends.rules.policies import Situation
from amends.rules.promise_kinds import FROM_RECEIPT, KINDS
from amends.services.directory import directory
from amends.services.promises import promise_on_terms
from amends.services.terms import Terms, shipped_or_own, situation_of, terms_of


def promise_by_policy(*, case: Case, kind: str, by: Actor, now: datetime, made_at: datetime | None = None) -> Promise:
    """Promise the customer something by the date that the policy for this case gives, or else as it is shipped."""
    made_at = made_at or now
    terms = shipped_or_own(kind, situation_of(case), started_at=made_at)
    return promise_on_terms(case, kind, terms, by=by, now=now, made_at=made_at)


def promise_again(*, case: Case, by: Actor, now: datetime) -> None:
    """
    Promise a case that came back what policies ask for from the receipt on.

    What the law asks for counts from the first receipt, as if it had never been closed; the house's own from now.
    """
    if not directory().policies:
        return
    situation = situation_of(case)
    for kind in FROM_RECEIPT:
        started_at = case.received_at if KINDS[kind].statutory else now
        terms = terms_of(kind, situation, started_at=started_at) if kind != "acknowledge" else None
        if terms and not case.promises.owed().filter(kind=kind).exists():
            promise_on_terms(case, kind, terms, by=by, now=now, made_at=started_at)


def promise_decision(*, case: Case, asked_at: datetime, by: Actor, now: datetime) -> None:
    """
    Promise to decide on what the customer asked for at ``asked_at``, where a policy says by when.

    Each request is promised once, and a date that was given already stands, missed or not.
    """
    if not directory().policies:
        return
    found = _ahead("decision", situation_of(case), asked_at, now)
    known = Promise.objects.filter(OWED | Q(made_at__gte=asked_at), case=case, kind="decision")
    if found and not known.exists():
        promise_on_terms(case, "decision", found[1], by=by, now=now, made_at=found[0])


def tighten_promises(*, case: Case, by: Actor, now: datetime) -> None:
    """
    Bring promises forward to what the policies say of the case as it is judged now; never put one off.

    A date that would lie behind us counts from now, but for the law's: nobody breaks a promise by judging.
    """
    if not directory().policies:
        return
    situation = situation_of(case)
    made = list(Promise.objects.filter(case=case))
    # What stood still has its date from an agreement with the customer: it stays.
    running = {one.kind: one for one in made if one.is_running and one.allow and one.paused is None}
    starts = {kind: one.made_at for kind, one in running.items()}
    starts |= {kind: case.received_at for kind in FROM_RECEIPT if kind not in {one.kind for one in made}}
    for kind, started_at in starts.items():
        found = _ahead(kind, situation, started_at, now)
        if found and (kind not in running or found[1].due_at < running[kind].due_at):
            promise_on_terms(case, kind, found[1], by=by, now=now, made_at=found[0])


def _ahead(kind: str, situation: Situation, started_at: datetime, now: datetime) -> tuple[datetime, Terms] | None:
    """Return from when the clock runs and its terms; None when no policy asks for this kind."""
    is_law = KINDS[kind].statutory
    for start in (started_at,) if is_law else (started_at, now):
        terms = terms_of(kind, situation, started_at=start)
        if terms and (is_law or terms.due_at > now):
            return start, terms
    return None
