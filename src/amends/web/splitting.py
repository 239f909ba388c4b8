"""Split words about another matter off a case, and link cases that belong together."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _

from amends.models import Case, Staff
from amends.rules.linking import CHOICES
from amends.rules.references import number_of
from amends.rules.refusals import Invalid, NotAllowed, Refusal
from amends.services.linking import link_cases, unlink_cases
from amends.services.splitting import split_case
from amends.services.staff import require
from amends.web.case_page import cases_in_full, show_case
from amends.web.colleagues import who_could_own
from amends.web.conversation import conversation
from amends.web.errors import problem_of, status_of
from amends.web.happenings import customer_name
from amends.web.navigation import staff_page_of
from amends.web.numbers import number_in
from amends.web.references import case_spoken_of, spoken
from amends.web.respond import done
from amends.web.visitors import StaffRequest, staff_page


@staff_page
def split(request: StaffRequest, reference: str) -> HttpResponseBase:
    """Show what was said, and move what is chosen into a case of its own."""
    among = Case.objects.visible_to(request.actor).select_related("customer", "site")
    case = case_spoken_of(reference, by=request.actor, among=among)
    require(request.actor, "case.merge", case.site_id)
    if request.method != "POST":
        return _show(request, case)
    try:
        new = split_case(
            case=case,
            intake_ids=_numbers(request, "intake"),
            message_ids=_numbers(request, "message"),
            owner=_owner(request),
            title=request.POST.get("title", ""),
            by=request.actor,
            now=request.now,
        )
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _show(request, case, refusal)
    return done(f"/cases/{spoken(new.pk)}", "split")


@staff_page
def link(request: StaffRequest, reference: str) -> HttpResponseBase:
    """Link a case with another, and show it again."""
    full = cases_in_full(request.actor)
    case = case_spoken_of(reference, by=request.actor, among=full)
    here = f"/cases/{spoken(case.pk)}"
    if request.method != "POST":
        return HttpResponseRedirect(here)
    kind = request.POST.get("kind", "")
    try:
        other = _other(request)
        link_cases(case=case, other=other, kind=kind if kind in CHOICES else "", by=request.actor, now=request.now)
    except NotAllowed:
        raise
    except Refusal as refusal:
        return show_case(request, full.get(pk=case.pk), refusal=refusal, form="link", kept=request.POST)
    return done(here, "linked")


@staff_page
def unlink(request: StaffRequest, reference: str) -> HttpResponseBase:
    """Take a link away, and show the case again."""
    case = case_spoken_of(reference, by=request.actor)
    here = f"/cases/{spoken(case.pk)}"
    if request.method != "POST":
        return HttpResponseRedirect(here)
    require(request.actor, "case.link", case.site_id)
    unlink_cases(case=case, other=_other(request), by=request.actor, now=request.now)
    return done(here, "unlinked")


def _other(request: StaffRequest) -> Case:
    number = number_of(request.POST.get("other", ""))
    found = Case.objects.visible_to(request.actor).filter(pk=number).first() if number else None
    if found is None:
        raise Invalid(_("There is no such case, or it is not yours to see."), field="other")
    return found


def _numbers(request: StaffRequest, name: str) -> list[int]:
    return [number for told in request.POST.getlist(name) if (number := number_in(told)) is not None]


def _owner(request: StaffRequest) -> Staff:
    chosen = number_in(request.POST.get("owner")) or 0
    owner = Staff.objects.active().visible_to(request.actor).filter(pk=chosen).first()
    if owner is None:
        raise Invalid(_("Who shall own it? Choose a colleague."), field="owner")
    return owner


def _show(request: StaffRequest, case: Case, refusal: Refusal | None = None) -> HttpResponse:
    chosen = {("in", number) for number in request.POST.getlist("intake")}
    chosen |= {("ours", number) for number in request.POST.getlist("message")}
    context: dict[str, Any] = {
        "case": case,
        "reference": spoken(case.pk),
        "said": [
            {
                "entry": entry,
                "name": "message" if entry.is_ours else "intake",
                "author": entry.author_name if entry.is_ours else customer_name(case),
                "is_chosen": ("ours" if entry.is_ours else "in", str(entry.pk)) in chosen,
            }
            for entry in conversation(case, with_notes=True)
            if entry.case_id == case.pk
        ],
        "owners": who_could_own(case.site),
        "owner_id": number_in(request.POST.get("owner")) or request.person.pk,
        "title": request.POST.get("title", ""),
        "problem": problem_of(refusal),
    }
    return staff_page_of(request, "cases/split.html", context, status=status_of(refusal) if refusal else 200)
