"""Which playbook a case follows, its steps done and left out, its flags, and how pressing it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.models import Case, Event, Membership, Message, PlaybookVersion
from amends.rules.actors import Actor
from amends.rules.double_deviation import SENIOR_ROLES
from amends.rules.flags import require_flags
from amends.rules.playbooks.books import Playbook, read, written
from amends.rules.playbooks.choosing import Situation, applies, choose
from amends.rules.playbooks.library import shipped
from amends.rules.playbooks.record import record_of
from amends.rules.playbooks.walking import Record, require_skip, require_tick
from amends.rules.purposes import PURPOSES
from amends.rules.refusals import Conflict, NotFound
from amends.services import events
from amends.services.directory import Directory, directory
from amends.services.lifecycle import lock
from amends.services.messages import add_message
from amends.services.priorities import weigh
from amends.services.staff import require

_kept: tuple[Directory | None, dict[str, Playbook]] = (None, {})


def in_force() -> dict[str, Playbook]:
    """
    Return the playbooks new cases may follow: those of the product, and the house's own versions in their place.

    Remembered as long as the directory is: at most five seconds.
    """
    global _kept  # noqa: PLW0603 - lives and dies with the directory
    known = directory()
    if _kept[0] is not known:
        # By number, so that the newest of a key is the last and stays.
        rows = PlaybookVersion.objects.of_the_house().order_by("number").values_list("key", "body")
        _kept = (known, {**shipped(), **{key: read(body) for key, body in dict(rows).items()}})
    return _kept[1]


def playbook_of(case: Case) -> Playbook:
    """Return the playbook a case follows: the version it keeps, or the one that would be chosen now."""
    if case.playbook is not None:
        return read(case.playbook.body)
    return choose(in_force().values(), situation_of(case))


def situation_of(case: Case) -> Situation:
    """Return what is known of a case that a playbook may ask for."""
    return Situation(
        severity=case.severity,
        flags=frozenset(case.flags or ()),
        failure_types=_failure_types(case),
        relationship=case.relationship,
        is_double_deviation=case.double_deviation,
    )


def _failure_types(case: Case) -> frozenset[str]:
    kind = case.failure_type
    if kind is None:
        return frozenset()
    return frozenset({kind.key, kind.parent.key} if kind.parent else {kind.key})


def settle_course(case: Case, *, by: Actor, now: datetime) -> None:
    """
    Weigh how pressing a case is and choose its playbook, after something that bears on them was noted.

    A case keeps its playbook, and its version, until one that goes before it applies, or its own does no longer.
    The caller must hold the case's row.
    """
    weigh(case, now=now)
    books, situation = in_force(), situation_of(case)
    chosen = choose(books.values(), situation)
    if case.playbook is not None:
        followed = read(case.playbook.body)
        still_fits = followed.when.by_hand or applies(followed.when, situation)
        if followed.key == chosen.key or (still_fits and followed.rank <= chosen.rank):
            return
    follow_playbook(case, chosen, by=by, now=now)


def follow_playbook(case: Case, playbook: Playbook, *, by: Actor, now: datetime) -> None:
    """Have a case follow a playbook from now on, in the version of today. The caller must hold the case's row."""
    case.playbook = _version_of(playbook, now=now)
    case.save(update_fields=["playbook"])
    events.record(case, "playbook.chosen", by=by, now=now, playbook=case.playbook.pk, key=playbook.key)


def _version_of(playbook: Playbook, *, now: datetime) -> PlaybookVersion:
    """Return the kept version that says just this; the first case that follows a shipped one keeps it."""
    body = written(playbook)
    last = PlaybookVersion.objects.filter(key=playbook.key).order_by("-number").first()
    if last is not None and last.body == body:
        return last
    number = last.number + 1 if last else 1
    kept, _is_new = PlaybookVersion.objects.get_or_create(
        key=playbook.key, number=number, defaults={"body": body, "is_shipped": True, "made_at": now}
    )
    return kept


@transaction.atomic
def flag_case(*, case: Case, flags: Iterable[str], by: Actor, now: datetime) -> Case:
    """Set what changes how a case is handled, and nothing else; its playbook and how pressing it is follow."""
    case = lock(case)
    require(by, "case.triage", case.site_id)
    flags = list(require_flags(flags))
    if flags == (case.flags or []):
        return case
    set_flags(case, flags, "case.flagged", by=by, now=now)
    return case


def set_flags(case: Case, flags: Sequence[str], verb: str, *, by: Actor, now: datetime, **facts: object) -> None:
    """Set the flags of a case, given in order, and what follows from them. The caller must hold the case's row."""
    case.flags = list(flags) or None
    case.save(update_fields=["flags"])
    events.record(case, verb, at=None, by=by, now=now, flags=list(flags), **facts)
    settle_course(case, by=by, now=now)


@transaction.atomic
def choose_playbook(*, case: Case, key: str, by: Actor, now: datetime) -> Case:
    """Follow another playbook by a colleague's choice; one that must go first comes back with the next judgement."""
    case = _at_work(case, by=by)
    chosen = in_force().get(key)
    if chosen is None:
        raise NotFound(_("There is no such playbook."))
    if playbook_of(case).key != key or case.playbook is None:
        follow_playbook(case, chosen, by=by, now=now)
    return case


@transaction.atomic
def tick_step(*, case: Case, step: str, shown_by: str, by: Actor, now: datetime) -> Message:
    """Note that a step is done that the record does not show by itself, as on the telephone, with what shows it."""
    case = _at_work(case, by=by)
    ticked = require_tick(playbook_of(case), record_for(case), step)
    said = [one for one in ticked.done_by if one in PURPOSES]
    return _settle(case, step, "step.done", shown_by, by=by, now=now, purposes=said)


@transaction.atomic
def skip_step(*, case: Case, step: str, reason: str, by: Actor, now: datetime) -> Message:
    """Leave a step out, with the reason; both stand in the history."""
    case = _at_work(case, by=by)
    require_skip(playbook_of(case), record_for(case), step)
    return _settle(case, step, "step.skipped", reason, by=by, now=now)


@transaction.atomic
def reopen_step(*, case: Case, step: str, by: Actor, now: datetime) -> None:
    """Take a tick or a leaving-out back."""
    case = _at_work(case, by=by)
    record = record_for(case)
    if step not in {*record.ticked, *record.skipped}:
        raise Conflict(_("This step was neither ticked nor left out."))
    events.record(case, "step.reopened", by=by, now=now, step=step)


def _settle(
    case: Case, step: str, verb: str, words: str, *, by: Actor, now: datetime, purposes: Sequence[str] = ()
) -> Message:
    if case.playbook is None:
        settle_course(case, by=by, now=now)
    note = add_message(case=case, kind="note", text=words, by=by, now=now)
    said = {"purposes": list(purposes)} if purposes else {}
    events.record(case, verb, at=None, by=by, now=now, step=step, note=note.pk, **said)
    return note


def _at_work(case: Case, *, by: Actor) -> Case:
    case = Case.objects.select_for_update(of=("self",)).select_related("playbook", "failure_type").get(pk=case.pk)
    require(by, "case.triage", case.site_id)
    return case


def record_for(case: Case) -> Record:
    """Return what the history of a case shows of its steps."""
    history = Event.objects.filter(case=case).order_by("sequence")
    return record_of(history, senior_since=case.received_at if has_senior_owner(case) else None)


def has_senior_owner(case: Case) -> bool:
    """Return whether who owns the case may decide what others must ask for."""
    return Membership.objects.filter(staff=case.owner_id, role__in=SENIOR_ROLES).exists()
