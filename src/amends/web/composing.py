"""The composer's acts: send words or keep a note, keep what is being written, decide about a reply that waits."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _

from amends.models import Case, Draft
from amends.rules.canned import open_facts
from amends.rules.hearing import StoredFile
from amends.rules.refusals import Invalid, NotAllowed, Refusal
from amends.rules.writing import MOST_CHARACTERS
from amends.services import drafts, sending
from amends.services.cases import write_note
from amends.services.mentions import names_of_readers
from amends.services.standing import Standing
from amends.web import moments
from amends.web.case_page import cases_in_full, show_case
from amends.web.conversation import conversation
from amends.web.forms import judgement, once_for_form
from amends.web.next_dates import chosen_date
from amends.web.numbers import number_in
from amends.web.pausing import chosen_pause
from amends.web.references import case_spoken_of, spoken
from amends.web.respond import done, page
from amends.web.uploads import stored
from amends.web.visitors import StaffRequest, staff_page
from amends.web.wording import advice_on


@staff_page
def write(request: StaffRequest, reference: str) -> HttpResponseBase:
    """Send a reply or a final response, or keep a note: the composer's three."""
    full = cases_in_full(request.actor)
    case = case_spoken_of(reference, by=request.actor, among=full)
    here = f"/cases/{spoken(case.pk)}"
    if request.method != "POST":
        return HttpResponseRedirect(f"{here}#reply")
    kind = "note" if "as_note" in request.POST else request.POST.get("kind", "out")
    files: tuple[StoredFile, ...] = ()
    try:
        files = _files(request, case, kind)
        once_for_form(request, lambda: _write(request, case, kind, files))
    except NotAllowed:
        raise
    except Refusal as refusal:
        _keep_words(request, case, kind, files)
        return show_case(request, full.get(pk=case.pk), refusal=refusal, form="composer", kept=request.POST)
    return done(here, _said(request, case, kind), form="composer")


def _write(request: StaffRequest, case: Case, kind: str, files: tuple[StoredFile, ...]) -> None:
    text, by, now = request.POST.get("text", ""), request.actor, request.now
    tab, based_on = request.POST.get("tab", ""), number_in(request.POST.get("based_on")) or 0
    if kind == "note":
        write_note(case=case, text=text, by=by, now=now, files=files)
        drafts.forget_draft(case=case, kind=_drafted(request.POST.get("kind", "")), by=by, tab=tab, based_on=based_on)
        return
    _warn_of_open_facts(request, text)
    severity, is_safe = judgement(request) if kind == "final" else (None, None)
    sending.send(
        case=case,
        words=sending.Outgoing(
            text=text,
            kind="final" if kind == "final" else "out",
            next_at=chosen_date(request.POST.get("next", ""), request.POST.get("next_own", "")),
            pause=chosen_pause(request.POST.get("next", "")),
            files=files,
            severity=severity,
            is_safe=is_safe,
            tab=tab,
            based_on=based_on,
            purposes=tuple(request.POST.getlist("purposes")),
        ),
        by=by,
        now=now,
        send_at=chosen_date(request.POST.get("send", ""), request.POST.get("send_own", ""), field="send"),
        wait=timedelta(seconds=request.person.undo_seconds),
        seen=_seen(request.POST.get("seen", "")),
    )


def _warn_of_open_facts(request: StaffRequest, text: str) -> None:
    """Stop once for facts nobody filled in; whoever sends the same words again means them."""
    missing = " ".join(open_facts(text))
    if missing and request.POST.get("sure") != missing:
        message = _("Still open: %(facts)s. Fill them in, or send again as it is.")
        raise Invalid(message, field="text", params={"facts": missing})


def _said(request: StaffRequest, case: Case, kind: str) -> str:
    """Return what the next page says; a reply that waits for undo says it itself, with its button."""
    if kind == "note":
        return "noted"
    mine = Draft.objects.waiting().filter(case=case, author=request.person.pk).order_by("-pk").first()
    if mine is None:
        return "resolved" if kind == "final" else "sent"
    return "scheduled" if mine.is_scheduled else ""


def _files(request: StaffRequest, case: Case, kind: str) -> tuple[StoredFile, ...]:
    """Return what goes with the words: files picked now, and those that lie with the draft and were not taken off."""
    chosen = set(request.POST.getlist("kept_file"))
    mine = Draft.objects.writing().filter(case=case, author=request.person.pk, kind=_drafted(kind)).first()
    kept = [file for file in drafts.files_of(mine) if file.sha256 in chosen]
    return (*kept, *stored(request.FILES.getlist("files")))


