"""
Ask the language model that won its contest which kind of failure a case is, after the local suggestion stands.

Only in the worker, only once a case, and only for minutes: when it fails or is slow, the local suggestion stands.
Flags of danger and all else that words may raise are read in the house, never asked.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from amends.gateways.language_model import NoAnswer
from amends.models import Case, Contest, LanguageModel, Restriction, Suggestion
from amends.rules.actors import SYSTEM
from amends.services import events
from amends.services.holding_contests import take_part
from amends.services.kind_questions import kind_answered
from amends.services.language_model import (
    language_model,
    note_answer,
    note_trouble,
    standing_contest,
    switch_off_as_stale,
)
from amends.services.lifecycle import lock
from amends.services.masking import masked_words

WITHIN = timedelta(minutes=3)  # after that somebody is probably looking at the case


def ask_next(*, now: datetime) -> bool:
    """Ask the next question there is, of a case before those of a contest; return whether there was any."""
    model = language_model()
    if model is None or (model.rests_until is not None and now < model.rests_until):
        return False
    return ask_of_case(model, now=now) or take_part(model, now=now)


def ask_of_case(model: LanguageModel, *, now: datetime) -> bool:
    """Ask about the case that has waited longest, if the model is switched on; return whether there was one."""
    if model.switched_on_at is None:
        return False
    contest = standing_contest(model)
    if contest is None or not contest.is_won:
        switch_off_as_stale(now=now)
        return False
    asked = _claimed(now=now)
    if asked is None:
        return False
    text = masked_words(asked.case_id)
    if text is None:
        return True
    try:
        kind = kind_answered(contest, model, text)
    except NoAnswer as error:
        note_trouble(model, error, now=now, case=asked.case)
        if error.why == "busy":  # it was not listened to: once more after the rest
            Suggestion.objects.filter(pk=asked.pk, asked_at=now).update(asked_at=None)
        return True
    note_answer(model)
    if kind is not None:
        keep_answer(asked, kind, contest, now=now)
    return True


def _claimed(*, now: datetime) -> Suggestion | None:
    lately = Suggestion.objects.filter(suggested_at__gte=now - WITHIN, asked_at=None)
    waiting = lately.filter(case__failure_type=None, case__closed_at=None)
    waiting = waiting.exclude(case__in=Restriction.objects.live().values("case"))
    found = waiting.select_related("case").order_by("suggested_at", "pk").first()
    if found is None or not Suggestion.objects.filter(pk=found.pk, asked_at=None).update(asked_at=now):
        return None
    found.asked_at = now
    return found


@transaction.atomic
def keep_answer(asked: Suggestion, kind: int, contest: Contest, *, now: datetime) -> bool:
    """
    Suggest what the model chose, unless a person has said or later words were read meanwhile; return whether it was.

    How sure that is, is how often it was right where it answered, in the contest. Where it agrees with a local
    suggestion that one stays, with the words that decided.
    """
    case = lock(Case(pk=asked.case_id))
    found = Suggestion.objects.filter(pk=asked.pk, asked_at=asked.asked_at).first()
    if found is None or case.failure_type_id is not None or found.failure_type_id == kind:
        return False
    local = [[found.failure_type_id, found.confidence]] if found.failure_type_id else []
    found.others = [one for one in [*local, *found.others] if one[0] != kind]
    found.failure_type_id, found.why, found.learned = kind, [], ""
    found.confidence, found.by_model = contest.figures["asked"]["right_of_answered"], contest.name
    found.save(update_fields=["failure_type", "others", "why", "learned", "confidence", "by_model"])
    likely = [kind, *(other for other, _chance in found.others)]
    percent = round(100 * found.confidence)
    events.record(
        case, "case.suggested", by=SYSTEM, now=now,
        likely=likely, failure_type=kind, percent=percent, model=contest.name,
    )  # fmt: skip
    return True
