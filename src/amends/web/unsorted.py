"""Cases whose kind of failure nobody has said yet: one after the other, the nearest promise first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from amends.models import Case, FailureType, Intake
from amends.models.cases import CaseQuerySet
from amends.rules.actors import Actor
from amends.rules.refusals import NotAllowed, NotFound, Refusal
from amends.services import suggesting
from amends.services.staff import require
from amends.services.undoing import Facts
from amends.web.cases import act_on
from amends.web.colleagues import failure_names, failure_options, kind_names_in_use
from amends.web.errors import problem_of, status_of
from amends.web.lanes import Lane, Mark, beyond, read_mark
from amends.web.navigation import staff_page_of
from amends.web.numbers import number_in
from amends.web.references import spoken
from amends.web.respond import done
from amends.web.suggested import suggested_kind
from amends.web.toasts import says
from amends.web.visitors import StaffRequest, staff_page

HERE = "/unsorted"
MOST_COUNTED = 99
MOST_TEXTS = 5
KEYS = 9  # one key each
LATELY = 500  # sorted cases, the newest, by which the usual kinds are known


@staff_page
def say_kind(request: StaffRequest, reference: str) -> HttpResponseBase:
    """Say which kind of failure a case is, with one press."""

    def say(case: Case) -> None:
        suggesting.say_kind(case=case, failure_type=_chosen(request), by=request.actor, now=request.now)

    return act_on(request, reference, "kind", "judged", say)


@staff_page
def unsorted(request: StaffRequest) -> HttpResponseBase:
    """Show the next case that Amends could not sort; hear what it is, and go on to the one after it."""
    require(request.actor, "case.triage")
    if request.method != "POST":
        return _show(request, request.GET.get("after", ""))
    after = request.POST.get("after", "")
    case = Case.objects.visible_to(request.actor).filter(pk=number_in(request.POST.get("case")) or 0).first()
    if case is None:
        raise NotFound
    try:
        undo = suggesting.say_kind(case=case, failure_type=_chosen(request), by=request.actor, now=request.now)
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _show(request, after, refusal)
    return done(f"{HERE}?{urlencode({'after': after})}" if after else HERE, undo=str(undo.pk))


@says("case.kind_said")
def _kind_said(facts: Facts, _now: datetime) -> str:
    return f"{spoken(facts['case'])}: {failure_names().get(facts['failure_type'], '')}"


def _show(request: StaffRequest, after: str, refusal: Refusal | None = None) -> HttpResponse:
    waiting = unsure_cases(request.actor)
    case = _from(waiting, after).select_related("site", "suggestion").first()
    count = waiting.values("pk")[: MOST_COUNTED + 1].count()
    context: dict[str, Any] = {
        "case": case,
        "after": after,
        "waiting": min(count, MOST_COUNTED),
        "is_more": count > MOST_COUNTED,
        "problem": problem_of(refusal),
    }
    if case is not None:
        suggested = suggested_kind(case)
        likely = suggested.others if suggested else ()
        context |= {
            "reference": spoken(case.pk),
            "here": str(Mark(0, case.next_due_at, case.pk)),
            "words": Intake.objects.filter(case=case).order_by("pk").values_list("text", flat=True)[:MOST_TEXTS],
            "choices": [
                (_("Perhaps it is"), likely, 0),
                (_("Often said here"), _usual([pk for pk, _name in likely]), len(likely)),
            ],
            "failure_options": failure_options(None),
        }
    return staff_page_of(request, "cases/unsorted.html", context, status=status_of(refusal) if refusal else 200)


def _usual(likely: Collection[int]) -> list[tuple[int, str]]:
    """Return the kinds most often said lately, as many as there are keys left; those that are likely have theirs."""
    lately = Case.objects.filter(failure_type__isnull=False).order_by("-pk").values_list("failure_type", flat=True)
    names = kind_names_in_use()
    usual = [pk for pk, _count in Counter(lately[:LATELY]).most_common() if pk in names and pk not in likely]
    return [(pk, names[pk]) for pk in usual[: KEYS - len(likely)]]


def unsure_cases(actor: Actor) -> CaseQuerySet:
    """Return the open cases Amends was not sure of and nobody has sorted, where this colleague may say."""
    places = actor.places("case.triage")
    cases = Case.objects.visible_to(actor).filter(closed_at=None, failure_type=None)
    cases = cases.filter(suggestion__isnull=False, suggestion__failure_type=None)
    return (cases if places is None else cases.filter(site__in=places)).order_by("next_due_at", "pk")


def _from(waiting: CaseQuerySet, after: str) -> CaseQuerySet:
    """Return those behind where one was left for now, wherever its promise has moved to meanwhile."""
    lane = Lane(waiting, "next_due_at")
    edge = read_mark(after, [lane])
    return beyond(lane, edge) if edge else waiting


def _chosen(request: StaffRequest) -> FailureType | None:
    chosen = number_in(request.POST.get("guess")) or number_in(request.POST.get("failure_type"))
    return FailureType.objects.in_use().filter(pk=chosen or 0).first()
