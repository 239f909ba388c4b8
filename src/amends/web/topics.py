"""What several customers began to say that no failure type covers: the board, and each topic with its cases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amends.models import Case, FailureType, Topic, Undo
from amends.rules.refusals import Invalid, NotAllowed, NotFound, Refusal
from amends.services.directory import directory
from amends.services.notifications import read_notifications
from amends.services.staff import require
from amends.services.topics import acknowledge_topic, dismiss_topic, match_topic, name_topic
from amends.services.undoing import Facts
from amends.services.warning_words import figure
from amends.web.colleagues import failure_options
from amends.web.errors import problem_of, status_of
from amends.web.moments import noon
from amends.web.navigation import staff_page_of
from amends.web.numbers import number_in
from amends.web.respond import done
from amends.web.rows import FIELDS, rows_of
from amends.web.toasts import says
from amends.web.visitors import StaffRequest, staff_page
from amends.web.warnings import day_in_sentence, looks

HERE = "/warnings/topics"
MOST_CASES = 50
MOST_EARLIER = 20
LONGEST_NAME = 60


@staff_page
def topics(request: StaffRequest) -> HttpResponseBase:
    """Show what several say now, those with the most voices first, and what did before."""
    require(request.actor, "warning.read")
    known = Topic.objects.visible_to(request.actor).select_related("acknowledged_by", "failure_type")
    live = sorted(known.live(), key=lambda topic: (topic.acknowledged_at is not None, -topic.voices, topic.pk))
    earlier = known.exclude(pk__in=[topic.pk for topic in live]).order_by("-until_on", "-pk")[:MOST_EARLIER]
    titles = dict(
        Case.objects.visible_to(request.actor)
        .filter(pk__in=[topic.representative_id for topic in live if topic.representative_id])
        .values_list("pk", "title")
    )
    context = {
        "statement": _statement(live),
        "live": [_line(topic, request, titles) for topic in live],
        "earlier": [_line(topic, request, {}) for topic in earlier],
    }
    return staff_page_of(request, "warnings/topics.html", context)


@staff_page
def topic(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one topic with what tells it apart, and its cases."""
    return _show(request, _found(request, pk))


