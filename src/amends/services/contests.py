"""
The contest a language model has to win: on texts that the local model never learnt from, beside the local model.

Not jobs of the queue: a job holds its transaction, and with it the one write lock of the embedded database, while it
runs; an answer may take a quarter of a minute. Each question is claimed first and kept afterwards, as messages to
colleagues are. Killed at any moment, a contest goes on where it was; the one question under way is asked again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from amends.gateways.language_model import NoAnswer, answer_of
from amends.models import Contest, ContestRow, LanguageModel
from amends.rules.actors import SYSTEM, Actor
from amends.rules.contests import MOST_ROWS, figures_of, may_switch_on, verdict
from amends.rules.language_models import MOST_OF_EXAMPLE, Choice, chosen, question
from amends.rules.learning import LEAST_JUDGED, LEAST_SAID
from amends.rules.refusals import Conflict, Invalid
from amends.services import events
from amends.services.language_model import (
    is_of_today,
    note_answer,
    note_trouble,
    require_house,
    required,
    taxonomy_mark,
)
from amends.services.learning import Said, dealt, has_enough, said_lately
from amends.services.masking import masked_first_words
from amends.services.suggesting import guess, kinds_to_choose, known_now

EXAMPLES = 2  # of each kind
LEASE = timedelta(minutes=2)
TRIES = 4
AGAIN = timedelta(seconds=30)


@transaction.atomic
def begin_contest(*, is_agreed: bool, by: Actor, now: datetime) -> Contest:
    """Begin a contest; whoever begins it agrees that masked words of customers go to that host."""
    require_house(by)
    model = required()
    if not is_agreed:
        raise Invalid(_("Say first that these words may be sent there."), field="agreed")
    if not has_enough():
        message = _("Too few cases were sorted to judge by. It takes about %(least)d.")
        raise Conflict(message, params={"least": LEAST_SAID})
    if Contest.objects.running().exists():
        raise Conflict(_("A contest is under way already."))
    made = Contest.objects.create(
        address=model.address,
        name=model.name,
        taxonomy=taxonomy_mark(),
        begun_by_id=by.staff_id,
        begun_at=now,
    )
    facts = {"contest": made.pk, "host": model.endpoint.host, "model": model.name}
    events.record_for_organisation("contest.begun", by=by, now=now, **facts)
    return made


@transaction.atomic
def stop_contest(*, by: Actor, now: datetime) -> None:
    """Stop the contest under way; it can be continued."""
    require_house(by)
    if not Contest.objects.running().update(stopped_at=now):
        raise Conflict(_("No contest is under way."))
    events.record_for_organisation("contest.stopped", by=by, now=now)


@transaction.atomic
def continue_contest(*, by: Actor, now: datetime) -> None:
    """Go on with the latest contest where it was stopped, with the same model and the same failure types only."""
    require_house(by)
    model = required()
    latest = Contest.objects.order_by("-pk").first()
    if latest is None or latest.finished_at is not None or latest.stopped_at is None:
        raise Conflict(_("There is no contest to go on with."))
    if not is_of_today(latest, model):
        raise Conflict(_("The model or the failure types have changed since. Begin a new contest."))
    latest.stopped_at, latest.trouble = None, ""
    latest.save(update_fields=["stopped_at", "trouble"])
    ContestRow.objects.filter(contest=latest, answered_at=None).update(tries=0, next_try_at=now)
    LanguageModel.objects.update(rests_until=None)
    events.record_for_organisation("contest.continued", by=by, now=now)


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


def choices_of(contest: Contest) -> dict[str, tuple[int, Choice]]:
    """Return by its code each kind there is to choose, as the model is told of it; examples read and masked anew."""
    words = masked_first_words([case for cases in contest.examples.values() for case in cases])
    found = {}
    for kind in kinds_to_choose():
        shown = [words[case][:MOST_OF_EXAMPLE] for case in contest.examples.get(str(kind.pk), ()) if case in words]
        code = f"T{kind.pk}"
        found[code] = (kind.pk, Choice(code, (kind.name_zh, kind.name_en), tuple(shown)))
    return found


def kind_answered(contest: Contest, model: LanguageModel, text: str) -> int | None:
    """Return the failure type the model chooses for a masked text, None for none of them; raises NoAnswer."""
    choices = choices_of(contest)
    told = [choice for _kind, choice in choices.values()]
    code = chosen(answer_of(model.endpoint, question(told, text)), choices)
    return choices[code][0] if code else None


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
    truth, asked, local = [row.truth for row in rows], [row.answer for row in rows], [row.local for row in rows]
    found, of_asked, of_local = verdict(truth, asked, local), figures_of(truth, asked), figures_of(truth, local)
    figures = {
        "judged": len(rows),
        "asked": of_asked,
        "local": of_local,
        "verdict": asdict(found),
        "won": may_switch_on(found, of_asked["macro_f1"], of_local["macro_f1"]),
    }
    if not Contest.objects.running().filter(pk=contest.pk).update(finished_at=now, figures=figures):
        return False
    facts = {"contest": contest.pk, "judged": len(rows), "won": figures["won"]}
    events.record_for_organisation("contest.finished", by=SYSTEM, now=now, **facts)
    return True
