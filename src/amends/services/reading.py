"""Read the words of what arrives, raise what they may concern, and tell who has to know at this hour."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence, Set
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from amends.engines.triage.flags import flags_of
from amends.models import Case, Intake, Reading, ReadingMark, Suggestion
from amends.rules.actors import SYSTEM, Actor
from amends.rules.flags import in_order
from amends.rules.on_call import on_call
from amends.rules.reading import DANGER, MOST_CHARACTERS, MOST_WORDS, NEWS, is_praise_alone, most_alike, raised_by
from amends.rules.refusals import Conflict
from amends.rules.stated import Stated, together
from amends.services import events, jobs
from amends.services.deviations import note_second_on_arrival
from amends.services.directory import directory
from amends.services.leaders import read_leaders
from amends.services.lifecycle import lock
from amends.services.notifications import tell_of_cases
from amends.services.playbooks import set_flags
from amends.services.staff import require
from amends.services.stating import Said, manners, read_stated
from amends.services.suggesting import Guess, Known, guess, keep_guess, known_now

log = logging.getLogger(__name__)

AT_ONCE = 20  # the sweeps wait for these, and go on in between
NEIGHBOURS, MOST_COMPARED = 500, 60  # intakes before it that are looked through, and those of its place compared
SHORTLY = timedelta(days=7)
LATE = timedelta(minutes=1)  # no transaction that takes something in is open for as long


def read_arrivals(*, now: datetime) -> int:
    """
    Read what nobody has read yet; return how many cases.

    Not part of taking it in, which must stay quick. Safe with several workers; two cheap reads when there is nothing.
    """
    mark, _is_new = ReadingMark.objects.get_or_create(pk=1)
    newest = Intake.objects.order_by("-pk").values_list("pk", flat=True).first()
    if newest is None or newest == mark.sure_id:
        return 0
    waiting = list(_unread(mark.sure_id)[:AT_ONCE])
    known = known_now() if waiting else None
    read = sum(_read_or_queue(case_id, known, now=now) for case_id in dict.fromkeys(waiting))
    if len(waiting) < AT_ONCE:
        _move_mark(mark, newest, now=now)
    return read


def _unread(sure_id: int) -> QuerySet[Intake, int]:
    """Return the open cases with words nobody read; the stories of the demonstration are told as they are."""
    is_new = Q(case__reading=None) | Q(case__reading__read_through__lt=F("pk"))
    heard = Intake.objects.filter(is_new, pk__gt=sure_id, case__isnull=False, case__closed_at=None, is_story=False)
    return heard.order_by("pk").values_list("case", flat=True)


def _move_mark(mark: ReadingMark, newest: int, *, now: datetime) -> None:
    """Note how far everything was read: before what was the newest a minute ago, nothing is still to come."""
    if mark.seen_at is None or now >= mark.seen_at + LATE:
        ReadingMark.objects.filter(pk=mark.pk, seen_id=mark.seen_id, seen_at=mark.seen_at).update(
            sure_id=mark.seen_id, seen_id=newest, seen_at=now
        )


def _read_or_queue(case_id: int, known: Known | None, *, now: datetime) -> bool:
    try:
        return read_case(case_id=case_id, known=known, now=now)
    except Exception:
        # One that cannot be read keeps nobody else waiting: its job tries again, and is put aside for a person at last.
        log.exception("the words of case %s could not be read", case_id)
        jobs.enqueue(task="read_case", run_at=now + LATE, unique_key=f"read-{case_id}", case_id=case_id)
        return False


def read_case(*, case_id: int, known: Known | None = None, now: datetime) -> bool:
    """Read what was said in a case since it was read last; return whether there was anything."""
    before = Reading.objects.filter(pk=case_id).first() or Reading(pk=case_id)
    unread = Intake.objects.filter(case=case_id, pk__gt=before.read_through).order_by("pk")
    about = ("case__wanted_outcome", "case__failure_type", "case__site")
    heard = list(unread.values_list("pk", "heard_by", "text", "received_at", *about))
    if not heard:
        return False
    said = [text for _pk, _by, text, *_about in heard]
    guessed = _guess(before, said, known, is_sorted=heard[0][5] is not None)
    zone = ZoneInfo(directory().zones[heard[0][6]])
    told = [Said(pk, text, received_at.astimezone(zone).date()) for pk, _by, text, received_at, *_about in heard]
    if not before.read_through:
        before.like_id = _like(case_id, heard[0][0], said[0], now)
        said.append(heard[0][4])
        told.insert(0, Said(0, heard[0][4], told[0].told_on))  # what they ask for is the first of their wishes
    # Outside the transaction: long words take tens of milliseconds, and SQLite lets only one write at a time.
    flags = [flag for text in said for flag in flags_of(text[:MOST_CHARACTERS])]
    stated = [*read_stated(told), *manners(flags, heard[0][0])]
    found = {flag.key: flag.why[:MOST_WORDS] for flag in flags}
    sure = {flag.key for flag in flags if flag.is_sure}
    known_to = {by for _pk, by, *_about in heard}
    is_news = any(received_at >= now - NEWS for _pk, _by, _text, received_at, *_about in heard)
    return _keep(before, heard[-1][0], found, guessed, stated, sure=sure, known_to=known_to, is_news=is_news, now=now)


def _guess(before: Reading, said: Sequence[str], known: Known | None, *, is_sorted: bool) -> Guess | None:
    """Return which kind of failure it may be, unless that is said or suggested already; later words may help."""
    if is_sorted or (before.read_through and Suggestion.objects.sure().filter(pk=before.pk).exists()):
        return None
    return guess("\n".join(said), known)


def _like(case_id: int, intake_id: int, said: str, now: datetime) -> int | None:
    """Return the open case told at the same place shortly before in almost the same words; one read along an index."""
    here = Case.objects.filter(pk=case_id).values("site")
    before = Intake.objects.filter(pk__range=(intake_id - NEIGHBOURS, intake_id - 1), received_at__gte=now - SHORTLY)
    others = before.filter(case__site__in=here, case__closed_at=None).exclude(case=case_id).order_by("-pk")
    return most_alike(said[:MOST_CHARACTERS], dict(others.values_list("case", "text")[:MOST_COMPARED]))


@transaction.atomic
def _keep(
    before: Reading,
    last: int,
    found: Mapping[str, Sequence[str]],
    guessed: Guess | None,
    stated: Sequence[Stated],
    *,
    sure: Set[str],
    known_to: Collection[int | None],
    is_news: bool,
    now: datetime,
) -> bool:
    """
    Keep what was found and raise it, unless another worker was first.

    sure      which of it a rule names: the case bears it, and somebody may be called; of the rest the owner is asked
    known_to  who wrote the words down, and need not be told
    is_news   nobody is called for what a list brings over from last year; its flag puts it first all the same
    """
    case = lock(Case(pk=before.pk))
    known = Reading.objects.filter(pk=case.pk).first()
    reading = known or Reading(pk=case.pk)
    if reading.read_through != before.read_through:
        return False
    raised = raised_by(sure, case.flags or ())
    suspected = raised_by(found.keys() - sure, case.flags or ())
    reading.read_through, reading.read_at, reading.like_id = last, now, before.like_id
    facts = together(reading.facts, stated)
    new, reading.facts = facts[len(reading.facts) :], facts
    reading.raised |= {flag: list(found[flag]) for flag in raised}
    reading.suspected |= {flag: list(found[flag]) for flag in suspected}
    # Said once more, it is to be judged once more.
    again = {*raised, *suspected}
    reading.answers = {flag: answer for flag, answer in reading.answers.items() if flag not in again}
    reading.save(force_insert=known is None)
    if guessed is not None:
        keep_guess(case, guessed, now=now)
    if new:
        # So that whoever has the case open sees them at once.
        events.record(case, "case.stated", by=SYSTEM, now=now, kinds=sorted({one["kind"] for one in new}))
    if raised:
        set_flags(case, in_order({*(case.flags or ()), *raised}), "case.read", by=SYSTEM, now=now, raised=raised)
    if suspected:
        events.record(case, "reading.asked", by=SYSTEM, now=now, raised=list(suspected))
    if is_news and known is None and reading.like_id is None and not is_praise_alone(found):
        note_second_on_arrival(case, by=SYSTEM, now=now)
    if again and is_news:
        tell_of_cases([one for one in _told(case, raised, now) if one[2] not in known_to], now=now)
    return True


def _told(case: Case, raised: Sequence[str], now: datetime) -> list[tuple[Case, str, int]]:
    """Return whom to tell of what: the owner, and of danger that a rule names whoever may act at this hour."""
    if DANGER.isdisjoint(raised):
        return [(case, "case.flagged", case.owner_id)]
    others = sorted(_at_hand(case, now) - {case.owner_id})
    return [(case, "case.danger", case.owner_id), *((case, "team.danger", person) for person in others)]


def _at_hand(case: Case, now: datetime) -> frozenset[int]:
    """Return who is on call for the place of a case now; where nobody is, the nearest who lead and are not away."""
    known = directory()
    away = known.gone | {one.person for one in known.absences if one.holds(now)}
    here = {duty.person for duty in known.duties} - away
    if duty := on_call(known.lines[case.site_id], known.duties, among=here, now=now):
        return frozenset({duty.person})
    levels = read_leaders().above(site_id=case.site_id, owner_id=case.owner_id)
    return next((level - away for level in levels if level - away), frozenset())


@transaction.atomic
def confirm_reading(*, case: Case, flags: Sequence[str], by: Actor, now: datetime) -> Reading:
    """Say that what Amends read is so; what it only suspected is now borne by the case."""
    case, reading = _to_be_judged(case, flags, by=by)
    _answer(reading, flags, is_so=True)
    if set(flags).issubset(case.flags or ()):
        events.record(case, "reading.confirmed", by=by, now=now, raised=list(flags))
    else:
        borne = in_order({*(case.flags or ()), *flags})
        set_flags(case, borne, "reading.confirmed", by=by, now=now, raised=list(flags))
    return reading


@transaction.atomic
def refute_reading(*, case: Case, flags: Sequence[str], by: Actor, now: datetime) -> Reading:
    """Say that it is not so; the flag is taken off, and how pressing the case is follows."""
    case, reading = _to_be_judged(case, flags, by=by)
    _answer(reading, flags, is_so=False)
    left = in_order(set(case.flags or ()).difference(flags))
    set_flags(case, left, "reading.refuted", by=by, now=now, raised=list(flags))
    return reading


def _to_be_judged(case: Case, flags: Sequence[str], *, by: Actor) -> tuple[Case, Reading]:
    case = lock(case)
    require(by, "case.triage", case.site_id)
    reading = Reading.objects.filter(pk=case.pk).first()
    asked = (reading.raised.keys() | reading.suspected.keys()) - reading.answers.keys() if reading else set()
    if reading is None or not flags or not asked >= set(flags):
        raise Conflict(_("A colleague has judged this already."))
    return case, reading


def _answer(reading: Reading, flags: Sequence[str], *, is_so: bool) -> None:
    reading.answers |= dict.fromkeys(flags, is_so)
    reading.save(update_fields=["answers"])
