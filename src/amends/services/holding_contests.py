"""
Hold a contest, step by step, in the worker: choose the texts, ask, say who is better.

Not jobs of the queue: a job holds its transaction, and with it the one write lock of the embedded database, while it
runs; an answer may take a quarter of a minute. Each question is claimed first and kept afterwards, as messages to
colleagues are. Killed at any moment, a contest goes on where it was; the one question under way is asked again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from amends.gateways.language_model import NoAnswer
from amends.models import Contest, ContestRow, LanguageModel
from amends.rules.actors import SYSTEM
from amends.rules.contests import MOST_ROWS, figures_of, may_switch_on, verdict
from amends.rules.language_models import MOST_OF_EXAMPLE
from amends.rules.learning import LEAST_JUDGED
from amends.services import events
from amends.services.kind_questions import kind_answered
from amends.services.language_model import (
    is_of_today,
    language_model,
    note_answer,
    note_trouble,
    standing_contest,
    switch_off_as_stale,
)
from amends.services.learning import Said, dealt, said_lately, with_words
from amends.services.masking import masked_first_words
from amends.services.suggesting import guess, known_now

EXAMPLES = 2  # of each kind
LEASE = timedelta(minutes=2)
TRIES = 4
AGAIN = timedelta(seconds=30)


def take_part(model: LanguageModel, *, now: datetime) -> bool:
    """Do the next step of the contest under way, if there is one; return whether there was. Outside a transaction."""
    contest = Contest.objects.running().first()
    if contest is None:
        return False
    if not is_of_today(contest, model):
        _stop(contest, "stale", now=now)
    elif contest.dealt_at is None:
        _deal(contest, now=now)
    elif not _ask_next(contest, model, now=now):
        return False
    return True


def _deal(contest: Contest, *, now: datetime) -> None:
    """Choose the texts and the examples, and have the local model judge."""
    learnt, kept_back = dealt(list(reversed(said_lately(now=now))))
    rows = kept_back[-MOST_ROWS:]
    if len(rows) < LEAST_JUDGED:
        _stop(contest, "few", now=now)
        return
    known = known_now()
    local = [guess(one.text, known).best for one in rows]
    _keep_deal(contest, _examples(learnt), rows, local, now=now)


@transaction.atomic
def _keep_deal(
    contest: Contest,
    examples: Mapping[str, Sequence[int]],
    rows: Sequence[Said],
    local: Sequence[int | None],
    *,
    now: datetime,
) -> None:
    running = Contest.objects.running().filter(pk=contest.pk, dealt_at=None)
    if not running.update(dealt_at=now, examples=examples):
        return  # another worker did, or it was stopped
    ContestRow.objects.bulk_create(
        ContestRow(contest=contest, case_id=one.case, truth=one.kind, local=best, next_try_at=now)
        for one, best in zip(rows, local, strict=True)
    )


def _examples(learnt: Sequence[Said]) -> dict[str, list[int]]:
    """Return of each kind the newest cases that are told briefly; of those kept back none."""
    found: dict[str, list[int]] = {}
    for one in reversed(learnt):
        cases = found.setdefault(str(one.kind), [])
        if len(one.text) <= MOST_OF_EXAMPLE and len(cases) < EXAMPLES:
            cases.append(one.case)
    return found


def _ask_next(contest: Contest, model: LanguageModel, *, now: datetime) -> bool:
    left = ContestRow.objects.filter(contest=contest, answered_at=None)
    row = left.filter(next_try_at__lte=now).order_by("pk").first()
    if row is None:
        return not left.exists() and _settle(contest, now=now)
    if not left.filter(pk=row.pk, tries=row.tries).update(tries=F("tries") + 1, next_try_at=now + LEASE):
        return True  # another worker asks it
    text = masked_first_words([row.case_id]).get(row.case_id)
    if text is None:
        row.delete()  # restricted since, or erased: it does not leave the house
        return True
    try:
        answer = kind_answered(contest, model, text)
    except NoAnswer as error:
        _not_answered(contest, row, model, error, now=now)
        return True
    left.filter(pk=row.pk).update(answer=answer, answered_at=now)
    note_answer(model)
    return True


def _not_answered(contest: Contest, row: ContestRow, model: LanguageModel, error: NoAnswer, *, now: datetime) -> None:
    """Ask again after a rest; a refusal will not change by asking, and after so many tries a person has to look."""
    note_trouble(model, error, now=now)
    ContestRow.objects.filter(pk=row.pk, answered_at=None).update(next_try_at=now + AGAIN)
    if error.why == "refused" or row.tries + 1 >= TRIES:
        _stop(contest, error.why, now=now)


@transaction.atomic
def _stop(contest: Contest, why: str, *, now: datetime) -> None:
    if Contest.objects.running().filter(pk=contest.pk).update(stopped_at=now, trouble=why):
        events.record_for_organisation("contest.stopped", by=SYSTEM, now=now, why=why)


@transaction.atomic
def _settle(contest: Contest, *, now: datetime) -> bool:
    """Say who is better."""
    rows = list(ContestRow.objects.filter(contest=contest))
    if len(rows) < LEAST_JUDGED:
        _stop(contest, "few", now=now)
        return True
    figures = _figures(rows)
    if not Contest.objects.running().filter(pk=contest.pk).update(finished_at=now, figures=figures):
        return False
    facts = {"contest": contest.pk, "judged": len(rows), "won": figures["won"]}
    events.record_for_organisation("contest.finished", by=SYSTEM, now=now, **facts)
    return True


def _figures(rows: Sequence[ContestRow]) -> dict[str, Any]:
    truth, asked, local = [row.truth for row in rows], [row.answer for row in rows], [row.local for row in rows]
    found, of_asked, of_local = verdict(truth, asked, local), figures_of(truth, asked), figures_of(truth, local)
    return {
        "judged": len(rows),
        "asked": of_asked,
        "local": of_local,
        "verdict": asdict(found),
        "won": may_switch_on(found, of_asked["macro_f1"], of_local["macro_f1"]),
    }


def judge_anew(*, now: datetime) -> bool:
    """
    Hold what the local model has learnt since against the result that stands, and ask nobody for it; return whether
    the language model is still better. Where it is not, it is switched off.

    The local model has not learnt from these texts since either: they are kept back by what they say.
    """
    model = language_model()
    contest = standing_contest(model) if model else None
    if contest is None:
        return False
    rows = {row.case_id: row for row in ContestRow.objects.filter(contest=contest)}
    known = known_now()
    for one in with_words({case: row.truth for case, row in rows.items()}):
        rows[one.case].local = guess(one.text, known).best
    if len(rows) >= LEAST_JUDGED:  # of fewer, as after customers were erased, nothing can be said anew
        _keep_anew(contest, list(rows.values()), now=now)
    return contest.is_won


@transaction.atomic
def _keep_anew(contest: Contest, rows: Sequence[ContestRow], *, now: datetime) -> None:
    was_won, contest.figures = contest.is_won, _figures(rows)
    ContestRow.objects.bulk_update(rows, ["local"])
    contest.save(update_fields=["figures"])
    if was_won and not contest.is_won:
        events.record_for_organisation("contest.overtaken", by=SYSTEM, now=now, contest=contest.pk)
        switch_off_as_stale(now=now)
