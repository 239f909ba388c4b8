"""What colleagues do with the playbook of a case: settle a step, choose another playbook, set what to watch for."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.utils.translation import gettext as _

from amends.models import Case
from amends.rules.refusals import Invalid
from amends.services import playbooks as acts
from amends.services.reading import confirm_reading, refute_reading
from amends.services.stating import refute_fact, take_fact
from amends.web.cases import act_on
from amends.web.visitors import StaffRequest, staff_page


@staff_page
def settle(request: StaffRequest, reference: str) -> HttpResponseBase:
    """Tick a step with what shows it, leave it out with the reason, or take either back."""
    act, step, words = (request.POST.get(name, "") for name in ("act", "step", "words"))

    def settle_step(case: Case) -> None:
        if act in {"done", "skip"} and not words.strip():
            reason = (
                _("Why is it left out? Write the reason.") if act == "skip" else _("Write what shows that it is done.")
            )
            raise Invalid(reason, field="words")
        if act == "done":
            acts.tick_step(case=case, step=step, shown_by=words, by=request.actor, now=request.now)
        elif act == "skip":
            acts.skip_step(case=case, step=step, reason=words, by=request.actor, now=request.now)
        elif act == "reopen":
            acts.reopen_step(case=case, step=step, by=request.actor, now=request.now)
        else:
            raise Invalid(_("Choose an answer."))

    said = {"done": "step-done", "skip": "step-skipped", "reopen": "step-reopened"}.get(act, "")
    return act_on(request, reference, "step", said, settle_step)


@staff_page
def follow(request: StaffRequest, reference: str) -> HttpResponseBase:
    """Follow another playbook."""

    def choose(case: Case) -> None:
        acts.choose_playbook(case=case, key=request.POST.get("playbook", ""), by=request.actor, now=request.now)

    return act_on(request, reference, "playbook", "playbook", choose)


@staff_page
def flag(request: StaffRequest, reference: str) -> HttpResponseBase:
    """Set what to watch for in a case."""

    def set_flags(case: Case) -> None:
        acts.flag_case(case=case, flags=request.POST.getlist("flags"), by=request.actor, now=request.now)

    return act_on(request, reference, "flags", "flagged", set_flags)


@staff_page
def judge_reading(request: StaffRequest, reference: str) -> HttpResponseBase:
    """Say whether what Amends read is so: all that is not judged yet, or that it is not so of one."""
    flags, wrong = request.POST.getlist("flags"), request.POST.get("not_so", "")

    def answer(case: Case) -> None:
        if wrong:
            refute_reading(case=case, flags=[wrong], by=request.actor, now=request.now)
        else:
            confirm_reading(case=case, flags=flags, by=request.actor, now=request.now)

    return act_on(request, reference, "reading", "not-so" if wrong else "so", answer)


@staff_page
def judge_fact(request: StaffRequest, reference: str) -> HttpResponseBase:
    """Take over what was read, or say that it is not so."""
    is_wrong = "not_so" in request.POST
    kind, _space, value = request.POST.get("not_so" if is_wrong else "take", "").partition(" ")

    def answer(case: Case) -> None:
        act = refute_fact if is_wrong else take_fact
        act(case=case, kind=kind, value=value, by=request.actor, now=request.now)

    return act_on(request, reference, "stated", "not-stated" if is_wrong else "stated", answer)
