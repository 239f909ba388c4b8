"""
Learn failure types every night from what people said cases are, and use it where it is no worse.

What is learnt is judged on texts that neither it nor what is in use ever learnt from, and lies in files of its own
before the database hears of it: killed at any moment, what is in use stays in use.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction

from amends import environment
from amends.engines.triage.pieces import fingerprint_of
from amends.gateways.own_process import start_soon
from amends.models import Case, Intake, LearnedModel, Organisation, Restriction
from amends.rules.actors import SYSTEM
from amends.rules.learning import (
    LEAST_JUDGED,
    LEAST_OF_A_KIND,
    LEAST_SAID,
    PRECISION,
    Figures,
    is_kept_back,
    is_no_worse,
    may_take_up,
)
from amends.rules.reading import MOST_CHARACTERS
from amends.services import events, jobs
from amends.services.champions import champion, folder_of, has_files, take_up
from amends.services.directory import directory
from amends.services.suggesting import Guess, guess, kinds_to_choose, known_now

if TYPE_CHECKING:  # see champions
    from amends.engines.triage.model import Model

SPAN = timedelta(days=2 * 365)
MOST = 25_000  # cases, the newest
MOST_JUDGED = 500  # of those kept back, the newest: what comes now is what counts
AT_ONCE = 500
NIGHT = timedelta(hours=3)  # local time from which a day's learning may begin


@dataclass(frozen=True, slots=True)
class Said:
    """A text, the number of the failure type a person said it is, and the case it was said in."""

    text: str
    kind: int
    case: int


def send_to_learn(*, now: datetime, start: Callable[..., None] = start_soon) -> int:
    """
    Have what people said learnt soon, in a process of its own: once a night, or when files are missing; 1 or 0.

    The night is the first hour from three o'clock on, where the house is, in which a worker runs.
    """
    if not Case.objects.exists():
        return 0  # there may be no house yet
    here = now.astimezone(ZoneInfo(directory().organisation.timezone)).replace(tzinfo=UTC)
    is_night = jobs.take_turn(task="learn_types", every=timedelta(days=1), now=here - NIGHT)
    if not (is_night and has_enough()) and has_files(champion()):
        return 0
    start("triage", "learn")
    return 1


def has_enough() -> bool:
    """Whether so many cases were sorted that it may be worth the start of a process."""
    few = Case.objects.filter(failure_type__isnull=False, is_story=False).order_by("-pk")[:LEAST_SAID]
    return few.count() == LEAST_SAID


def learn_types(*, now: datetime) -> LearnedModel | None:
    """Learn, judge, keep, and take up what is no worse; return it, None where there is too little or nothing new."""
    from amends.engines.triage.training import fingerprint  # noqa: PLC0415 - see champions

    said = list(reversed(said_lately(now=now)))
    learnt, kept_back = dealt(said)
    if len(kept_back) < LEAST_JUDGED:
        return None
    mark = fingerprint([one.text for one in said], [str(one.kind) for one in said])
    known = LearnedModel.objects.filter(fingerprint=mark).first()
    if known is not None and (known != champion() or has_files(known)):
        return None
    model = _learn(learnt)
    if model is None:
        return None
    model = replace(model, fingerprint=mark)
    _write(model, mark)
    made = _settle(known, mark, len(learnt), *_judged(model, kept_back), now=now)
    _tidy(now=now)
    return made


def said_lately(*, now: datetime) -> list[Said]:
    """Return what was said of the newest cases, the newest first; nothing of those that few may read."""
    in_use = {kind.pk for kind in kinds_to_choose()}
    sorted_cases = Case.objects.filter(failure_type__in=in_use, is_story=False, received_at__gte=now - SPAN)
    sorted_cases = sorted_cases.exclude(pk__in=Restriction.objects.live().values("case"))
    cases = list(sorted_cases.order_by("-pk").values_list("pk", "failure_type")[:MOST])
    return [one for at in range(0, len(cases), AT_ONCE) for one in with_words(dict(cases[at : at + AT_ONCE]))]


def with_words(kinds: Mapping[int, int]) -> Iterator[Said]:
    """Yield what was said first in some cases, each with the kind it is said to be."""
    heard = Intake.objects.filter(case__in=kinds).order_by("-pk").values_list("case", "text")
    first = {case: text for case, text in heard if text.strip()}  # the last that is written here was heard first
    for case in sorted(first, reverse=True):
        yield Said(first[case][:MOST_CHARACTERS], kinds[case], case)


def dealt(said: Sequence[Said]) -> tuple[list[Said], list[Said]]:
    """Return what is learnt from, and what is judged by; of twins the latest word counts."""
    latest = {fingerprint_of(one.text): one for one in said}
    kept_back = [one for mark, one in latest.items() if is_kept_back(mark)]
    return [one for mark, one in latest.items() if not is_kept_back(mark)], kept_back[-MOST_JUDGED:]


def _learn(said: Sequence[Said]) -> Model | None:
    from amends.engines.triage.training import CannotTrain, train  # noqa: PLC0415 - see champions

    often = Counter(one.kind for one in said)
    enough = [one for one in said if often[one.kind] >= LEAST_OF_A_KIND]
    try:
        return train([one.text for one in enough], [str(one.kind) for one in enough], precision=PRECISION)
    except CannotTrain:
        return None


def _write(model: Model, mark: str) -> None:
    """Write the files under another name first: under their own they are whole."""
    from amends.engines.triage.files import save  # noqa: PLC0415 - see champions

    unfinished = environment.models_folder() / f"{mark}.{os.getpid()}"
    save(model, unfinished)
    for file in unfinished.iterdir():
        with file.open("rb+") as written:
            os.fsync(written.fileno())
    shutil.rmtree(folder_of(mark), ignore_errors=True)
    unfinished.rename(folder_of(mark))


def _judged(model: Model, kept_back: Sequence[Said]) -> tuple[Figures, Figures, dict[str, list[int]]]:
    """Return how good the model is, how good what is in use is, and the model kind by kind."""
    in_use = known_now()
    new = [guess(one.text, replace(in_use, model=model)) for one in kept_back]
    old_guesses = [guess(one.text, in_use) for one in kept_back]
    return _figures(kept_back, new), _figures(kept_back, old_guesses), _by_kind(kept_back, new)


def _figures(kept_back: Sequence[Said], guesses: Sequence[Guess]) -> Figures:
    from amends.engines.triage.measuring import quality_of_labels  # noqa: PLC0415 - see champions

    truth, chosen = [str(one.kind) for one in kept_back], [str(one.best or "") for one in guesses]
    found = quality_of_labels(truth, chosen, [one.confidence for one in guesses])
    right = [true == said for true, said, one in zip(truth, chosen, guesses, strict=True) if one.is_sure]
    return Figures(
        judged=found.rows,
        accuracy=found.accuracy,
        macro_f1=found.macro_f1,
        calibration_error=found.calibration_error,
        answered=len(right) / len(guesses),
        right_of_answered=sum(right) / len(right) if right else 0.0,
    )


def _by_kind(kept_back: Sequence[Said], guesses: Sequence[Guess]) -> dict[str, list[int]]:
    """Return of each kind how often it was true, suggested, and both."""
    true = Counter(one.kind for one in kept_back)
    chosen = Counter(one.best for one in guesses if one.is_sure and one.best is not None)
    both = Counter(
        one.kind for one, said in zip(kept_back, guesses, strict=True) if said.is_sure and said.best == one.kind
    )
    return {str(kind): [true[kind], chosen[kind], both[kind]] for kind in sorted({*true, *chosen})}


@transaction.atomic
def _settle(
    known: LearnedModel | None,
    mark: str,
    texts: int,
    new: Figures,
    old: Figures,
    by_kind: Mapping[str, list[int]],
    *,
    now: datetime,
) -> LearnedModel:
    """Note what was learnt, and take it up where it is no worse and nobody went back lately."""
    Organisation.objects.select_for_update().get()
    if known is not None:
        return known  # its files were missing, and are there again
    figures = {"figures": asdict(new), "champion_figures": asdict(old), "by_kind": by_kind}
    made = LearnedModel.objects.create(fingerprint=mark, learned_at=now, texts=texts, **figures)
    went_back = LearnedModel.objects.exclude(went_back_at=None).order_by("-went_back_at").first()
    is_taken_up = is_no_worse(new, old) and may_take_up(now, went_back.went_back_at if went_back else None)
    if is_taken_up:
        take_up(made, now=now)
    verb = "learning.taken_up" if is_taken_up else "learning.left"
    events.record_for_organisation(verb, by=SYSTEM, now=now, model=made.pk, texts=texts)
    return made


def _tidy(*, now: datetime) -> None:
    """Take away the files of models that nobody can go back to, and what a killed process left a day ago."""
    used = LearnedModel.objects.in_use().select_related("before").first()
    kept = {one.fingerprint for one in (used, used.before if used else None) if one is not None}
    kept |= {one.fingerprint for one in LearnedModel.objects.exclude(went_back_at=None).order_by("-went_back_at")[:1]}
    for folder in environment.models_folder().iterdir():
        is_old = folder.stat().st_mtime < now.timestamp() - timedelta(days=1).total_seconds()
        if folder.name not in kept and ("." not in folder.name or is_old):
            shutil.rmtree(folder, ignore_errors=True)
