"""What the law asks for in a case: its dates, promised in one step, and the notices it wants sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect

from amends.models import Case, Promise
from amends.rules.lifecycle import State
from amends.rules.refusals import NotAllowed, Refusal
from amends.rules.rights.applying import Said
from amends.rules.rights.dating import Step
from amends.rules.rights.library import packs
from amends.rules.rights.packs import Pack
from amends.services.law import SHARED, known_of, law_of, speaks_unasked, what_law_says
from amends.services.legal_dates import (
    Finding,
    drop_legal_date,
    findings,
    meet_legal_date,
    note_notice_sent,
    promise_by_law,
)
from amends.services.staff import require
from amends.web.allowing import counted_words
from amends.web.commitments import short_name
from amends.web.errors import problem_of, status_of
from amends.web.happenings import customer_name
from amends.web.law_forms import form_of, given_of, is_chinese, said_of, told_in
from amends.web.law_words import burden_words
from amends.web.navigation import staff_page_of
from amends.web.references import case_spoken_of, spoken
from amends.web.respond import done
from amends.web.stages import state_name
from amends.web.visitors import StaffRequest, staff_page

SENT = ""  # or never asked for
UNSETTLED = {Step.PROMISE, Step.BRING_FORWARD, Step.PUT_OFF}


@dataclass(frozen=True, slots=True)
class Row:
    """One date of a law: what it is for, until when, where that stands, and what was promised."""

    finding: Finding
    name: str
    counted: str
    is_open: bool
    is_ticked: bool


@dataclass(frozen=True, slots=True)
class LawSays:
    """One law that holds in the case, with its dates and the notices it wants sent."""

    pack: Pack
    name: str
    rows: tuple[Row, ...]
    notices: tuple[str, ...]
    burden: str


@staff_page
def law(request: StaffRequest, reference: str) -> HttpResponseBase:
    """Show what the law asks for on the facts of the address, or as they were told before; and promise it."""
    case = _case(request, reference)
    if request.method != "POST":
        return _show(request, case)

    def promise() -> str:
        given = request.POST
        promise_by_law(
            case=case, told=_told(case, given.dict()), kinds=set(given.getlist("kinds")),
            reason=given.get("reason", ""), by=request.actor, now=request.now,
        )  # fmt: skip
        return "law-promised"

    return _act(request, case, promise)


@staff_page
def date(request: StaffRequest, reference: str, pk: int) -> HttpResponseBase:
    """Note that one date was met, or drop it with a reason."""
    case = _case(request, reference)

    def settle() -> str:
        if request.POST.get("act") == "met":
            meet_legal_date(case=case, promise_id=pk, by=request.actor, now=request.now)
            return "law-met"
        reason = request.POST.get("reason", "")
        drop_legal_date(case=case, promise_id=pk, reason=reason, by=request.actor, now=request.now)
        return "law-dropped"

    return _act(request, case, settle)


@staff_page
def notice(request: StaffRequest, reference: str) -> HttpResponseBase:
    """Note that the customer was told what a law wants them told."""
    case = _case(request, reference)

    def note() -> str:
        pack, _between, key = request.POST.get("notice", "").partition("/")
        note_notice_sent(case=case, pack=pack, notice=key, by=request.actor, now=request.now)
        return "notice-sent"

    return _act(request, case, note)


def notices_to_send(case: Case) -> list[tuple[str, str, str]]:
    """Return what the laws of a case want the customer told and nobody has: its key, its words, the law."""
    found = case.law.found if hasattr(case, "law") else {}
    known = {pack.key: pack for pack in packs()}
    language = "zh" if is_chinese() else "en"
    return [
        (f"{key}/{notice}", words[language], said_of(known[key]))
        for key, one in sorted(found.items())
        if key in known
        for notice, words in known[key].notices.items()
        if one["notices"].get(notice, SENT) is None
    ]


def _case(request: StaffRequest, reference: str) -> Case:
    among = Case.objects.visible_to(request.actor).select_related("customer", "site", "law")
    case = case_spoken_of(reference, by=request.actor, among=among)
    require(request.actor, "case.reply", case.site_id)
    return case


def _act(request: StaffRequest, case: Case, act: Callable[[], str]) -> HttpResponseBase:
    here = f"/cases/{spoken(case.pk)}/law"
    if request.method != "POST":
        return HttpResponseRedirect(here)
    try:
        said = act()
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _show(request, case, refusal)
    return done(here, said)


def _asks(pack: Pack) -> frozenset[str]:
    """Return the facts of a law that nobody has to tell here; a sum is told to each law by itself."""
    return known_of(pack) - set(SHARED)


def _told(case: Case, given: dict[str, str]) -> dict[str, Any]:
    """Return what a form tells the laws of the case, and those that say something without being told anything."""
    holding = law_of(case)[1]
    return {pack.key: {} for pack in holding if speaks_unasked(pack)} | told_in(given, holding, known=_asks)


def _show(request: StaffRequest, case: Case, refusal: Refusal | None = None) -> HttpResponse:
    holding = law_of(case)[1]
    before = case.law.found if hasattr(case, "law") else {}
    stored = {k: v for pack in holding for k, v in given_of(pack, before.get(pack.key, {}).get("facts", {})).items()}
    told = request.POST if request.method == "POST" else request.GET
    given = told.dict() if any("." in name for name in told) else stored
    said, odd = _said(case, given)
    laws = [_law_says(case, one, before) for one in said]
    rows = [row for one in laws for row in one.rows]
    kinds = {row.finding.date.kind for row in rows}
    spoken_of = {one.pack.key for one in laws}
    dropped = [one for one in _promised(case) if one.legal.pack in spoken_of and one.kind not in kinds]
    steps = {row.finding.step for row in rows if row.is_open}
    context = {
        "case": case,
        "reference": spoken(case.pk),
        "state_name": state_name(State(case.state)),
        "customer_name": customer_name(case),
        "forms": [form_of(one, given, known=_asks(one)) for one in holding],
        "laws": laws,
        "first": min((row.finding.date.due_at for row in rows), default=None),
        "count": len(rows),
        "open_count": sum(row.is_open for row in rows),
        "dropped": [(one, short_name(one.kind)) for one in dropped],
        "new_notices": any(set(one.assessment.notices) - _noticed(before, one.pack.key) for one in said),
        "needs_reason": Step.PUT_OFF in steps or bool(dropped),
        "may_relax": request.actor.may("law.relax", case.site_id),
        "is_closed": case.closed_at is not None,
        "notices": notices_to_send(case),
        "facts": [(name, value) for name, value in given.items() if "." in name],
        "kept": given | told.dict(),
        "problem": problem_of(refusal or odd),
    }
    failed = refusal or odd
    return staff_page_of(request, "cases/law.html", context, status=status_of(failed) if failed else 200)


def _noticed(before: Mapping[str, Any], pack: str) -> set[str]:
    """Return the notices of a law that stand on the case already, sent or not."""
    return set(before.get(pack, {}).get("notices", {}))


def _promised(case: Case) -> list[Promise]:
    return list(Promise.objects.owed().filter(case=case, legal__isnull=False).select_related("legal"))


def _said(case: Case, given: dict[str, str]) -> tuple[tuple[Said, ...], Refusal | None]:
    try:
        return what_law_says(case=case, told=_told(case, given), facts={}), None
    except Refusal as refusal:
        return (), refusal


def _law_says(case: Case, said: Said, before: Mapping[str, Any]) -> LawSays:
    language = "zh" if is_chinese() else "en"
    return LawSays(
        said.pack,
        said_of(said.pack),
        tuple(_row(one, before) for one in findings(case=case, said=(said,))),
        tuple(said.pack.notices[key][language] for key in said.assessment.notices),
        burden_words().get(said.assessment.burden, ""),
    )


def _row(finding: Finding, before: Mapping[str, Any]) -> Row:
    found = finding.date
    counted = counted_words(found.allow, found.basis)
    was_left_out = found.pack in before and found.kind not in before[found.pack]["kinds"]
    # What nobody verified, or somebody left out before, is for a person to choose.
    is_ticked = finding.promise is not None or (found.is_counted and not was_left_out)
    return Row(finding, short_name(found.kind), counted, finding.step in UNSETTLED, is_ticked)
