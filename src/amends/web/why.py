"""Why this deadline? The whole calculation in words, for colleagues and for the customer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import gettext as _

from amends.models import Case, Pause, Promise
from amends.models.merges import whole
from amends.rules.allowances import Basis
from amends.rules.promise_kinds import KINDS
from amends.rules.refusals import NotFound
from amends.services.directory import directory
from amends.services.reckoning import Reckoning, legal_of, named_by, pauses_of, reckon
from amends.web import commitments, moments, rings
from amends.web.allowing import counted_words
from amends.web.counted_days import counted_days
from amends.web.keys import owner_of, reference_of, with_key
from amends.web.navigation import staff_page_of
from amends.web.pausing import reason_names, reasons_told
from amends.web.policy_words import cases_words
from amends.web.references import case_spoken_of, spoken
from amends.web.respond import page
from amends.web.visitors import PublicRequest, StaffRequest, staff_page


@staff_page
def shown(request: StaffRequest, reference: str, pk: int) -> HttpResponseBase:
    """Show colleagues how a date came about."""
    case = case_spoken_of(
        reference, by=request.actor, among=Case.objects.visible_to(request.actor).select_related("site")
    )
    promise = _promise(case, pk)
    context = {**_reckoned(promise, request.now, is_staff=True), "case": case, "reference": spoken(case.pk)}
    return staff_page_of(request, "cases/why.html", context)


@with_key
def told(request: PublicRequest, case: Case, here: str, pk: int) -> HttpResponseBase:
    """Show the customer how a date came about, without what is the house's own."""
    promise = _promise(case, pk)
    if not commitments.is_shown(promise):
        raise NotFound
    context = {
        **_reckoned(promise, request.now, is_staff=False),
        "sentence": commitments.listed(promise, request.now, case.closed_at).name,
        "organisation": directory().organisation.name,
        "reference": reference_of(case),
        "owner": owner_of(case),
        "here": here,
    }
    return page(request, "tracking/why.html", context)


def _promise(case: Case, pk: int) -> Promise:
    found = Promise.objects.filter(case__in=whole(case.pk), pk=pk)
    promise = found.select_related("case__site", "policy__made_by", "calendar__site", "legal").first()
    if promise is None:
        raise NotFound
    return promise


def _reckoned(promise: Promise, now: datetime, *, is_staff: bool) -> dict[str, Any]:
    pauses = pauses_of(promise)
    reckoning = reckon(promise, [pause.as_rule() for pause in pauses])
    names = reason_names() if is_staff else reasons_told()
    rows = [
        (_("The clock starts"), _start(promise, now)),
        (_("It allows"), _allowed(promise, reckoning)),
        *([(_("Set by"), _set_by(promise, reckoning, now))] if is_staff else []),
        *_hours(promise, reckoning),
        *((_("It stood still"), _stood(pause, names, now)) for pause in pauses),
        *_law(promise, is_staff=is_staff),
    ]
    return {
        "promise": promise,
        "name": commitments.short_name(promise.kind),
        "standing": rings.standing(promise, now),
        "by": moments.by(promise.due_at, now),
        "exact": moments.exact(promise.due_at),
        "rows": rows,
        "days": list(counted_days(reckoning)),
        "zone": reckoning.hours.zone.key if reckoning.hours else promise.case.site.timezone,
        "now": now,
    }


def _law(promise: Promise, *, is_staff: bool) -> Iterator[tuple[str, str]]:
    if legal := getattr(promise, "legal", None):
        yield _("The law"), legal.citation
        if is_staff and not legal.is_verified:
            yield _("Not verified"), _("Nobody has read the source; a colleague promised it all the same.")
        if legal.due_at != promise.due_at:
            yield _("The law allows until"), moments.exact(legal.due_at)
        if is_staff and legal.relaxed_because:
            yield _("Put off or dropped because"), legal.relaxed_because
    if promise.kind in KINDS and KINDS[promise.kind].statutory:
        yield _("It never waits"), _("The law asks for this: no question stops its clock.")


def _start(promise: Promise, now: datetime) -> str:
    at = moments.stamp(promise.made_at, now)
    if promise.made_at == promise.case.received_at:
        return _("%(at)s, the moment we heard of it") % {"at": at}
    if promise.kind in {"progress", "follow_up"}:
        return _("%(at)s, with our word before") % {"at": at}
    return _("%(at)s, when it was promised") % {"at": at}


def _allowed(promise: Promise, reckoning: Reckoning) -> str:
    if reckoning.allowance is None:
        away = moments.length(promise.due_at - promise.runs_from)
        return _("%(length)s: the date was named itself") % {"length": away}
    return counted_words(promise.allow or KINDS[promise.kind].allow, reckoning.allowance.basis.value)


def _set_by(promise: Promise, reckoning: Reckoning, now: datetime) -> str:
    if legal := legal_of(promise):
        return _("The law: %(citation)s") % {"citation": legal.citation}
    if policy := promise.policy:
        words = _("Policy %(policy)d, version %(number)d of %(day)s: %(cases)s")
        day = moments.date(policy.made_at, now)
        facts = {"policy": policy.policy, "number": policy.number, "day": day, "cases": cases_words(policy.conditions)}
        return words % facts
    if reckoning.allowance is not None:
        return _("What is shipped, as no policy says otherwise")
    event = named_by(promise)
    if event is None:
        return _("The list it came from")
    name = directory().given_names.get(event.actor_id or 0, "") if event.actor_kind == "staff" else ""
    return _("%(name)s, who named the date") % {"name": name or _("A program")}


def _hours(promise: Promise, reckoning: Reckoning) -> Iterator[tuple[str, str]]:
    if reckoning.hours is None or (reckoning.allowance and reckoning.allowance.basis == Basis.NATURAL_DAYS):
        return
    if legal := legal_of(promise):
        words = _("The working days of the law, Monday to Friday with holidays and make-up workdays")
        words = f"{words} ({legal.calendar})"
    elif promise.calendar:
        words = _("%(place)s, as they stood then") % {"place": promise.calendar.site.name}
    else:
        words = _("Monday to Friday, 9:00 to 18:00, as none were set up")
    yield _("Opening hours"), words


def _stood(pause: Pause, names: dict[str, str], now: datetime) -> str:
    since, until = (moments.stamp(at, now) for at in (pause.began_at, pause.ended_at or pause.until_at))
    what = names.get(pause.reason, "")
    return _("%(since)s to %(until)s, waiting for %(what)s") % {"since": since, "until": until, "what": what}
