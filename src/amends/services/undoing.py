"""
Take back what was just done. An act leaves an ``Undo``; its subject registers the function that takes it back.

    @undoes("case.snoozed")
    def _wake_again(facts: Facts, *, by: Actor, now: datetime) -> list[Left]: ...

The function refuses with ``Conflict`` when something changed since. One that takes back many cases does what it can and
returns the others with the reason of each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.models import Undo
from amends.rules.actors import Actor
from amends.rules.refusals import Conflict, NotFound

LASTS = timedelta(minutes=5)  # the toast goes after ten seconds; without a script it stays on the page
KEPT_FOR = timedelta(days=1)

Facts = Mapping[str, Any]
Left = tuple[int, str]  # a case and, in words, why it is as it was
TakesBack = Callable[..., "list[Left] | None"]

_takes_back: dict[str, TakesBack] = {}


def undoes(verb: str) -> Callable[[TakesBack], TakesBack]:
    """Register the function that takes back what left an undo with this verb."""

    def register(function: TakesBack) -> TakesBack:
        if verb in _takes_back:
            raise ValueError(f"{verb!r} is taken back by two functions")
        _takes_back[verb] = function
        return function

    return register


def leave_undo(
    *,
    verb: str,
    facts: Facts,
    by: Actor,
    now: datetime,
    refused: Iterable[Left] = (),
    lasts: timedelta = LASTS,
) -> Undo:
    """Let a colleague take this back for a while; ``facts`` are JSON, with keys of rows and nothing personal."""
    if verb not in _takes_back:
        raise ValueError(f"nothing takes {verb!r} back; register a function with @undoes")
    if by.staff_id is None:
        raise ValueError("only a colleague takes something back")
    return Undo.objects.create(
        staff_id=by.staff_id, verb=verb, facts=dict(facts), refused=list(refused), made_at=now, until=now + lasts
    )


@transaction.atomic
def take_back(*, undo: Undo, by: Actor, now: datetime) -> Undo:
    """Take back what was done, once and in time; refuse, with nothing changed, when something changed since."""
    undo = _lock(undo, by=by)
    if undo.taken_back_at is not None:
        raise Conflict(_("This was taken back already."))
    if undo.until <= now:
        raise Conflict(_("It is too late to take this back."))
    if undo.verb not in _takes_back:
        raise Conflict(_("This can no longer be taken back."))
    left = _takes_back[undo.verb](undo.facts, by=by, now=now) or []
    undo.taken_back_at, undo.refused = now, left
    undo.save(update_fields=["taken_back_at", "refused"])
    return undo


def _lock(undo: Undo, *, by: Actor) -> Undo:
    found = Undo.objects.select_for_update().left_by(by).filter(pk=undo.pk).first()
    if found is None:
        raise NotFound
    return found


def forget_undos(*, now: datetime) -> int:
    """Forget what could be taken back until yesterday; return how many."""
    return Undo.objects.filter(until__lt=now - KEPT_FOR).delete()[0]