@staff_page
def acknowledge(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Say that one looks into it."""
    return _judged(request, pk, "looking", acknowledge_topic)


@staff_page
def dismiss(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Say that it is no topic."""
    return _judged(request, pk, "no-topic", dismiss_topic, reason=request.POST.get("reason", ""))


@staff_page
def name(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Make it a failure type, which its cases then have."""

    def act(**more: Any) -> Undo:
        parent = _chosen(request, "parent")
        if parent is None and request.POST.get("parent"):
            raise Invalid(_("There is no such failure type."), field="parent")
        return name_topic(parent=parent, **more)

    form = request.POST
    return _judged(request, pk, "", act, name_zh=form.get("name_zh", ""), name_en=form.get("name_en", ""))


@staff_page
def match(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Give it a failure type that there is already, which its cases then have."""

    def act(**more: Any) -> Undo:
        return match_topic(failure_type=_chosen(request, "failure_type"), **more)

    return _judged(request, pk, "", act)


@says("topic.named")
@says("topic.matched")
def _sorted(facts: Facts, _now: datetime) -> str:
    count = len(facts["cases"])
    words = ngettext("%(count)d case has this type now", "%(count)d cases have this type now", count)
    return words % {"count": count}


def _chosen(request: StaffRequest, field: str) -> FailureType | None:
    return FailureType.objects.in_use().filter(pk=number_in(request.POST.get(field)) or 0).first()


def _found(request: StaffRequest, pk: int) -> Topic:
    require(request.actor, "warning.read")
    known = Topic.objects.visible_to(request.actor)
    found = known.select_related("acknowledged_by", "dismissed_by", "failure_type").filter(pk=pk).first()
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
        undo = act(topic=found, **more, by=request.actor, now=request.now)
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _show(request, found, refusal)
    read_notifications(by=request.actor, now=request.now, topics=[pk])
    return done(f"{HERE}/{pk}", said, **({"undo": str(undo.pk)} if undo else {}))


def _show(request: StaffRequest, found: Topic, refusal: Refusal | None = None) -> HttpResponse:
    cases = Case.objects.visible_to(request.actor).filter(pk__in=found.cases)
    rows = rows_of(list(cases.order_by("-received_at", "-pk").values(*FIELDS)[:MOST_CASES]), request.now)
    best = next((row for row in rows if row.pk == found.representative_id), None)
    context: dict[str, Any] = {
        "topic": found,
        **_line(found, request, {}),
        "rows": rows,
        "best": best,
        "expected": figure(found.expected),
        "spread": [(directory().names.get(site, ""), count) for site, count in found.places],
        "may_judge": request.actor.may("warning.judge", found.site_id),
        "problem": problem_of(refusal),
        "refused": _refused_form(refusal),
    }
    if found.is_live and context["may_judge"] and request.actor.may("taxonomy.edit"):
        context |= _naming(request, found, refusal)
    return staff_page_of(request, "warnings/topic.html", context, status=status_of(refusal) if refusal else 200)


def _naming(request: StaffRequest, found: Topic, refusal: Refusal | None) -> dict[str, Any]:
    """Return what it takes to give it a failure type, and what that does to its cases."""
    called = " ".join(found.words[:1])[:LONGEST_NAME]
    is_chinese = any("\u3400" <= sign <= "\u9fff" for sign in called)
    cases = Case.objects.visible_to(request.actor).filter(pk__in=found.cases)
    count = cases.aggregate(waiting=Count("pk", filter=Q(failure_type=None)), said=Count("failure_type"))
    return {
        "may_name": True,
        "parents": [(one.pk, str(one)) for one in FailureType.objects.in_use().filter(parent=None)],
        "failure_options": failure_options(number_in(request.POST.get("failure_type"))),
        # What was typed before a refusal; else the words the topic is called by.
        "kept": request.POST if refusal else {"name_zh" if is_chinese else "name_en": called},
        "follows": _follows(count["waiting"], count["said"]),
    }


def _follows(waiting: int, said: int) -> list[str]:
    """Return in words what becomes of its cases."""
    get = ngettext("%(count)d case gets this type.", "%(count)d cases get this type.", waiting) % {"count": waiting}
    if not said:
        return [get]
    keep = ngettext(
        "%(count)d that somebody sorted keeps its own.", "%(count)d that somebody sorted keep theirs.", said
    )
    return [get, keep % {"count": said}]


def _refused_form(refusal: Refusal | None) -> str:
    if refusal is None:
        return ""
    forms = {"reason": "dismiss", "failure_type": "match"}
    return forms.get(getattr(refusal, "field", ""), "name")


def _line(found: Topic, request: StaffRequest, titles: dict[int, str]) -> dict[str, Any]:
    began, until = (day_in_sentence(noon(day), request.now) for day in (found.began_on, found.until_on))
    words = {"began": began, "until": until}
    return {
        "topic": found,
        "title": called(found),
        "place": directory().names.get(found.site_id, ""),
        "count": len(found.cases),
        "span": began if found.began_on == found.until_on else _("%(began)s to %(until)s") % words,
        "example": titles.get(found.representative_id or 0, ""),
        "looks": looks(found),
    }


def called(found: Topic) -> str:
    """Return what a topic is called: its two most telling phrases."""
    return " · ".join(found.words[:2]) or _("Without words of its own")


def _statement(live: list[Topic]) -> str:
    unseen = sum(topic.acknowledged_at is None for topic in live)
    if live and not unseen:
        return _("Somebody looks into each of them")
    words = ngettext("%(count)d new topic", "%(count)d new topics", unseen)
    return words % {"count": unseen}
