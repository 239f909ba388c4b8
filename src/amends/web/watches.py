"""The watches: what colleagues asked to be told of, what each saw lately, and the form that begins or changes one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amends.gateways.own_process import NoAnswer
from amends.models import EarlyWarning, Undo, Watch
from amends.rules.refusals import Conflict, NotAllowed, NotFound, Refusal
from amends.services.staff import require
from amends.services.warning_words import headline
from amends.services.watch_replay import REPLAYED_DAYS, Replay, replay_watch
from amends.services.watches import begin_watch, change_watch, end_watch, pause_watch, resume_watch
from amends.web.colleagues import post_names
from amends.web.days import day_words
from amends.web.errors import problem_of, status_of
from amends.web.navigation import staff_page_of
from amends.web.numbers import number_in
from amends.web.respond import done
from amends.web.settings_pages import tree_of_places
from amends.web.visitors import StaffRequest, staff_page
from amends.web.warnings import span_words
from amends.web.watch_form import (
    colleagues_to_tell,
    failure_choices,
    read_asked,
    read_rest,
    read_watch,
    values_of,
)
from amends.web.watch_words import asked_words, bars_of, false_alarm_choices, watched_words

HERE = "/warnings/watches"
MOST_WARNINGS = 20
MOST_DAYS_NAMED = 12


@staff_page
def watches(request: StaffRequest) -> HttpResponseBase:
    """Show what is watched, with what came in of each over eight weeks."""
    require(request.actor, "warning.read")
    kept = list(Watch.objects.visible_to(request.actor).kept().order_by("name", "pk"))
    live = {one.watch_id: one for one in EarlyWarning.objects.live().filter(watch__in=[one.pk for one in kept])}
    kept.sort(key=lambda watch: (watch.pk not in live, watch.paused_at is not None))
    words = ngettext("%(count)d watch", "%(count)d watches", len(kept)) % {"count": len(kept)}
    seeing = ngettext("%(count)d sees something now", "%(count)d see something now", len(live)) % {"count": len(live)}
    context = {
        "statement": _("%(watches)s, %(seeing)s") % {"watches": words, "seeing": seeing} if live else words,
        "watches": [_line(watch, live.get(watch.pk), request) for watch in kept],
        "may_edit": request.actor.may("watch.edit"),
    }
    return staff_page_of(request, "warnings/watches.html", context)


@staff_page
def new(request: StaffRequest) -> HttpResponseBase:
    """Show the form of a new watch; try it on what came in before, or begin it."""
    require(request.actor, "watch.edit")
    like = Watch.objects.visible_to(request.actor).filter(pk=number_in(request.GET.get("like")) or 0).first()
    if request.method != "POST":
        return _form(request, None, values_of(like, request))

    def begin() -> Undo:
        return begin_watch(watch=read_watch(request), **read_rest(request), by=request.actor, now=request.now)

    return _answered(request, None, lambda: read_watch(request), begin, "watch-begun")


@staff_page
def watch(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one watch with its warnings; change when and whom it tells."""
    found = _found(request, pk)
    if request.method != "POST":
        return _form(request, found, values_of(found, request))

    def tried() -> Watch:
        asked = read_asked(request)
        found.false_alarms, found.cases, found.days = asked.false_alarms, asked.cases, asked.days
        return found

    def change() -> Undo:
        return change_watch(
            watch=found, asked=read_asked(request), **read_rest(request), by=request.actor, now=request.now
        )

    return _answered(request, found, tried, change, "watch-changed")


