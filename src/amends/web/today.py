"""Today: what to do first, and the day's promises as a rail of rings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q
from django.http import HttpResponse, HttpResponseBase
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amends.models import Case, Promise, Transfer
from amends.rules.actors import SYSTEM
from amends.rules.refusals import Invalid, Refusal
from amends.services.approvals import waiting_for
from amends.services.directory import directory
from amends.services.handing_over import accept_cases
from amends.services.transfers import accept_transfer, decline_transfer
from amends.web import moments, rings
from amends.web.approval_cards import clock_badge
from amends.web.bulk import answered
from amends.web.errors import in_words, status_of
from amends.web.navigation import staff_page_of
from amends.web.numbers import number_in
from amends.web.references import case_spoken_of, spoken
from amends.web.respond import done
from amends.web.rows import FIELDS, Row, rows_of
from amends.web.tags import timed
from amends.web.visitors import StaffRequest, staff_page
from amends.web.ways import amount, maker_of

MOST = 8  # of each section; the queue has the others
MOST_PROMISES = 40
MOST_OLDER = 3  # of what is owed from earlier days; more than these are one line
MOST_OWED = 99
HOUR = timedelta(hours=1)
ANSWERS = {"accept": ("accepted", accept_transfer), "decline": ("declined", decline_transfer)}


@dataclass(frozen=True, slots=True)
class Stop:
    """A promise on the rail of the day."""

    promise: Promise
    due: SafeString
    title: str
    reference: str
    state: str


@dataclass(frozen=True, slots=True)
class Rail:
    """The day's promises; and how many are owed from earlier days, 0 when these few stand among the stops."""

    stops: list[Stop]
    older: int

    @property
    def older_words(self) -> str:
        """Return the number owed from earlier days as people read it: 12, or 99+."""
        return f"{MOST_OWED}+" if self.older > MOST_OWED else str(self.older)


@dataclass(frozen=True, slots=True)
class Asked:
    """A case one is asked to take over, and what the colleague said about it."""

    row: Row
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Word:
    """An offer that waits for one's word."""

    badge: SafeString
    offer: int
    by: str
    total: str
    title: str
    language: str


@staff_page
def today(request: StaffRequest) -> HttpResponseBase:
    """Show what is mine to do now; say yes or no to what I am asked to take over."""
    if request.method != "POST":
        return _show(request)
    if request.POST.get("answer") == "accept-all":
        return _accept_all(request)
    case = case_spoken_of(request.POST.get("case", ""), by=request.actor)
    said, act = ANSWERS.get(request.POST.get("answer", ""), ("", None))
    try:
        if act is None:
            raise Invalid(_("Choose an answer."))
        act(case=case, by=request.actor, now=request.now)
    except Refusal as refusal:
        return _show(request, refusal)
    return done("/today", said)


def _accept_all(request: StaffRequest) -> HttpResponse:
    """Say yes to those that stood on the page, and to no other."""
    shown = [pk for text in request.POST.getlist("case") if (pk := number_in(text)) is not None]
    try:
        return answered(accept_cases(case_ids=shown, by=request.actor, now=request.now), "/today")
    except Refusal as refusal:
        return _show(request, refusal)


def _show(request: StaffRequest, refusal: Refusal | None = None) -> HttpResponse:
    now = request.now
    mine = _mine(request)
    asked, fresh, unclaimed = _asked(request), _fresh(request), _unclaimed(request)
    rail, waiting = _rail(request), _waiting(request)
    context: dict[str, Any] = {
        "mine": mine,
        "asked": asked,
        "fresh": fresh,
        "unclaimed": unclaimed,
        "waiting": waiting,
        "rail": rail,
        "headline": _headline(rail, waiting, asked, fresh, now),
        "sums": _sums(rail.stops, now),
        "clock": moments.clock(now),
        "calendar_day": moments.date(now, now),
        "problem": in_words(refusal) if refusal else "",
    }
    return staff_page_of(request, "cases/today.html", context, status=status_of(refusal) if refusal else 200)


def _mine(request: StaffRequest) -> list[Row]:
    cases = Case.objects.visible_to(request.actor).open().owned_by(request.person.pk).awake(request.now)
    return rows_of(list(cases.by_next_promise().values(*FIELDS)[:MOST]), request.now)


def _asked(request: StaffRequest) -> list[Asked]:
    waiting = Transfer.objects.pending().filter(to=request.person.pk).order_by("pk")[:MOST]
    by_case = {row["case_id"]: row for row in waiting.values("case_id", "asked_by_id", "reason")}
    if not by_case:
        return []
    cases = Case.objects.visible_to(request.actor).open().filter(pk__in=by_case).by_next_promise()
    rows = rows_of(list(cases.values(*FIELDS)), request.now)
    names = directory().given_names
    return [
        Asked(row, names.get(by_case[row.pk]["asked_by_id"], SYSTEM.name), by_case[row.pk]["reason"]) for row in rows
    ]


