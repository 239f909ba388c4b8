"""
Suggest which kind of failure a case is, from its words: a person says yes, or another.

Nothing is ever set by itself. What a person says is on the case, and that is what Amends learns from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.engines.triage.kinds import LEAST_CONFIDENCE, MOST_GUESSES, guesses_of
from amends.engines.triage.quoting import quoted
from amends.models import Case, FailureType, Suggestion, Topic, Undo
from amends.rules.actors import SYSTEM, Actor
from amends.rules.learning import PRECISION
from amends.rules.reading import MOST_CHARACTERS
from amends.rules.refusals import Conflict, Invalid
from amends.services import events
from amends.services.cases import triage_case
from amends.services.champions import champion, loaded
from amends.services.lifecycle import lock
from amends.services.sorting import unsort_cases
from amends.services.staff import require
from amends.services.undoing import Facts, leave_undo, undoes

if TYPE_CHECKING:  # see champions
    from amends.engines.triage.model import Model


@dataclass(frozen=True, slots=True)
class Guess:
    """What the words of a case speak for: nothing, or a kind with the next likeliest; only a sure one is suggested."""

    is_sure: bool
    confidence: float
    why: tuple[str, ...]
    kinds: tuple[tuple[int, float], ...]  # failure types and their chances, the likeliest first
    learned: str = ""  # the model that judged; empty: the shipped words

    @property
    def best(self) -> int | None:
        return self.kinds[0][0] if self.kinds else None


NOTHING = Guess(is_sure=False, confidence=0, why=(), kinds=())


@dataclass(frozen=True, slots=True)
class Known:
    """By what is guessed: a model (None: the shipped words), the kinds to choose from, the phrases of their topics."""

    model: Model | None
    kinds: Sequence[FailureType]
    topics: Mapping[int, list[list[str]]]


def known_now() -> Known:
    """Return what is in use now; whoever reads many texts asks once."""
    used = champion()
    return Known(loaded(used.fingerprint) if used else None, kinds_to_choose(), said_in_topics())


def known_of(kinds: Sequence[FailureType]) -> Known:
    """Return what words say of some kinds, as of the parts of one that was split: no model has learnt them yet."""
    return Known(None, kinds, said_in_topics())


def guess(text: str, known: Known | None = None) -> Guess:
    """Return which of the kinds in use a text tells of, by what was learnt, or by the words of what was not."""
    known = known or known_now()
    words = _by_words(text[:MOST_CHARACTERS], known.kinds, known.topics)
    if known.model is None:
        return words
    learnt = _by_model(known.model, text[:MOST_CHARACTERS], known.kinds)
    is_for_words = words.is_sure and str(words.best) not in known.model.labels and not learnt.is_sure
    return words if is_for_words else learnt


def _by_words(text: str, kinds: Sequence[FailureType], topics: Mapping[int, list[list[str]]]) -> Guess:
    number = {kind.key: kind.pk for kind in kinds}
    names = {kind.key: (kind.name_zh, kind.name_en) for kind in kinds}
    found = guesses_of(text, names, {kind.key: topics.get(kind.pk, ()) for kind in kinds})
    if not found:
        return NOTHING
    chances = tuple((number[one.kind], one.confidence) for one in found)
    return Guess(found[0].confidence >= LEAST_CONFIDENCE, found[0].confidence, found[0].why, chances)


def _by_model(model: Model, text: str, kinds: Sequence[FailureType]) -> Guess:
    """Return what the model judges, the kinds left out that went out of use since it learnt."""
    (judged,) = model.judge([text])
    if not judged.why:
        return NOTHING  # nothing in it is known; how common each kind is says nothing of this one
    usable = {str(kind.pk): kind.pk for kind in kinds}
    chances = dict(zip(model.labels, model.chances([text])[0].tolist(), strict=True))
    order = sorted(usable.keys() & chances, key=lambda label: (label != judged.label, -chances[label]))
    likely = tuple((usable[label], round(chances[label], 4)) for label in order[:MOST_GUESSES])
    if not likely:
        return NOTHING
    # Where all it tried were right its bar is the least of them, however high; a fair chance is enough.
    is_sure = order[0] == judged.label and (not judged.abstain or judged.confidence >= PRECISION)
    return Guess(is_sure, likely[0][1], quoted(text, judged.why), likely, model.fingerprint)


def kinds_to_choose() -> list[FailureType]:
    """Return the kinds a case may be: those of the second level, and of the first where nothing stands below."""
    found = list(FailureType.objects.in_use())
    above = {kind.parent_id for kind in found}
    in_use = {kind.pk for kind in found}
    return [kind for kind in found if kind.pk not in above and kind.parent_id in {None, *in_use}]


def said_in_topics() -> dict[int, list[list[str]]]:
    """Return the phrases of the topics that people gave a failure type, type by type."""
    found: dict[int, list[list[str]]] = {}
    for kind, words in Topic.objects.named().values_list("failure_type", "words"):
        found.setdefault(kind, []).append(words)
    return found


def keep_guess(case: Case, found: Guess, *, now: datetime) -> None:
    """
    Keep what was guessed while nobody has said what it is. The caller's transaction must hold the case's row.

    Where a word spoke it stands in the history, so that whoever has the case open sees it at once.
    """
    if case.failure_type_id is not None:
        return
    made = Suggestion(
        case=case,
        failure_type_id=found.kinds[0][0] if found.is_sure else None,
        confidence=found.confidence,
        why=list(found.why),
        learned=found.learned,
        others=[list(one) for one in found.kinds[found.is_sure :]],
        suggested_at=now,
    )
    written = ["failure_type", "confidence", "why", "others", "learned", "suggested_at", "asked_at", "by_model"]
    Suggestion.objects.bulk_create([made], update_conflicts=True, unique_fields=["case"], update_fields=written)
    if found.kinds:
        likely = [kind for kind, _chance in found.kinds]
        facts = {"failure_type": likely[0], "percent": round(100 * found.confidence)} if found.is_sure else {}
        events.record(case, "case.suggested", at=None, by=SYSTEM, now=now, likely=likely, **facts)


@transaction.atomic
def say_kind(*, case: Case, failure_type: FailureType | None, by: Actor, now: datetime) -> Undo:
    """Say what an unsorted case is: the kind that was suggested, or another; for a while it can be taken back."""
    case = lock(case)
    require(by, "case.triage", case.site_id)
    if failure_type is None:
        raise Invalid(_("There is no such failure type."), field="failure_type")
    if case.failure_type_id is not None:
        raise Conflict(_("A colleague has judged this already."))
    said = triage_case(case=case, severity=None, failure_type=failure_type, is_safe=None, by=by, now=now)
    facts = {"case": said.pk, "failure_type": failure_type.pk, "place": said.event_count}
    return leave_undo(verb="case.kind_said", facts=facts, by=by, now=now)


@undoes("case.kind_said")
@transaction.atomic
def _not_said(facts: Facts, *, by: Actor, now: datetime) -> None:
    case = lock(Case(pk=facts["case"]))
    require(by, "case.triage", case.site_id)
    kind = FailureType.objects.get(pk=facts["failure_type"])
    if not unsort_cases(kept=[(case.pk, facts["place"])], failure_type=kind, by=by, now=now):
        raise Conflict(_("Somebody changed it since; nothing was changed."))
