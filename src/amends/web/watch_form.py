"""What the form of a watch offers, and what was written into it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypedDict

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from amends.models import FailureType, ListeningPost, Staff, Watch
from amends.rules import access
from amends.rules.refusals import Invalid
from amends.rules.watches import Asked
from amends.services.watches import watch_of
from amends.web.colleagues import choices
from amends.web.days import day_in
from amends.web.numbers import number_in
from amends.web.settings_pages import chosen_place
from amends.web.visitors import StaffRequest

USUAL_FALSE_ALARMS = 10  # in ten years


class Rest(TypedDict):
    """What of a watch may change besides when it tells."""

    name: str
    tells: list[Staff]
    holds_from: date


def values_of(watch: Watch | None, request: StaffRequest) -> Mapping[str, Any]:
    """Return what stands in the form at first: the watch as it is, or what is usual."""
    if watch is None:
        today = localdate(request.now).isoformat()
        return {
            "how": "usual",
            "false_alarms": USUAL_FALSE_ALARMS,
            "holds_from": today,
            "tells": {str(request.person.pk)},
        }
    return {
        "name": watch.name,
        "site": watch.site_id,
        "failure": watch.failure_type_id,
        "post": watch.post_id,
        "words": watch.words,
        "how": "usual" if watch.false_alarms is not None else "",
        "false_alarms": watch.false_alarms or USUAL_FALSE_ALARMS,
        "cases": watch.cases,
        "days": watch.days,
        "holds_from": watch.holds_from.isoformat(),
        "tells": {str(pk) for pk in watch.tells.values_list("pk", flat=True)},
    }


def read_watch(request: StaffRequest) -> Watch:
    """Return the watch that the form describes, not kept yet."""
    given = request.POST
    site = chosen_place(request, given.get("site", ""))
    if site is None:
        raise Invalid(_("For which place?"), field="site")
    kind, post = given.get("failure", ""), given.get("post", "")
    failure_type = FailureType.objects.in_use().filter(pk=number_in(kind) or 0).first() if kind else None
    if kind and failure_type is None:
        raise Invalid(_("There is no such failure type."), field="failure")
    listening = ListeningPost.objects.filter(pk=number_in(post) or 0).first() if post else None
    if post and listening is None:
        raise Invalid(_("There is no such listening post."), field="post")
    asked, words = read_asked(request), given.get("words", "")
    return watch_of(site=site, failure_type=failure_type, post=listening, words=words, asked=asked, by=request.actor)


def read_asked(request: StaffRequest) -> Asked:
    """Return when the form says that it tells; the rules refuse what nobody can mean."""
    given = request.POST
    false_alarms = number_in(given.get("false_alarms")) or 0 if given.get("how") == "usual" else None
    return Asked(false_alarms, _number(given.get("cases", "")), _number(given.get("days", "")))


def read_rest(request: StaffRequest) -> Rest:
    """Return what it is called, whom it tells, of those the form offers, and from which day on."""
    day = day_in(request.POST.get("holds_from", ""))
    if day is None:
        raise Invalid(_("From which day on?"), field="holds_from")
    offered = dict(colleagues_to_tell(request))
    chosen = [pk for text in request.POST.getlist("tells") if (pk := number_in(text)) in offered]
    people = Staff.objects.active().visible_to(request.actor).filter(pk__in=chosen).order_by("pk")
    return {"name": request.POST.get("name", ""), "tells": list(people), "holds_from": day}


def colleagues_to_tell(request: StaffRequest) -> list[tuple[int, str]]:
    """Return the colleagues who may read warnings anywhere, oneself first; each watch still asks for its own place."""
    known = {one.staff_id: one.name for one in choices().colleagues if access.may(one.role, "warning.read")}
    visible = Staff.objects.active().visible_to(request.actor).filter(pk__in=known).values_list("pk", flat=True)
    return sorted(((pk, known[pk]) for pk in visible), key=lambda one: (one[0] != request.person.pk, one[1]))


def failure_choices() -> list[tuple[int, str]]:
    """Return the failure types in use, those of the second level moved in below theirs; the first holds all below."""
    found: list[tuple[int, str]] = []
    for first, kinds in choices().failures:
        found += [(first.pk, str(first)), *((kind.pk, f"\u2003{kind}") for kind in kinds)]
    return found


def _number(text: str) -> int | None:
    """Return a number as it was typed; what is none is 0, which no rule takes."""
    text = text.strip()
    return (number_in(text) or 0) if text else None