def _waiting(request: StaffRequest) -> list[Word]:
    """Offers that wait for my word: the customer waits with them."""
    if not request.actor.may("remedy.as_specialist"):
        return []
    return [
        Word(
            clock_badge(one, request.now), one.offer_id, maker_of(one.offer),
            amount(one.offer.total_minor, one.offer.currency), one.offer.case.title, one.offer.case.language,
        )
        for one in waiting_for(request.actor)[:MOST]
    ]  # fmt: skip


def _fresh(request: StaffRequest) -> list[Row]:
    """Customers who spoke again after we did: their first words stand in the other sections."""
    cases = Case.objects.visible_to(request.actor).open().owned_by(request.person.pk)
    spoke = cases.filter(last_word_by="customer", last_word_at__gt=F("registered_at")).order_by("-last_word_at", "-pk")
    return rows_of(list(spoke.values(*FIELDS)[:MOST]), request.now)


def _unclaimed(request: StaffRequest) -> list[Row]:
    """What nobody took up yet in my places, but for what fell to me: that is mine already."""
    cases = Case.objects.readable_by(request.actor).unclaimed(directory().gone, is_ordered=True)
    first = cases.exclude(owner=request.person.pk).nearest(MOST, places=request.actor.places("case.read"))
    return rows_of(list(first.values(*FIELDS)), request.now)


def _rail(request: StaffRequest) -> Rail:
    """The promises of my open cases that fall due today, and older ones still owed."""
    dawn = localtime(request.now).replace(hour=0, minute=0, second=0, microsecond=0)
    mine = Case.objects.visible_to(request.actor).open().owned_by(request.person.pk)
    promises = Promise.objects.filter(case__in=mine, withdrawn_at=None)
    owed = Q(due_at__lt=dawn, kept_at=None, settled_at=None)
    due_today = Q(due_at__gte=dawn, due_at__lt=dawn + timedelta(days=1))
    older = promises.filter(owed)[: MOST_OWED + 1].count()
    shown = promises.filter(owed | due_today if older <= MOST_OLDER else due_today)
    stops = [
        Stop(
            promise,
            _due(promise.due_at, dawn, request.now),
            promise.case.title,
            spoken(promise.case_id),
            rings.standing(promise, request.now).state,
        )
        for promise in shown.select_related("case").order_by("due_at", "pk")[:MOST_PROMISES]
    ]
    return Rail(stops, older if older > MOST_OLDER else 0)


def _due(due_at: datetime, dawn: datetime, now: datetime) -> SafeString:
    """Say the time alone, since the rail is today's; of what is owed from earlier, for how long."""
    return timed(due_at, moments.clock(due_at) if due_at >= dawn else moments.length(now - due_at))


def _headline(rail: Rail, waiting: list[Word], asked: list[Asked], fresh: list[Row], now: datetime) -> str:
    """Return one sentence that says what to do first."""
    stops = rail.stops
    broken = sum(stop.state == "broken" for stop in stops) + rail.older
    soon = sum(stop.state in {"running", "soon"} and stop.promise.due_at <= now + HOUR for stop in stops)
    broken_words = ngettext(
        "%(count)d promise is broken. Apologise first", "%(count)d promises are broken. Apologise first", broken
    )
    if rail.older > MOST_OWED:
        broken_words = _("More than %(count)d promises are broken. Apologise first")
        broken = MOST_OWED
    soon_words = ngettext(
        "%(count)d promise falls due within the hour. Keep it first",
        "%(count)d promises fall due within the hour. Keep them first",
        soon,
    )
    waiting_words = ngettext("%(count)d offer waits for your word", "%(count)d offers wait for your word", len(waiting))
    asked_words = ngettext(
        "%(count)d case waits for you to accept it", "%(count)d cases wait for you to accept them", len(asked)
    )
    fresh_words = ngettext(
        "%(count)d customer wrote back. Read that first", "%(count)d customers wrote back. Read that first", len(fresh)
    )
    owed = ((broken, broken_words), (soon, soon_words), (len(waiting), waiting_words))
    first = (*owed, (len(asked), asked_words), (len(fresh), fresh_words))
    for count, words in first:
        if count:
            return words % {"count": count}
    if any(stop.state in {"running", "soon"} for stop in stops):
        return _("Nothing burns. These are the promises of today")
    return _("Every promise for today is kept") if stops else _("You owe nobody anything today")


def _sums(stops: list[Stop], now: datetime) -> str:
    if not stops:
        return ""
    states = [stop.state for stop in stops]
    running = [stop.promise.due_at for stop in stops if stop.state in {"running", "soon"}]
    counted = {
        "all": len(stops),
        "kept": states.count("kept"),
        "broken": states.count("broken") + states.count("late"),
        "running": len(running),
    }
    words = _("%(all)d promises are with you today: %(kept)d kept, %(broken)d broken, %(running)d running.")
    words %= counted
    if running:
        nearest = moments.length(min(running) - now)
        words = _("%(first)s The nearest falls due in %(length)s.") % {"first": words, "length": nearest}
    return words
