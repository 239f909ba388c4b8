"""Count how often a customer had to say it again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from amends.models import Case, Intake
from amends.rules.actors import Actor
from amends.rules.repeats import Repeat, repeat_of
from amends.services import events
from amends.services.lifecycle import lock
from amends.services.staff import require

LATEST = 20  # earlier words of a case that are compared


@transaction.atomic
def mark_repeated(*, case: Case, by: Actor, now: datetime) -> Case:
    """A colleague saw that the customer had to say it again."""
    case = lock(case)
    require(by, "case.note", case.site_id)
    _count(case, Repeat.MARKED, by=by, now=now)
    return case


def count_repeat(case: Case, *, intake: Intake, by: Actor, now: datetime) -> None:
    """Count further words if they only say again what was said. The caller must hold the case's row."""
    earlier = Intake.objects.filter(case=case).exclude(pk=intake.pk).order_by("-pk").values_list("text", flat=True)
    is_waiting = case.last_word_by == "customer" or (case.next_due_at is not None and case.next_due_at < now)
    why = repeat_of(intake.text, earlier[:LATEST], is_waiting=is_waiting)
    if why is not None:
        _count(case, why, by=by, now=now)


def _count(case: Case, why: Repeat, *, by: Actor, now: datetime) -> None:
    Case.objects.filter(pk=case.pk).update(repeats=Coalesce(F("repeats"), 0) + 1)
    case.repeats = (case.repeats or 0) + 1
    events.record(case, "case.repeated", by=by, now=now, why=why.value)
