"""The end of a shift: one's open cases with a line each for who takes them over, on the screen and on paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from amends.models import Staff, Transfer
from amends.rules.absences import present
from amends.rules.handing_over import LONGEST, line_of
from amends.rules.refusals import Invalid, NotAllowed, Refusal
from amends.services.directory import directory
from amends.services.handing_over import hand_over_cases, in_hand
from amends.web import moments
from amends.web.bulk import answered
from amends.web.colleagues import who_accepts
from amends.web.errors import in_words, status_of
from amends.web.navigation import staff_page_of
from amends.web.numbers import number_in
from amends.web.rows import FIELDS, Row, rows_of
from amends.web.visitors import StaffRequest, staff_page

HERE = "/hand-over"
MOST = 100  # at once; those after them come when these are handed over
KNOWN = ("note", "noted_at", "owes_apology", "wanted_outcome")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One case to hand over: its row, the line for the next one, and who was asked for it already."""

    row: Row
    line: str
    asked: str
    is_chosen: bool


@staff_page
def hand_over(request: StaffRequest) -> HttpResponseBase:
    """Show what one would hand over; ask the colleague who takes over."""
    if request.method != "POST":
        return _show(request)
    try:
        return _ask(request)
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _show(request, refusal)


def _ask(request: StaffRequest) -> HttpResponse:
    key = number_in(request.POST.get("to")) or 0
    to = Staff.objects.active().visible_to(request.actor).filter(pk=key).first()
    if to is None:
        raise Invalid(_("Who takes over? Choose a colleague."), field="to")
    chosen = [pk for text in request.POST.getlist("case") if (pk := number_in(text)) is not None]
    lines = {pk: request.POST.get(f"line-{pk}", "") for pk in chosen}
    return answered(hand_over_cases(lines=lines, to=to, by=request.actor, now=request.now), HERE)


def _show(request: StaffRequest, refusal: Refusal | None = None) -> HttpResponse:
    leaves = _leaves(request)
    free = sum(not leaf.asked for leaf in leaves)
    context: dict[str, Any] = {
        "leaves": leaves,
        "free": free,
        "has_more": len(leaves) == MOST,
        "colleagues": _who_is_here(request),
        "chosen": number_in(request.POST.get("to")),
        "longest": LONGEST,
        "clock": moments.clock(request.now),
        "calendar_day": moments.date(request.now, request.now),
        "problem": in_words(refusal) if refusal else "",
        "untouched": getattr(refusal, "named", ()),
    }
    return staff_page_of(request, "team/hand_over.html", context, status=status_of(refusal) if refusal else 200)


def _leaves(request: StaffRequest) -> list[Leaf]:
    cases = list(in_hand(by=request.actor).values(*FIELDS, *KNOWN)[:MOST])
    pending = Transfer.objects.pending().filter(case__in=[case["pk"] for case in cases])
    asked = {case: (to, reason) for case, to, reason in pending.values_list("case_id", "to_id", "reason")}
    names = directory().given_names
    kept = set(request.POST.getlist("case")) if request.method == "POST" else None
    return [
        Leaf(
            row,
            request.POST.get(f"line-{row.pk}") or (asked[row.pk][1] if row.pk in asked else _line(case)),
            names.get(asked[row.pk][0], "") if row.pk in asked else "",
            kept is None or str(row.pk) in kept,
        )
        for case, row in zip(cases, rows_of(cases, request.now), strict=True)
    ]


def _line(case: dict[str, Any]) -> str:
    """Return what the last facts say: the latest note, or the last words where those are newer."""
    said = _("Customer: “%(words)s”") if case["last_word_by"] == "customer" else _("We wrote: “%(words)s”")
    is_noted = case["note"] and case["noted_at"] >= case["last_word_at"]
    return line_of(
        [
            _("An apology is owed.") if case["owes_apology"] else "",
            case["note"] if is_noted else said % {"words": case["snippet"]} if case["snippet"] else "",
            _("Wants: %(wish)s") % {"wish": case["wanted_outcome"]} if case["wanted_outcome"] else "",
        ]
    )


def _who_is_here(request: StaffRequest) -> list[tuple[int, str]]:
    """Return who may accept cases, without oneself and whoever is away."""
    absences, now = directory().absences, request.now
    here = [(pk, name) for pk, name in who_accepts() if present(pk, absences, now) == pk]
    return [(pk, name) for pk, name in here if pk != request.person.pk]
