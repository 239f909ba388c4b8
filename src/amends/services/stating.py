"""Keep what the words of a case state, and what colleagues say of it. Nothing is taken over by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.engines.triage.flags import Flag
from amends.engines.triage.stated import Fact
from amends.models import Case, Reading
from amends.rules.actors import Actor
from amends.rules.reading import MOST_CHARACTERS
from amends.rules.refusals import Conflict
from amends.rules.stated import KINDS, LONGEST, MOST_OTHERS, TAKEN, Stated, find
from amends.services import events
from amends.services.cases import triage_case
from amends.services.lifecycle import lock
from amends.services.staff import require

MANNERS = {"praise": 60, "spam": 80, "abusive": 80}  # read by words alone: how sure in percent


class Said(NamedTuple):
    """Words as they were heard; ``intake`` 0: what the customer wants."""

    intake: int
    text: str
    told_on: date


def read_stated(said: Iterable[Said]) -> list[Stated]:
    """Return what words state, in the order in which they were said."""
    from amends.engines.triage.facts import facts_of  # noqa: PLC0415 - its expressions take 40 ms; only the worker reads

    return [
        _kept(fact, one) for one in said for fact in facts_of(one.text[:MOST_CHARACTERS], one.told_on)
        if fact.kind in KINDS
    ]  # fmt: skip


def manners(flags: Iterable[Flag], intake: int) -> Iterator[Stated]:
    """Yield praise, spam and abuse among the flags: they change nothing by themselves, and may be worth a look."""
    for flag in flags:
        if flag.key in MANNERS:
            words = flag.why[0][:LONGEST]
            yield {
                "kind": "manner", "value": flag.key, "others": [], "percent": MANNERS[flag.key], "intake": intake,
                "start": 0, "end": 0, "words": words,
            }  # fmt: skip


def _kept(fact: Fact, said: Said) -> Stated:
    return {
        "kind": fact.kind,
        "value": fact.value[:LONGEST],
        "others": list(fact.others[:MOST_OTHERS]),
        "percent": round(100 * fact.confidence),
        "intake": said.intake,
        "start": fact.start,
        "end": fact.end,
        "words": said.text[fact.start : fact.end][:LONGEST],
    }


@transaction.atomic
def take_fact(*, case: Case, kind: str, value: str, by: Actor, now: datetime) -> Reading:
    """Take over what was read; of a fact with two meanings, the one that is meant."""
    case, reading, place = _to_be_judged(case, kind, value, by=by)
    if kind not in TAKEN or reading.facts[place].get("is_so"):
        raise Conflict(_("A colleague has judged this already."))
    reading.facts[place] |= {"is_so": True, "value": value, "others": []}
    reading.save(update_fields=["facts"])
    if kind == "mood":
        case = triage_case(
            case=case, severity=None, failure_type=None, is_safe=None, emotion=int(value), by=by, now=now
        )
    _record(case, "fact.taken", reading.facts[place], by=by, now=now)
    return reading


@transaction.atomic
def refute_fact(*, case: Case, kind: str, value: str, by: Actor, now: datetime) -> Reading:
    """Say that what was read is not so, also after it was taken over; it is not shown again when it is said again."""
    case, reading, place = _to_be_judged(case, kind, value, by=by)
    reading.facts[place]["is_so"] = False
    reading.save(update_fields=["facts"])
    _record(case, "fact.refuted", reading.facts[place], by=by, now=now)
    return reading


def _to_be_judged(case: Case, kind: str, value: str, *, by: Actor) -> tuple[Case, Reading, int]:
    case = lock(case)
    require(by, "case.triage", case.site_id)
    reading = Reading.objects.filter(pk=case.pk).first()
    place = find(reading.facts, kind, value) if reading else None
    if reading is None or place is None:
        raise Conflict(_("A colleague has judged this already."))
    return case, reading, place


def _record(case: Case, verb: str, fact: Stated, *, by: Actor, now: datetime) -> None:
    """Say it in the history by where the words stand, never by the words."""
    where = {"intake": fact["intake"], "start": fact["start"], "end": fact["end"]}
    events.record(case, verb, by=by, now=now, fact=fact["kind"], **where)
