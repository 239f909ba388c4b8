"""Where more comes in than should: the warnings, and each with its evidence and what one makes of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from math import floor, log10
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amends.models import Case, EarlyWarning, Topic, Undo
from amends.models.cases import CaseQuerySet
from amends.rules.lifecycle import State
from amends.rules.refusals import NotAllowed, NotFound, Refusal
from amends.rules.views import Look
from amends.rules.warnings import LEAST_P
from amends.services.directory import directory
from amends.services.notifications import read_notifications
from amends.services.staff import require
from amends.services.warning_words import figure, headline, kind_name
from amends.services.warnings import acknowledge_warning, dismiss_warning
from amends.services.watch_counts import watched_cases
from amends.web import moments
from amends.web.colleagues import choices, failure_names
from amends.web.errors import problem_of, status_of
from amends.web.false_warnings import words_of
from amends.web.moments import noon
from amends.web.navigation import staff_page_of
from amends.web.queue import address_of
from amends.web.respond import done
from amends.web.rows import FIELDS, rows_of
from amends.web.visitors import StaffRequest, staff_page
from amends.web.warning_chart import chart_of
from amends.web.watch_words import asked_words, watched_words

HERE = "/warnings"
MOST_CASES = 5
MOST_HERE = 100  # where the queue cannot show them
MOST_EARLIER = 20


@staff_page
def warnings(request: StaffRequest) -> HttpResponseBase:
    """Show what stands out now, the most urgent first, and what did before."""
    require(request.actor, "warning.read")
    known = EarlyWarning.objects.visible_to(request.actor).select_related("failure_type", "acknowledged_by", "watch")
    live = sorted(known.live(), key=_urgency)
    earlier = known.exclude(pk__in=[warning.pk for warning in live]).order_by("-until_on", "-pk")[:MOST_EARLIER]
    unseen = sum(warning.acknowledged_at is None for warning in live)
    context = {
        "statement": _statement(len(live), unseen),
        "live": [_line(warning, request) for warning in live],
        "earlier": [_line(warning, request) for warning in earlier],
        **words_of(request),
    }
    return staff_page_of(request, "warnings/list.html", context)


@staff_page
def warning(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one warning with its chart, why we believe it, and the cases behind it."""
    return _show(request, _found(request, pk))


