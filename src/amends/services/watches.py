"""Say what one wants to be told of: begin a watch, change when and whom it tells, let it rest, end it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.models import FailureType, ListeningPost, Site, Staff, Undo, Watch
from amends.rules.actors import Actor
from amends.rules.refusals import Conflict, Faults, Invalid, NotFound
from amends.rules.watches import LONGEST_WORDS, Asked, phrases, require_asked
from amends.rules.writing import at_most, one_line, require_name
from amends.services import events
from amends.services.staff import actor_of, require
from amends.services.undoing import leave_undo, undoes
from amends.services.watch_counts import SHOWN_DAYS, count_days

LONGEST_NAME = 60


def watch_of(
    *, site: Site, failure_type: FailureType | None, post: ListeningPost | None, words: str, asked: Asked, by: Actor
) -> Watch:
    """Return a watch that is not kept yet, to be tried on what came in before."""
    require(by, "watch.edit", site.pk)
    faults = Faults()
    with faults:
        words = at_most(one_line(words), LONGEST_WORDS, field="words")
        if words and not phrases(words):
            raise Invalid(_("Write at least one word that can be looked for."), field="words")
    with faults:
        asked = require_asked(asked)
    faults.refuse()
    return Watch(site=site, failure_type=failure_type, post=post, words=words, **_written(asked))


def begin_watch(
    *, watch: Watch, name: str, tells: Collection[Staff], holds_from: date, by: Actor, now: datetime
) -> Undo:
    """Keep a watch made by ``watch_of``: from the given day on it tells these colleagues."""
    require(by, "watch.edit", watch.site_id)
    watch.name = _known(name, tells, watch.site_id)
    watch.holds_from, watch.made_at, watch.made_by_id = holds_from, now, by.staff_id
    # Before the transaction: in a large house it takes a second, and nobody else could write.
    counted = count_days(watch, now=now)
    watch.course, watch.course_until_on = counted.counts[-SHOWN_DAYS:], counted.today
    return _begin(watch, tells, by=by, now=now)


@transaction.atomic
def _begin(watch: Watch, tells: Collection[Staff], *, by: Actor, now: datetime) -> Undo:
    watch.save(force_insert=True)
    watch.tells.set(tells)
    return _done("watch.begun", watch, by=by, now=now)


@transaction.atomic
def change_watch(
    *, watch: Watch, name: str, asked: Asked, tells: Collection[Staff], holds_from: date, by: Actor, now: datetime
) -> Undo:
    """Change what a watch is called, when and whom it tells; what it watches stays."""
    watch = _lock(watch.pk, by=by)
    faults = Faults()
    with faults:
        name = _known(name, tells, watch.site_id)
    with faults:
        asked = require_asked(asked)
    faults.refuse()
    before = _figures(watch)
    _write(watch, name, asked, [person.pk for person in tells], holds_from)
    return _done("watch.changed", watch, by=by, now=now, before=before)


@transaction.atomic
def pause_watch(*, watch: Watch, by: Actor, now: datetime) -> Undo:
    """Let a watch tell nothing until it goes on."""
    watch = _lock(watch.pk, by=by)
    if watch.paused_at is not None:
        raise Conflict(_("It rests already."))
    return _move(watch, "watch.paused", paused_at=now, by=by, now=now)


@transaction.atomic
def resume_watch(*, watch: Watch, by: Actor, now: datetime) -> Undo:
    """Let a watch go on."""
    watch = _lock(watch.pk, by=by)
    if watch.paused_at is None:
        raise Conflict(_("It goes on already."))
    return _move(watch, "watch.resumed", paused_at=None, by=by, now=now)


@transaction.atomic
def end_watch(*, watch: Watch, by: Actor, now: datetime) -> Undo:
    """End a watch; what it told of stays."""
    watch = _lock(watch.pk, by=by)
    return _move(watch, "watch.ended", ended_at=now, by=by, now=now)


@undoes("watch.begun")
@transaction.atomic
def _not_begun(facts: Mapping[str, Any], *, by: Actor, now: datetime) -> None:
    watch = _lock(facts["watch"], by=by)
    watch.ended_at = now
    _taken_back(watch, by=by, now=now)


@undoes("watch.changed")
@transaction.atomic
def _as_before(facts: Mapping[str, Any], *, by: Actor, now: datetime) -> None:
    watch, before = _lock(facts["watch"], by=by), facts["before"]
    if _figures(watch) != facts["after"]:
        raise Conflict(_("Somebody changed it since; nothing was changed."))
    asked = Asked(before["false_alarms"], before["cases"], before["days"])
    _write(watch, before["name"], asked, before["tells"], date.fromisoformat(before["holds_from"]))
    _taken_back(watch, by=by, now=now)


@undoes("watch.paused")
@transaction.atomic
def _not_paused(facts: Mapping[str, Any], *, by: Actor, now: datetime) -> None:
    watch = _lock(facts["watch"], by=by)
    watch.paused_at = None
    _taken_back(watch, by=by, now=now)


@undoes("watch.resumed")
@transaction.atomic
def _not_resumed(facts: Mapping[str, Any], *, by: Actor, now: datetime) -> None:
    watch = _lock(facts["watch"], by=by)
    watch.paused_at = watch.paused_at or now
    _taken_back(watch, by=by, now=now)


@undoes("watch.ended")
@transaction.atomic
def _not_ended(facts: Mapping[str, Any], *, by: Actor, now: datetime) -> None:
    watch = _lock(facts["watch"], by=by, is_kept=False)
    watch.ended_at = None
    _taken_back(watch, by=by, now=now)


def _known(name: str, tells: Collection[Staff], site_id: int) -> str:
    """Return the name as it is kept; refuse one that is none, and colleagues who may not read what it would tell."""
    faults = Faults()
    with faults:
        name = require_name(name, longest=LONGEST_NAME, field="name")
    with faults:
        if not tells:
            raise Invalid(_("Choose at least one colleague to tell."), field="tells")
        for person in tells:
            if not person.is_active or not actor_of(person).may("warning.read", site_id):
                raise Invalid(
                    _("%(name)s may not read warnings of this place."), field="tells", params={"name": person.name}
                )
    faults.refuse()
    return name


def _written(asked: Asked) -> dict[str, Any]:
    return {"false_alarms": asked.false_alarms, "cases": asked.cases, "days": asked.days}


def _figures(watch: Watch) -> dict[str, Any]:
    """Return what of a watch may change, as an undo keeps it."""
    tells = sorted(watch.tells.values_list("pk", flat=True))
    return {"name": watch.name, "holds_from": watch.holds_from.isoformat(), "tells": tells, **_written(watch.asked)}


def _write(watch: Watch, name: str, asked: Asked, tells: Collection[int], holds_from: date) -> None:
    watch.name, watch.holds_from = name, holds_from
    watch.false_alarms, watch.cases, watch.days = asked.false_alarms, asked.cases, asked.days
    watch.save(update_fields=["name", "holds_from", "false_alarms", "cases", "days"])
    watch.tells.set(tells)


def _lock(pk: int, *, by: Actor, is_kept: bool = True) -> Watch:
    watch = Watch.objects.select_for_update().visible_to(by).filter(pk=pk).first()
    if watch is None:
        raise NotFound
    require(by, "watch.edit", watch.site_id)
    if is_kept and watch.ended_at is not None:
        raise Conflict(_("This watch has ended."))
    return watch


def _move(watch: Watch, verb: str, *, by: Actor, now: datetime, **changed: datetime | None) -> Undo:
    for name, value in changed.items():
        setattr(watch, name, value)
    watch.save(update_fields=list(changed))
    return _done(verb, watch, by=by, now=now)


def _done(verb: str, watch: Watch, *, by: Actor, now: datetime, before: dict[str, Any] | None = None) -> Undo:
    after = _figures(watch)
    _record(verb, watch, by=by, now=now, **_written(watch.asked), tells=after["tells"])
    kept = {"before": before, "after": after} if before else {}
    return leave_undo(verb=verb, facts={"watch": watch.pk, **kept}, by=by, now=now)


def _taken_back(watch: Watch, *, by: Actor, now: datetime) -> None:
    watch.save(update_fields=["paused_at", "ended_at"])
    _record("watch.taken_back", watch, by=by, now=now)


def _record(verb: str, watch: Watch, *, by: Actor, now: datetime, **facts: object) -> None:
    events.record_for_organisation(verb, by=by, now=now, watch=watch.pk, site=watch.site_id, **facts)
