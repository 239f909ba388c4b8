"""The customer's own page: where it stands, what was promised, the conversation, and the word that closes it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _

from amends.models import Artifact, Case, Event, Promise
from amends.models.merges import whole
from amends.rules.keys import runs_out_at, spelled
from amends.rules.lifecycle import State, Trigger, allowed
from amends.rules.refusals import Invalid, Refusal
from amends.services.choosing import accept_offer, decline_offer
from amends.services.closing import ask_for_person, confirm_solved, customer_of, say_not_yet
from amends.services.directory import directory
from amends.services.listening import hear_more
from amends.web import commitments, files, moments
from amends.web.conversation import conversation
from amends.web.errors import in_words, not_found, refusable
from amends.web.keys import case_shown, case_with_key, owner_of, reference_of, with_key
from amends.web.numbers import number_in
from amends.web.pacing import pace_words
from amends.web.pausing import Standstill, reasons_told, standstill
from amends.web.references import spoken as reference_to
from amends.web.respond import done, page
from amends.web.stages import headline, stages_of
from amends.web.uploads import mark_of_sending, stored
from amends.web.visitors import PublicRequest, public_page
from amends.web.ways import choice_of

JOINS = ("case.took_in", "case.gave_back")
SPLITS = ("case.linked",)  # a split links the two
PAUSES = ("promise.paused",)
MARKS = ("case.resolved", "case.not_yet", "case.asked_for_person", "offer.sent", "offer.accepted")


@with_key
def track(request: PublicRequest, case: Case, here: str) -> HttpResponse:
    """Show where it stands."""
    return _show(request, case, here)


@with_key
def told(request: PublicRequest, case: Case, here: str) -> HttpResponse:
    """Say that we have it: the reference, who owns it, until when, and the way back."""
    promise = case.promises.owed().order_by("due_at").first()
    owner = owner_of(case)
    context = {
        "organisation": directory().organisation.name,
        "reference": reference_of(case),
        "owner": owner,
        "sentence": commitments.sentence(promise, owner, request.now) if promise else "",
        "is_again": request.GET.get("again") == "1",
        "here": here,
        "link": f"{settings.PUBLIC_URL}{here}",
        "secret": spelled(case.secret),
        "case": case,
    }
    return page(request, "listening/told.html", context)


@with_key
def add_words(request: PublicRequest, case: Case, here: str) -> HttpResponseBase:
    """Take further words and files of the customer."""

    def take() -> None:
        pace_words(request, case.pk)
        files_sent = stored(request.FILES.getlist("files"))
        by = customer_of(case, case.customer.name if case.customer else "")
        text = request.POST.get("words", "")
        once = mark_of_sending(request.POST.get("key", ""), str(case.pk), text)
        hear_more(case=case, text=text, by=by, now=request.now, files=files_sent, external_id=once)

    return _act(request, case, here, "words", take)


@with_key
def solved(request: PublicRequest, case: Case, here: str) -> HttpResponseBase:
    """Take the customer's word that it is put right."""
    return _act(request, case, here, "solved", lambda: confirm_solved(case=case, by=customer_of(case), now=request.now))


@with_key
def not_yet(request: PublicRequest, case: Case, here: str) -> HttpResponseBase:
    """Take the customer's word that it is not."""
    return _act(request, case, here, "not-yet", lambda: say_not_yet(case=case, by=customer_of(case), now=request.now))


@with_key
def accept(request: PublicRequest, case: Case, here: str) -> HttpResponseBase:
    """Take the customer's choice between the ways we offered."""
    offer_id, option = (number_in(request.POST.get(name)) for name in ("offer", "option"))
    by, now = customer_of(case), request.now

    def choose() -> None:
        if option is None:
            raise Invalid(_("Choose one of the ways to put it right."), field="option")
        accept_offer(case=case, offer_id=offer_id or 0, option=option, by=by, now=now)

    return _act(request, case, here, "chosen", choose)


@with_key
def decline(request: PublicRequest, case: Case, here: str) -> HttpResponseBase:
    """Take the customer's no to all of them."""
    offer_id, by = number_in(request.POST.get("offer")) or 0, customer_of(case)
    return _act(
        request, case, here, "declined", lambda: decline_offer(case=case, offer_id=offer_id, by=by, now=request.now)
    )


@with_key
def person(request: PublicRequest, case: Case, here: str) -> HttpResponseBase:
    """Take the customer's wish to talk to a person."""
    return _act(request, case, here, "person", lambda: ask_for_person(case=case, by=customer_of(case), now=request.now))


@public_page
def customer_file(request: PublicRequest, spoken: str, key: str, pk: int) -> HttpResponseBase:
    """Hand out a file of the customer's own conversation."""
    case = case_with_key(spoken, key, request.now)
    if case is None:
        return not_found(request)
    parts = whole(case_shown(case).pk)
    said = Artifact.objects.filter(pk=pk, intake__case__in=parts) | Artifact.objects.filter(
        pk=pk, message__case__in=parts, message__kind="out"
    )
    return files.hand_out(request, said.first())