@staff_page
def acknowledge(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Say that one looks into it."""
    return _judged(request, pk, "looking", acknowledge_warning)


@staff_page
def dismiss(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Call it a false alarm."""
    return _judged(request, pk, "false-alarm", dismiss_warning, reason=request.POST.get("reason", ""))


def _found(request: StaffRequest, pk: int) -> EarlyWarning:
    require(request.actor, "warning.read")
    known = EarlyWarning.objects.visible_to(request.actor)
    found = known.select_related("failure_type", "acknowledged_by", "dismissed_by", "watch").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def _judged(
    request: StaffRequest, pk: int, said: str, act: Callable[..., Undo | None], **more: str
) -> HttpResponseBase:
    found = _found(request, pk)
    if request.method != "POST":
        return HttpResponseRedirect(f"{HERE}/{pk}")
    try:
        undo = act(warning=found, **more, by=request.actor, now=request.now)
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _show(request, found, refusal)
    read_notifications(by=request.actor, now=request.now, warnings=[pk])
    said = "counted-false-alarm" if said == "false-alarm" and found.told_at_cases else said
    return done(f"{HERE}/{pk}", said, **({"undo": str(undo.pk)} if undo else {}))


def _show(request: StaffRequest, found: EarlyWarning, refusal: Refusal | None = None) -> HttpResponse:
    all_cases = _queue_of(found, found.site_id, found.failure_type_id) if _can_queue_show(found) else ""
    most = MOST_CASES if all_cases else MOST_HERE
    rows = list(_behind(found, request).order_by("-pk").values(*FIELDS)[:most])
    context: dict[str, Any] = {
        "warning": found,
        "statement": headline(found),
        "place": directory().names.get(found.site_id, ""),
        "chart": chart_of(found, localdate(request.now)),
        "expected": figure(found.expected),
        "rarity": rarity(found.p),
        "false_share": max(1, round(found.q * 100)),
        "course_words": course_words(found, request.now),
        "rows": rows_of(rows, request.now),
        "all_cases": all_cases,
        "watched": watched_words(found.watch) if found.watch else "",
        "asked": asked_words(found.watch.asked) if found.watch else "",
        "near": [_near(found, *key) for key in found.near],
        "may_judge": request.actor.may("warning.judge", found.site_id),
        "kept": request.POST if refusal else {},
        "problem": problem_of(refusal),
    }
    return staff_page_of(request, "warnings/one.html", context, status=status_of(refusal) if refusal else 200)


def _behind(found: EarlyWarning, request: StaffRequest) -> CaseQuerySet:
    """The cases that were counted and may be read by whoever looks."""
    zone = ZoneInfo(directory().organisation.timezone)
    start = datetime.combine(found.began_on, time(), zone)
    end = datetime.combine(found.until_on + timedelta(days=1), time(), zone)
    cases = Case.objects.visible_to(request.actor).exclude(state=State.CLOSED_OUT)
    cases = cases.filter(received_at__gte=start, received_at__lt=end)
    if found.watch:
        return cases.filter(pk__in=watched_cases(found.watch).values("pk"))
    cases = cases.along(frozenset(place for place, line in directory().lines.items() if found.site_id in line))
    return cases.filter(failure_type=found.failure_type_id) if found.failure_type_id else cases


def _queue_of(found: EarlyWarning, site_id: int, kind_id: int | None) -> str:
    site = None if site_id == directory().root_id else site_id
    post = found.watch.post_id if found.watch else None
    return address_of(
        Look(view="all", site=site, failure=kind_id or None, post=post, since=found.began_on, until=found.until_on)
    )


def _can_queue_show(found: EarlyWarning) -> bool:
    """Whether the queue shows just what was counted: it knows no words of a text, and one kind of failure alone."""
    if found.watch is None:
        return True
    is_family = any(first.pk == found.failure_type_id and kinds for first, kinds in choices().failures)
    return not found.watch.words and not is_family


def _near(found: EarlyWarning, site_id: int, kind_id: int) -> tuple[str, str, str]:
    """Return place, kind and cases of something within it that stands out as well."""
    kind = failure_names().get(kind_id, "") if kind_id else kind_name(None)
    return directory().names.get(site_id, ""), kind, _queue_of(found, site_id, kind_id)


def _urgency(found: EarlyWarning) -> tuple[bool, float]:
    """Those nobody looks into first; of these the one with the most customers above the usual."""
    return found.acknowledged_at is not None, found.expected - found.observed


def _line(found: EarlyWarning, request: StaffRequest) -> dict[str, Any]:
    return {
        "warning": found,
        "title": headline(found),
        "place": directory().names.get(found.site_id, ""),
        "span": span_words(found, request.now),
        "looks": looks(found),
    }


def looks(found: EarlyWarning | Topic) -> str:
    """Return who looks into it; a program has no given name."""
    if found.acknowledged_at is None:
        return ""
    return found.acknowledged_by.given_name if found.acknowledged_by else _("Somebody")


def _statement(count: int, unseen: int) -> str:
    """Return the finding of the page in a sentence."""
    if not count:
        return _("Nothing stands out")
    if not unseen:
        return _("Somebody looks into each of them")
    words = ngettext("%(count)d warning nobody looks into yet", "%(count)d warnings nobody looks into yet", unseen)
    return words % {"count": unseen}


def span_words(found: EarlyWarning, now: datetime) -> str:
    """Return from when to when it stood out: since Mon 16 Nov, or Mon 2 Nov to Wed 4 Nov."""
    since, until = (day_in_sentence(noon(day), now) for day in (found.began_on, found.until_on))
    if found.is_live:
        return _("since %(day)s") % {"day": since}
    return since if since == until else _("%(since)s to %(until)s") % {"since": since, "until": until}


def day_in_sentence(there: datetime, now: datetime) -> str:
    is_near = localdate(now) - localdate(there) <= timedelta(days=1)
    return moments.day(there, now) if is_near else moments.day_in_full(there, now)


def course_words(found: EarlyWarning, now: datetime) -> str:
    """Return the evidence in a sentence."""
    told = {"span": span_words(found, now), "observed": found.observed, "low": found.low, "high": found.high}
    if not found.expected:
        return ngettext("%(observed)d case %(span)s.", "%(observed)d cases %(span)s.", found.observed) % told
    words = ngettext(
        "%(observed)d case %(span)s. Between %(low)d and %(high)d would be usual.",
        "%(observed)d cases %(span)s. Between %(low)d and %(high)d would be usual.",
        found.observed,
    )
    return words % told


def rarity(p: float) -> str:
    """Return a chance as one in so many, to one figure: 0.00032 is 1 in 3,000; what is rarer is not told closer."""
    times = 1 / max(p, LEAST_P)
    if times >= 1_000_000:
        return _("less than 1 in 1,000,000")
    size = 10 ** floor(log10(times))
    return _("1 in %(times)s") % {"times": f"{int(times / size) * size:,}"}