def _keep_words(request: StaffRequest, case: Case, kind: str, files: tuple[StoredFile, ...]) -> None:
    """Keep what was refused with its files, as far as it can be kept."""
    try:
        drafts.keep_draft(
            case=case, kind=_drafted(kind), text=request.POST.get("text", ""), by=request.actor, now=request.now,
            tab=request.POST.get("tab", ""), based_on=number_in(request.POST.get("based_on")) or 0, files=files,
        )  # fmt: skip
    except Refusal:
        return  # too long to be kept: it stays in the field


def _drafted(kind: str) -> str:
    return "note" if kind == "note" else "out"


@staff_page
def keep(request: StaffRequest, reference: str) -> HttpResponseBase:
    """Keep what is being written; answered for the script that asks while somebody types."""
    case = case_spoken_of(reference, by=request.actor)
    if request.method != "POST":
        return HttpResponseRedirect(f"/cases/{spoken(case.pk)}#reply")
    draft = drafts.keep_draft(
        case=case,
        kind=request.POST.get("kind", ""),
        text=request.POST.get("text", ""),
        by=request.actor,
        now=request.now,
        tab=request.POST.get("tab", ""),
        based_on=number_in(request.POST.get("based_on")) or 0,
    )
    said = _("Draft kept %(time)s") % {"time": moments.clock(request.now)} if draft else ""
    replaced = draft.replaced_text if draft else ""
    return JsonResponse({"version": draft.version if draft else 0, "said": said, "replaced": replaced})


@staff_page
def advice(request: StaffRequest, reference: str) -> HttpResponseBase:
    """Answer with advice on the words that are being written, as a piece of the page."""
    case = case_spoken_of(reference, by=request.actor, among=cases_in_full(request.actor))
    if request.method != "POST":
        return HttpResponseRedirect(f"/cases/{spoken(case.pk)}#reply")
    # A form sends a line break as two characters; the field has one, and the script counts there.
    text = request.POST.get("text", "")[:MOST_CHARACTERS].replace("\r\n", "\n")
    given = advice_on(text, case, conversation(case, with_notes=True), request)
    return page(request, "cases/advice.html", {"advice": given})


@staff_page
def settle(request: StaffRequest, reference: str) -> HttpResponseBase:
    """Put the words of another window below these, or let them go."""
    case = case_spoken_of(reference, by=request.actor)
    here = f"/cases/{spoken(case.pk)}"
    if request.method != "POST":
        return HttpResponseRedirect(here)
    kind, take = _drafted(request.POST.get("kind", "")), request.POST.get("take") == "yes"
    _keep_words(request, case, kind, _files(request, case, kind))
    drafts.settle_replaced(case=case, kind=kind, take=take, by=request.actor, now=request.now)
    return done(f"{here}#reply", form="composer")


@staff_page
def waiting(request: StaffRequest, reference: str, pk: int) -> HttpResponseBase:
    """Take a reply back that waits, or send it now."""
    full = cases_in_full(request.actor)
    case = case_spoken_of(reference, by=request.actor, among=full)
    here = f"/cases/{spoken(case.pk)}#reply"
    if request.method != "POST":
        return HttpResponseRedirect(here)
    try:
        if request.POST.get("answer") == "send_now":
            sending.send_now(case=case, draft_id=pk, by=request.actor, now=request.now)
            return done(here, "sent")
        sending.take_back(case=case, draft_id=pk, by=request.actor, now=request.now)
    except NotAllowed:
        raise
    except Refusal as refusal:
        return show_case(request, full.get(pk=case.pk), refusal=refusal, form="composer")
    return done(here, "taken-back")


@staff_page
def colleagues(request: StaffRequest, reference: str) -> HttpResponseBase:
    """Return whom a note of this case may name: those who may see it, without oneself."""
    case = case_spoken_of(
        reference, by=request.actor, among=Case.objects.visible_to(request.actor).select_related("site")
    )
    names = names_of_readers(case)
    rows = [{"name": full, "more": given} for pk, (full, given) in names.items() if pk != request.person.pk]
    return JsonResponse({"rows": sorted(rows, key=lambda row: row["name"])})


def _seen(text: str) -> Standing | None:
    """Return how the conversation stood when the form was made; None for a form that does not say."""
    parts = text.split(".")
    if len(parts) != 3:
        return None
    waiting_then = frozenset(number for part in parts[2].split("-") if (number := number_in(part)))
    return Standing(number_in(parts[0]) or 0, number_in(parts[1]) or 0, waiting_then)