def _act(request: PublicRequest, case: Case, here: str, said: str, act: Callable[[], object]) -> HttpResponseBase:
    if request.method != "POST":
        return HttpResponseRedirect(here)
    try:
        act()
    except Refusal as refusal:
        case.refresh_from_db(fields=["state", "closed_at", "next_due_at"])
        return _show(request, case, here, refusal)
    return done(f"{here}#conversation" if said == "words" else here, said)


def _show(request: PublicRequest, case: Case, here: str, refusal: Refusal | None = None) -> HttpResponse:
    made = Promise.objects.filter(case__in=whole(case.pk)).select_related("apology")
    shown = (promise for promise in made if commitments.is_shown(promise))
    promises = sorted(shown, key=lambda promise: (promise.made_at, promise.pk))
    owed = min((one for one in promises if one.is_owed), key=lambda promise: promise.due_at, default=None)
    history = list(Event.objects.filter(case=case, verb__in=MARKS + JOINS + SPLITS + PAUSES).order_by("sequence"))
    events = [event for event in history if event.verb in MARKS]
    owner = owner_of(case)
    said_not_yet = bool(events) and events[-1].verb == "case.not_yet"
    context: dict[str, Any] = {
        "organisation": directory().organisation.name,
        "case": case,
        "reference": reference_of(case),
        "references": _references(case, history),
        "split": _split(case, history),
        "secret": spelled(case.secret),
        "runs_out_at": runs_out_at(case.closed_at),
        "here": here,
        "owner": owner,
        "headline": headline(case, said_not_yet=said_not_yet),
        "stages": stages_of(case, events, request.now),
        "promise": owed,
        "is_broken": owed is not None and owed.due_at < request.now,
        "standstill": _standstill(case, owed, history, request.now),
        "sentence": commitments.sentence(owed, owner, request.now) if owed else "",
        "commitments": [commitments.listed(promise, request.now, case.closed_at) for promise in promises],
        "record": commitments.record(promises),
        "entries": conversation(case, with_notes=False, key=here),
        "choice": choice_of(case, request.now),
        "may_confirm": Trigger.CONFIRM in allowed(State(case.state)),
        "answer": _answer(request, owner, owed.due_at if owed else None),
        "problem": in_words(refusal) if refusal else "",
        "kept_words": request.POST.get("words", "") if refusal else "",
        "form_key": secrets.token_urlsafe(9),
        "toast": None,
    }
    return refusable(page(request, "tracking/track.html", context), refusal)


def _standstill(case: Case, owed: Promise | None, history: Sequence[Event], now: datetime) -> Standstill | None:
    """Return since when our next promise waits for the customer, if it does."""
    if owed is None or not owed.is_paused(now):
        return None
    return standstill(case, ((event.verb, event.facts) for event in history), reasons_told(), now)


def _split(case: Case, history: Sequence[Event]) -> list[tuple[str, str, str]]:
    """Return the cases that the same customer's words were split into or from: reference, title, and the way there."""
    about = [e.facts["other"] for e in history if e.verb in SPLITS and e.facts["kind"] in {"split_into", "split_from"}]
    if not about:
        return []
    cases = Case.objects.filter(pk__in=about, customer=case.customer_id).order_by("pk")
    return [(reference_to(one.pk), one.title, f"/t/{reference_to(one.pk)}/{one.secret}") for one in cases]


def _references(case: Case, history: Sequence[Event]) -> str:
    """Return under which references the customer knows this case: its own, and those that became part of it."""
    parts: list[str] = []
    for event in history:
        if event.verb in JOINS:
            part = reference_to(event.facts["other"])
            parts = [*parts, part] if event.verb == JOINS[0] else [known for known in parts if known != part]
    if not parts:
        return reference_of(case)
    return _("%(reference)s and %(others)s") % {"reference": reference_of(case), "others": ", ".join(parts)}


def _answer(request: PublicRequest, owner: str, due_at: datetime | None) -> str:
    """Return what we say right after the customer said something."""
    said = request.GET.get("said", "")
    by = moments.by(due_at, request.now) if due_at else ""
    return {
        "words": _("We have your words. %(owner)s reads them."),
        "chosen": _("Thank you for choosing. %(owner)s will see to it %(by)s."),
        "declined": _("Then none of these. %(owner)s will answer you %(by)s. Tell us below what would be right."),
        "solved": _("Thank you for telling us. If it comes back, one word here opens it again."),
        "not-yet": _("Then we are not done. %(owner)s will answer you %(by)s."),
        "person": _("%(owner)s will get in touch with you in person %(by)s."),
    }.get(said, "") % {"owner": owner, "by": by}
