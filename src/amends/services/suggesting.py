"""
Suggest which kind of failure a case is, from its words: a person says yes, or another.

Nothing is ever set by itself. What a person says is on the case, and that is what Amends learns from.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.engines.triage.kinds import LEAST_CONFIDENCE, guesses_of
from amends.models import Case, FailureType, Suggestion
from amends.rules.actors import Actor
from amends.rules.reading import MOST_CHARACTERS
from amends.rules.refusals import Conflict, Invalid
from amends.services.cases import triage_case
from amends.services.lifecycle import lock
from amends.services.staff import require


@dataclass(frozen=True, slots=True)
class Guess:
    """What the words of a case speak for: nothing, or a kind with the next likeliest; only a sure one is suggested."""

    is_sure: bool
    confidence: float
    why: tuple[str, ...]
    kinds: tuple[tuple[int, float], ...]  # failure types and their chances, the likeliest first


def guess(text: str) -> Guess:
    """Return which of the kinds in use a text tells of."""
    kinds = {kind.key: kind for kind in kinds_to_choose()}
    found = guesses_of(text[:MOST_CHARACTERS], {key: (kind.name_zh, kind.name_en) for key, kind in kinds.items()})
    if not found:
        return Guess(is_sure=False, confidence=0, why=(), kinds=())
    best = found[0]
    chances = tuple((kinds[one.kind].pk, one.confidence) for one in found)
    return Guess(best.confidence >= LEAST_CONFIDENCE, best.confidence, best.why, chances)


def kinds_to_choose() -> list[FailureType]:
    """Return the kinds a case may be: those of the second level, and of the first where nothing stands below."""
    found = list(FailureType.objects.in_use())
    above = {kind.parent_id for kind in found}
    in_use = {kind.pk for kind in found}
    return [kind for kind in found if kind.pk not in above and kind.parent_id in {None, *in_use}]


def keep_guess(case: Case, found: Guess, *, now: datetime) -> None:
    """Keep what was guessed while nobody has said what it is. The caller's transaction must hold the case's row."""
    if case.failure_type_id is not None:
        return
    made = Suggestion(
        case=case,
        failure_type_id=found.kinds[0][0] if found.is_sure else None,
        confidence=found.confidence,
        why=list(found.why),
        others=[list(one) for one in found.kinds[found.is_sure :]],
        suggested_at=now,
    )
    written = ["failure_type", "confidence", "why", "others", "learned", "suggested_at"]
    Suggestion.objects.bulk_create([made], update_conflicts=True, unique_fields=["case"], update_fields=written)


@transaction.atomic
def say_kind(*, case: Case, failure_type: FailureType | None, by: Actor, now: datetime) -> Case:
    """Say what an unsorted case is: the kind that was suggested, or another."""
    case = lock(case)
    require(by, "case.triage", case.site_id)
    if failure_type is None:
        raise Invalid(_("There is no such failure type."), field="failure_type")
    if case.failure_type_id is not None:
        raise Conflict(_("A colleague has judged this already."))
    return triage_case(case=case, severity=None, failure_type=failure_type, is_safe=None, by=by, now=now)
