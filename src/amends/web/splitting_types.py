"""Split a kind of failure, and sort its open cases anew: a list with what each probably is, kept with one press."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amends.models import Case, FailureType, Intake
from amends.rules.reading import MOST_CHARACTERS
from amends.rules.refusals import NotFound, Refusal
from amends.services.splitting_types import left_to_sort, sort_into_parts, split_failure_type
from amends.services.suggesting import guess, known_of
from amends.services.undoing import Facts
from amends.web.numbers import number_in
from amends.web.references import spoken
from amends.web.respond import done
from amends.web.settings_pages import form_page, settings_page
from amends.web.toasts import says
from amends.web.visitors import StaffRequest, staff_page

HERE = "/settings/failures"
MOST = 30  # cases at once
MOST_PARTS = 4


class Row(NamedTuple):
    """An open case, and the part it probably is."""

    pk: int
    reference: str
    title: str
    language: str
    part: int | None


@staff_page
def split(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Name the kinds that stand in the place of one."""
    found = _found(pk)
    form = request.POST
    names = [(form.get(f"name_zh_{n}", ""), form.get(f"name_en_{n}", "")) for n in range(1, MOST_PARTS + 1)]

    def show(refusal: Refusal | None) -> HttpResponse:
        rows = [(number, *both) for number, both in enumerate(names, 1)]
        return settings_page(request, "taxonomy/split.html", {"kind": found, "rows": rows}, refusal)

    def act() -> HttpResponse:
        undo = split_failure_type(failure_type=found, names=names, by=request.actor, now=request.now)
        return done(f"{HERE}/{pk}/parts", undo=str(undo.pk))

    return form_page(request, "taxonomy.edit", show=show, act=act, url=HERE, said="")


@staff_page
def parts(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show the open cases of a split kind, each with the part it probably is; hear which they are."""
    found = _found(pk)
    kinds = list(found.parts.filter(retired_at=None))

    def show(refusal: Refusal | None) -> HttpResponse:
        waiting = left_to_sort(found, by=request.actor)
        context = {
            "kind": found,
            "parts": [(part.pk, str(part)) for part in kinds],
            "rows": _rows(list(waiting[:MOST]), kinds) if kinds else [],
            "count": waiting.count() if kinds else 0,
        }
        return settings_page(request, "taxonomy/parts.html", context, refusal)

    def act() -> HttpResponse:
        said = {number_in(name.removeprefix("case-")): number_in(str(to)) for name, to in request.POST.items()}
        chosen = {case: part for case, part in said.items() if case and part}
        undo = sort_into_parts(failure_type=found, chosen=chosen, by=request.actor, now=request.now)
        return done(f"{HERE}/{pk}/parts", undo=str(undo.pk))

    return form_page(request, "taxonomy.edit", show=show, act=act, url=HERE, said="")


@says("taxonomy.split")
def _split(_facts: Facts, _now: datetime) -> str:
    return _("Split")


@says("taxonomy.sorted")
def _sorted(facts: Facts, _now: datetime) -> str:
    count = sum(len(cases) for cases in facts["kept"].values())
    return ngettext("%(count)d case sorted", "%(count)d cases sorted", count) % {"count": count}


def _rows(cases: list[Case], kinds: list[FailureType]) -> list[Row]:
    heard = Intake.objects.filter(case__in=cases).order_by("-pk").values_list("case", "text")
    first = {case: text[:MOST_CHARACTERS] for case, text in heard}  # the last that is written here was heard first
    parts = known_of(kinds)
    return [
        Row(case.pk, spoken(case.pk), case.title, case.language, guess(first.get(case.pk, ""), parts).best)
        for case in cases
    ]


def _found(pk: int) -> FailureType:
    found = FailureType.objects.select_related("parent").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found
