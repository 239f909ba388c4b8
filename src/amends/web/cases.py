"""What colleagues do with one case; every act is one form, one service call, and the same page again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.http import HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _

from amends.models import Case, FailureType, Staff
from amends.rules.refusals import Invalid, NotAllowed, Refusal
from amends.services import cases as acts
from amends.services.asking import go_on
from amends.services.repeating import mark_repeated
from amends.services.transfers import accept_transfer, ask_transfer, decline_transfer, withdraw_transfer
from amends.services.waiting_live import set_waiting_live
from amends.web.case_page import cases_in_full, show_case
from amends.web.forms import judgement, once_for_form
from amends.web.next_dates import chosen_date
from amends.web.numbers import number_in
from amends.web.references import case_spoken_of, spoken
from amends.web.respond import done
from amends.web.visitors import StaffRequest, staff_page


@staff_page
def case(request: StaffRequest, reference: str) -> HttpResponseBase:
    """Show a case."""
    found = case_spoken_of(reference, by=request.actor, among=cases_in_full(request.actor))
    if reference != spoken(found.pk):
        return HttpResponseRedirect(f"/cases/{spoken(found.pk)}")  # however it was typed, one address
    return show_case(request, found)


@staff_page
def judge(request: StaffRequest, reference: str) -> HttpResponseBase:
    """Say how bad it is, of which kind, and whether everybody is safe."""

    def triage(case: Case) -> None:
        severity, is_safe = judgement(request)
        kind = FailureType.objects.in_use().filter(pk=number_in(request.POST.get("failure_type")) or 0).first()
        acts.triage_case(
            case=case,
            severity=severity,
            failure_type=kind,
            is_safe=is_safe,
            by=request.actor,
            now=request.now,
            relationship=request.POST.get("relationship", ""),
            criticality=number_in(request.POST.get("criticality")),
            emotion=number_in(request.POST.get("emotion")),
        )

    return act_on(request, reference, "judge", "judged", triage)


@staff_page
def promise_date(request: StaffRequest, reference: str) -> HttpResponseBase:
    """Give the customer a new next date."""

    def promise(case: Case) -> None:
        next_at = _next_at(request)
        if next_at is None:
            raise Invalid(_("Choose the next date."), field="next_at")
        acts.promise_next_date(case=case, next_at=next_at, by=request.actor, now=request.now)

    return act_on(request, reference, "date", "promised", promise)


@staff_page
def wait_live(request: StaffRequest, reference: str) -> HttpResponseBase:
    """Say that the customer waits here, or no longer does."""
    is_waiting = request.POST.get("waits") == "yes"

    def act(case: Case) -> None:
        set_waiting_live(case=case, is_waiting=is_waiting, by=request.actor, now=request.now)

    return act_on(request, reference, "live", "promised", act)


@staff_page
def resume(request: StaffRequest, reference: str) -> HttpResponseBase:
    """Let the clocks run on before the customer answered."""
    return act_on(
        request, reference, "pause", "resumed", lambda case: go_on(case=case, by=request.actor, now=request.now)
    )


@staff_page
def repeated(request: StaffRequest, reference: str) -> HttpResponseBase:
    """Count that the customer had to say it again."""
    return act_on(
        request,
        reference,
        "repeated",
        "counted",
        lambda case: mark_repeated(case=case, by=request.actor, now=request.now),
    )


@staff_page
def hand_over(request: StaffRequest, reference: str) -> HttpResponseBase:
    """Ask a colleague to take the case over, or take it over oneself."""
    chosen = request.POST.get("to", "")
    is_me = chosen == str(request.person.pk)

    def ask(case: Case) -> None:
        to = Staff.objects.active().visible_to(request.actor).filter(pk=number_in(chosen) or 0).first()
        if to is None:
            raise Invalid(_("Who shall take it over? Choose a colleague."), field="to")
        ask_transfer(case=case, to=to, by=request.actor, now=request.now, reason=request.POST.get("reason", ""))

    return act_on(request, reference, "hand-over", "accepted" if is_me else "asked", ask)


@staff_page
def answer_transfer(request: StaffRequest, reference: str) -> HttpResponseBase:
    """Accept, decline or withdraw the question whether somebody takes the case over."""
    answers: dict[str, tuple[str, Callable[..., object]]] = {
        "accept": ("accepted", accept_transfer),
        "decline": ("declined", decline_transfer),
        "withdraw": ("withdrawn", withdraw_transfer),
    }
    said, act = answers.get(request.POST.get("answer", ""), ("", _nothing))
    return act_on(request, reference, "transfer", said, lambda case: act(case=case, by=request.actor, now=request.now))


@staff_page
def close_out(request: StaffRequest, reference: str) -> HttpResponseBase:
    """End a case without the customer's word, with a reason they are told."""

    def end(case: Case) -> None:
        acts.close_out(
            case=case,
            reason=request.POST.get("reason", ""),
            explanation=request.POST.get("text", ""),
            by=request.actor,
            now=request.now,
        )

    return act_on(request, reference, "close-out", "closed-out", end)


def act_on(
    request: StaffRequest, reference: str, form: str, said: str, act: Callable[[Case], object]
) -> HttpResponseBase:
    """Act on a case and show it again; a refusal stands beside its form, and what was typed stays."""
    full = cases_in_full(request.actor)
    found = case_spoken_of(reference, by=request.actor, among=full)
    here = f"/cases/{spoken(found.pk)}"
    if request.method != "POST":
        return HttpResponseRedirect(here)
    try:
        once_for_form(request, lambda: act(found))
    except NotAllowed:
        raise
    except Refusal as refusal:
        return show_case(request, full.get(pk=found.pk), refusal=refusal, form=form, kept=request.POST)
    # The case may have left this colleague's places by what was just done.
    still_here = Case.objects.visible_to(request.actor).filter(pk=found.pk).exists()
    return done(here if still_here else "/queue", said)


def _next_at(request: StaffRequest) -> datetime | None:
    return chosen_date(request.POST.get("next", ""), request.POST.get("next_own", ""))


def _nothing(**_given: object) -> None:
    raise Invalid(_("Choose an answer."))