@staff_page
def pause(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Let it rest."""
    return _moved(request, pk, pause_watch, "watch-paused")


@staff_page
def resume(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Let it go on."""
    return _moved(request, pk, resume_watch, "watch-resumed")


@staff_page
def end(request: StaffRequest, pk: int) -> HttpResponseBase:
    """End it."""
    return _moved(request, pk, end_watch, "watch-ended")


def _found(request: StaffRequest, pk: int) -> Watch:
    require(request.actor, "warning.read")
    found = Watch.objects.visible_to(request.actor).select_related("made_by").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def _moved(request: StaffRequest, pk: int, act: Callable[..., Undo], said: str) -> HttpResponseBase:
    found = _found(request, pk)
    if request.method != "POST":
        return HttpResponseRedirect(f"{HERE}/{pk}")
    try:
        undo = act(watch=found, by=request.actor, now=request.now)
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _form(request, found, values_of(found, request), refusal=refusal)
    return done(HERE, said, undo=str(undo.pk))


def _answered(
    request: StaffRequest, found: Watch | None, tried: Callable[[], Watch], keep: Callable[[], Undo], said: str
) -> HttpResponseBase:
    """Try or keep what was sent; what was typed stays."""
    try:
        if request.POST.get("act") == "try":
            return _form(request, found, request.POST, replay=_replay(tried(), request))
        undo = keep()
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _form(request, found, request.POST, refusal=refusal)
    return done(HERE, said, undo=str(undo.pk))


def _replay(watch: Watch, request: StaffRequest) -> Replay:
    require(request.actor, "watch.edit", watch.site_id)
    try:
        return replay_watch(watch=watch, now=request.now)
    except NoAnswer:
        raise Conflict(_("It could not be tried just now. Nothing is lost; try once more.")) from None


def _form(
    request: StaffRequest,
    found: Watch | None,
    kept: Any,
    *,
    refusal: Refusal | None = None,
    replay: Replay | None = None,
) -> HttpResponse:
    told = kept.getlist("tells") if hasattr(kept, "getlist") else kept["tells"]
    warnings = found.warnings.select_related("watch").order_by("-pk")[:MOST_WARNINGS] if found else []
    context = {
        "watch": found,
        "kept": kept,
        "problem": problem_of(refusal),
        "places": tree_of_places(request),
        "failures": failure_choices(),
        "posts": post_names(),
        "false_alarms": false_alarm_choices(),
        "people": [(pk, name, str(pk) in told) for pk, name in colleagues_to_tell(request)],
        "watched": watched_words(found) if found else "",
        "may_edit": request.actor.may("watch.edit", found.site_id if found else None),
        "lately": bars_of(found.course) if found else None,
        "tried": _tried(replay, request) if replay else None,
        "warnings": [(one, headline(one), span_words(one, request.now)) for one in warnings],
    }
    return staff_page_of(request, "warnings/watch.html", context, status=status_of(refusal) if refusal else 200)


def _tried(replay: Replay, request: StaffRequest) -> dict[str, Any]:
    """Return what it would have told, in words and as bars."""
    first = replay.until - timedelta(days=REPLAYED_DAYS - 1)
    return {
        "words": _told_words(len(replay.told)),
        "days": [day_words(day, request.now) for day in replay.told[-MOST_DAYS_NAMED:]],
        "is_cut": len(replay.told) > MOST_DAYS_NAMED,
        "bars": bars_of(replay.counts, [(day - first).days for day in replay.told]),
        "can_judge": replay.can_judge,
    }


def _told_words(many: int) -> str:
    if not many:
        return _("It would have told nothing in the last %(days)d days") % {"days": REPLAYED_DAYS}
    words = ngettext(
        "It would have told %(many)d time in the last %(days)d days",
        "It would have told %(many)d times in the last %(days)d days",
        many,
    )
    return words % {"many": many, "days": REPLAYED_DAYS}


def _line(watch: Watch, live: EarlyWarning | None, request: StaffRequest) -> dict[str, Any]:
    begins = watch.holds_from if watch.holds_from > localdate(request.now) else None
    return {
        "watch": watch,
        "watched": watched_words(watch),
        "asked": asked_words(watch.asked),
        "bars": bars_of(watch.course),
        "live": live,
        "begins": day_words(begins, request.now) if begins else "",
    }
