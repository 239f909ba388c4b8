"""The bulk bar: one act for the selected cases, answered with one toast that takes all of it back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amends.models import Staff
from amends.rules.refusals import Conflict, Invalid
from amends.services import bulk
from amends.services.bulk import Outcome
from amends.services.directory import directory
from amends.services.undoing import Facts
from amends.web import moments
from amends.web.next_dates import chosen_date
from amends.web.numbers import number_in
from amends.web.references import spoken
from amends.web.respond import done, here_without_toast
from amends.web.toasts import says
from amends.web.visitors import StaffRequest


class Untouched(Conflict):
    """None of the selected cases could be acted on; ``named`` says why for each."""

    named: tuple[tuple[str, str], ...] = ()


def act_on_many(request: StaffRequest) -> HttpResponse:
    """Do what the bar says with the selected cases, and return to the same page."""
    chosen = [pk for text in request.POST.getlist("case") if (pk := number_in(text)) is not None]
    act = ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise Invalid(_("Choose what to do with the selected cases."))
    return answered(act(request, chosen), here_without_toast(request))


def answered(outcome: Outcome, url: str) -> HttpResponse:
    """Go on to a page that says what was done, with its undo; refuse with the reason of each when nothing was."""
    if outcome.undo is None:
        refusal = Untouched(_("None of the selected cases was changed."))
        refusal.named = tuple((spoken(case), why) for case, why in outcome.refused)
        raise refusal
    return done(url, undo=str(outcome.undo.pk))


def _snooze(request: StaffRequest, chosen: list[int]) -> Outcome:
    until = chosen_date(request.POST.get("until", ""), request.POST.get("until_own", ""), field="until")
    if until is None:
        raise Invalid(_("Choose until when."), field="until")
    reason = request.POST.get("reason", "")
    return bulk.snooze_cases(case_ids=chosen, until=until, reason=reason, by=request.actor, now=request.now)


def _tag(request: StaffRequest, chosen: list[int]) -> Outcome:
    return bulk.tag_cases(case_ids=chosen, name=request.POST.get("tag", ""), by=request.actor, now=request.now)


def _assign(request: StaffRequest, chosen: list[int]) -> Outcome:
    key = number_in(request.POST.get("to")) or 0
    to = Staff.objects.active().visible_to(request.actor).filter(pk=key).first()
    if to is None:
        raise Invalid(_("Who shall take them over? Choose a colleague."), field="to")
    reason = request.POST.get("why", "")
    return bulk.assign_cases(case_ids=chosen, to=to, reason=reason, by=request.actor, now=request.now)


def _reply(request: StaffRequest, chosen: list[int]) -> Outcome:
    # Ten seconds at least, whatever one chose for a single reply: these go to many.
    wait = max(timedelta(seconds=request.person.undo_seconds), bulk.UNDO_WAIT)
    text = request.POST.get("text", "")
    return bulk.reply_to_cases(case_ids=chosen, text=text, by=request.actor, now=request.now, wait=wait)


ACTS: dict[str, Callable[[StaffRequest, list[int]], Outcome]] = {
    "reply": _reply,
    "snooze": _snooze,
    "tag": _tag,
    "assign": _assign,
}


@says("cases.replied")
def _replied(facts: Facts, now: datetime) -> str:
    count = len(facts["cases"])
    return ngettext("%(count)d reply on its way", "%(count)d replies on their way", count) % {"count": count}


@says("cases.snoozed")
def _snoozed(facts: Facts, now: datetime) -> str:
    count, until = len(facts["cases"]), moments.stamp(datetime.fromisoformat(facts["until"]), now)
    words = ngettext("%(count)d case snoozed until %(until)s", "%(count)d cases snoozed until %(until)s", count)
    return words % {"count": count, "until": until}


@says("cases.tagged")
def _tagged(facts: Facts, now: datetime) -> str:
    count = len(facts["cases"])
    words = ngettext("%(count)d case tagged %(name)s", "%(count)d cases tagged %(name)s", count)
    return words % {"count": count, "name": facts["name"]}


@says("cases.accepted")
def _accepted(facts: Facts, now: datetime) -> str:
    count = len(facts["cases"])
    return ngettext("You own %(count)d case more now", "You own %(count)d cases more now", count) % {"count": count}


@says("cases.assigned")
def _assigned(facts: Facts, now: datetime) -> str:
    count, name = len(facts["cases"]), directory().given_names.get(facts["to"], "")
    words = ngettext("%(name)s asked to take over %(count)d case", "%(name)s asked to take over %(count)d cases", count)
    return words % {"count": count, "name": name}
