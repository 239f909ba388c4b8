"""The dates that the law sets in a case, as promises: never later than the law, and put off for a reason only."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.gateways.working_calendars import working_calendar
from amends.models import Case, CaseLaw, LegalDate, Promise
from amends.rules.actors import Actor
from amends.rules.promise_kinds import asked_by_law
from amends.rules.refusals import Conflict, Invalid, NotFound
from amends.rules.rights.applying import Said
from amends.rules.rights.dating import Dated, Step, dates_of, earliest, step
from amends.rules.writing import require_words
from amends.services import events
from amends.services.law import Told, law_of, what_law_says
from amends.services.lifecycle import lock
from amends.services.promises import keep_promises, look_after, promise_on_terms, refresh_next_date, withdraw_promises
from amends.services.staff import require
from amends.services.terms import Terms

LONGEST_REASON = 500
OUTLASTING = (*asked_by_law(kept_by="delivery"), *asked_by_law(kept_by="hand"))  # what a final response alone leaves


@dataclass(frozen=True, slots=True)
class Finding:
    """One date the law sets in a case, and what becomes of it; ``promise`` is what was promised so far."""

    date: Dated
    step: Step
    promise: Promise | None


@transaction.atomic
def promise_by_law(
    *, case: Case, told: Told, kinds: Collection[str] | None = None, reason: str = "", by: Actor, now: datetime
) -> list[Promise]:
    """
    Promise what the laws ask for in time on the facts told of each; return what was promised anew.

    ``kinds`` are the promises wanted; None: all that count here, and nothing that nobody verified. What was promised on
    other facts follows: brought forward at once, put off or dropped only for a ``reason`` and by somebody who may.
    Told again it changes nothing.
    """
    case = _open(case, by)
    if not told:
        raise Invalid(_("Tell at least one law its facts."), field="law")
    law, _is_new = CaseLaw.objects.get_or_create(case=case)
    said = what_law_says(case=case, told=told, facts={})
    was = {pack: law.found.get(pack) for pack in told}
    for one in said:
        law.found[one.pack.key] = _found(one, told[one.pack.key], was[one.pack.key] or {}, kinds)
    if {pack: law.found[pack] for pack in told} == was:
        return []
    law.save()
    wanted = earliest(_dates(case, law))
    _drop(case, set(told), wanted, reason=reason, by=by, now=now)
    made = [new for date in wanted.values() if (new := _follow(case, date, reason=reason, by=by, now=now))]
    events.record(case, "law.assessed", by=by, now=now, packs=sorted(told), promises=[one.pk for one in made])
    return made


@transaction.atomic
def meet_legal_date(*, case: Case, promise_id: int, by: Actor, now: datetime) -> None:
    """Note that what the law asked for was done."""
    case = _open(case, by)
    promise = _owed(case, promise_id)
    keep_promises(case=case, kinds=[promise.kind], by=by, now=now)


@transaction.atomic
def drop_legal_date(*, case: Case, promise_id: int, reason: str, by: Actor, now: datetime) -> None:
    """Drop a date that a law set, for a reason: it does not apply here after all."""
    case = _open(case, by)
    promise = _owed(case, promise_id)
    _relax(case, promise, reason=reason, by=by, now=now)
    law = CaseLaw.objects.get(case=case)
    for found in law.found.values():
        found["kinds"] = [kind for kind in found["kinds"] if kind != promise.kind]
    law.save()


@transaction.atomic
def note_notice_sent(*, case: Case, pack: str, notice: str, by: Actor, now: datetime) -> None:
    """Note that the customer was told what a law wants them told."""
    case = _open(case, by)
    law = CaseLaw.objects.filter(case=case).first()
    notices = law.found.get(pack, {}).get("notices", {}) if law else {}
    if law is None or notice not in notices:
        raise NotFound(_("No law asks for this notice here."))
    if notices[notice] is None:
        notices[notice] = now.isoformat()
        law.save()
        events.record(case, "notice.sent", by=by, now=now, pack=pack, notice=notice)


def findings(*, case: Case, said: tuple[Said, ...]) -> list[Finding]:
    """Return the dates some laws set in a case and what would become of each, the earliest first; writes nothing."""
    dates = sorted((date for one in said for date in dates_of(one, working_calendar)), key=lambda one: one.due_at)
    return [_finding(case, date) for date in dates]


def require_law_met(case: Case) -> None:
    """Refuse to call a case put right while a law asks for more than words."""
    left = case.promises.owed().filter(kind__in=OUTLASTING, legal__isnull=False).order_by("due_at").first()
    if left is not None:
        words = _("The law asks for more than an answer here. Note what was done, or drop it with the reason.")
        raise Conflict(words, field="law")


def promise_law_again(*, case: Case, by: Actor, now: datetime) -> None:
    """
    Promise a case that came back what the law still asks for, counted from the first receipt.

    What was done stays done; an answer that was in time is owed again while the law's date lies ahead.
    """
    past = Promise.objects.filter(case=case, legal__isnull=False, legal__relaxed_because="").select_related("legal")
    for promise in {one.kind: one for one in past.order_by("pk")}.values():
        is_answer = promise.kind not in OUTLASTING and promise.due_at > now
        if promise.is_owed or not (promise.withdrawn_at or is_answer):
            continue
        legal, terms = promise.legal, Terms(promise.legal.due_at, promise.legal.allow)
        legal.promise = promise_on_terms(case, promise.kind, terms, by=by, now=now, made_at=promise.made_at)
        legal.save(force_insert=True)


def _open(case: Case, by: Actor) -> Case:
    case = lock(case)
    require(by, "case.reply", case.site_id)
    if case.closed_at is not None:
        raise Conflict(_("This case is closed. The customer's own word opens it again."))
    return case


def _owed(case: Case, promise_id: int) -> Promise:
    promise = Promise.objects.owed().filter(pk=promise_id, case=case, legal__isnull=False).first()
    if promise is None:
        raise NotFound(_("No law asks for this here any more."))
    promise.case = case
    return promise


def _found(said: Said, told: Any, was: dict[str, Any], kinds: Collection[str] | None) -> dict[str, Any]:
    """Return what is kept of a law in a case: the facts told, what was promised of it, and the notices to send."""
    dates = list(dates_of(said, working_calendar))
    before = set(was.get("kinds", ()))
    chosen = {one.kind for one in dates if one.is_counted} | before if kinds is None else set(kinds)
    sent = was.get("notices", {})
    return {
        "facts": dict(told),
        "kinds": sorted(chosen & {one.kind for one in dates}),
        "notices": {key: sent.get(key) for key in said.assessment.notices},
    }


def _dates(case: Case, law: CaseLaw) -> Iterator[Dated]:
    """Yield the dates that were wanted of every law told of in a case and in force there."""
    in_force = {pack.key for pack in law_of(case)[1]}
    told = {pack: found["facts"] for pack, found in law.found.items() if pack in in_force}
    for said in what_law_says(case=case, told=told, facts={}):
        wanted = law.found[said.pack.key]["kinds"]
        yield from (date for date in dates_of(said, working_calendar) if date.kind in wanted)


def _finding(case: Case, date: Dated) -> Finding:
    made = Promise.objects.filter(case=case, kind=date.kind, withdrawn_at=None).select_related("legal").order_by("pk")
    promise = made.last()
    if promise is None:
        return Finding(date, Step.PROMISE, None)
    legal = getattr(promise, "legal", None)
    what = step(
        date.due_at,
        promised=promise.due_at,
        by_law=legal.due_at if legal else None,
        is_owed=promise.is_owed,
        is_missed=promise.missed_at is not None,
    )
    return Finding(date, what, promise)


def _follow(case: Case, date: Dated, *, reason: str, by: Actor, now: datetime) -> Promise | None:
    """Promise one date the law sets, as far as it is not promised already."""
    finding = _finding(case, date)
    if finding.step is Step.MET:
        return None
    if finding.step is Step.STANDS and finding.promise:
        _write(finding.promise, date)
        return None
    if finding.step is Step.PUT_OFF and finding.promise:
        finding.promise.case = case
        _relax(case, finding.promise, reason=reason, by=by, now=now)
    terms = Terms(date.due_at, date.allow)
    promise = promise_on_terms(case, date.kind, terms, by=by, now=now, made_at=date.started_at)
    _write(promise, date)
    return promise


def _write(promise: Promise, date: Dated) -> None:
    kept = {
        "pack": date.pack, "since": date.since, "rule": date.rule, "citation": date.citation,
        "is_verified": date.is_verified, "allow": date.allow, "basis": date.basis, "calendar": date.calendar,
        "starts": date.starts, "due_at": date.due_at,
    }  # fmt: skip
    LegalDate.objects.update_or_create(promise=promise, defaults=kept)


def _drop(case: Case, packs: set[str], wanted: Collection[str], *, reason: str, by: Actor, now: datetime) -> None:
    """Drop what these laws no longer ask for."""
    for promise in Promise.objects.owed().filter(case=case, legal__pack__in=packs).exclude(kind__in=wanted):
        promise.case = case
        _relax(case, promise, reason=reason, by=by, now=now)


def _relax(case: Case, promise: Promise, *, reason: str, by: Actor, now: datetime) -> None:
    require(by, "law.relax", case.site_id)
    if not reason.strip():
        words = _("On these facts a date that was promised by law would be put off or dropped. Write why.")
        raise Invalid(words, field="reason")
    reason = require_words(reason, field="reason", longest=LONGEST_REASON)
    LegalDate.objects.filter(promise=promise).update(relaxed_because=reason)
    withdraw_promises(case=case, kinds=[promise.kind], by=by, now=now)
    events.record(case, "law.relaxed", by=by, now=now, promise=promise.pk, kind=promise.kind)
    refresh_next_date(case)
    look_after([case.pk], now=now)
