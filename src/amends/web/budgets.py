"""How much goodwill each team planned, how much is left, and how fast it goes."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from amends.models import Budget
from amends.rules.budgets import LEVELS, elapsed
from amends.rules.money import read_minor
from amends.rules.refusals import Invalid, NotAllowed, NotFound, Refusal
from amends.services.budgets import Spending, daily_spending, end_budget, last_day, set_budget, spending_of
from amends.services.directory import directory
from amends.services.staff import require
from amends.web.budget_chart import chart_of
from amends.web.days import day_words
from amends.web.errors import problem_of, status_of
from amends.web.navigation import staff_page_of
from amends.web.offer_facts import CURRENCIES, usual_currency
from amends.web.respond import done
from amends.web.settings_pages import chosen_place, tree_of_places
from amends.web.visitors import StaffRequest, staff_page
from amends.web.ways import amount

HERE = "/budgets"
NEAR = LEVELS["budget.near"]


@staff_page
def budgets(request: StaffRequest) -> HttpResponseBase:
    """Show how each budget stands; set one."""
    require(request.actor, "budget.read")
    if request.method != "POST":
        return _show(request)
    require(request.actor, "budget.edit")
    try:
        _set(request)
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _show(request, refusal)
    return done(HERE, "saved")


@staff_page
def end(request: StaffRequest, pk: int) -> HttpResponseBase:
    """End a budget."""
    require(request.actor, "budget.edit")
    if request.method != "POST":
        return HttpResponseRedirect(HERE)
    budget = Budget.objects.visible_to(request.actor).filter(pk=pk).first()
    if budget is None:
        raise NotFound
    try:
        end_budget(budget=budget, by=request.actor, now=request.now)
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _show(request, refusal)
    return done(HERE, "budget-ended")


def _set(request: StaffRequest) -> None:
    given = request.POST
    site, currency = chosen_place(request, given.get("site", "")), given.get("currency", "")
    if site is None:
        raise Invalid(_("For which place?"), field="site")
    if currency not in CURRENCIES:
        raise Invalid(_("Choose a currency."), field="currency")
    minor = read_minor(given.get("amount", ""), currency)
    period = given.get("period", "")
    set_budget(site=site, currency=currency, period=period, amount_minor=minor, by=request.actor, now=request.now)


def _show(request: StaffRequest, refusal: Refusal | None = None) -> HttpResponse:
    rows = Budget.objects.visible_to(request.actor).in_force().select_related("site").order_by("site__path", "pk")
    found = [spending_of(one, now=request.now) for one in rows]
    # What needs a decision first.
    found.sort(key=lambda one: one.standing.left / one.standing.budget)
    context = {
        "statement": _statement(found, request.now),
        "budgets": [_in_words(one, request.now) for one in found],
        "may_edit": request.actor.may("budget.edit"),
        "places": tree_of_places(request),
        "currencies": [(code, code) for code in CURRENCIES],
        "currency": usual_currency(),
        "periods": period_names(),
        "kept": request.POST if refusal else {},
        "problem": problem_of(refusal),
    }
    return staff_page_of(request, "budgets.html", context, status=status_of(refusal) if refusal else 200)


def period_names() -> list[tuple[str, str]]:
    """Return the kinds of periods, in words."""
    return [
        ("month", pgettext("period of a budget", "a month")),
        ("quarter", pgettext("period of a budget", "a quarter")),
    ]


def _statement(found: list[Spending], now: datetime) -> str:
    if not found:
        return _("No goodwill budget is set")
    first = found[0]
    place, one = {"place": first.budget.site.name}, first.standing
    if one.spent >= one.budget:
        return _("%(place)s has spent its goodwill") % place
    if day := last_day(first, now=now):
        return _("%(place)s will have spent its goodwill on %(day)s if it goes on like this") % {
            **place, "day": day_words(day, now),
        }  # fmt: skip
    return _("Every goodwill budget lasts") if one.spent < NEAR * one.budget else _("%(place)s nears its end") % place


def _in_words(spending: Spending, now: datetime) -> dict[str, Any]:
    budget, one, period = spending.budget, spending.standing, spending.period
    daily = daily_spending(spending)
    share = float(elapsed(period, now.astimezone(ZoneInfo(directory().organisation.timezone))))
    day = last_day(spending, now=now)
    chart = chart_of(daily, one, period, share)

    def said(minor: int) -> str:
        return amount(minor, budget.currency)

    return {
        "pk": budget.pk,
        "place": budget.site.name,
        "span": _("%(first)s to %(last)s")
        % {"first": day_words(period.first, now), "last": day_words(period.last, now)},
        "budget": said(one.budget),
        "spent": said(one.spent),
        "offered": said(one.offered) if one.offered else "",
        "left": said(one.left),
        "percent": round(100 * one.spent / one.budget),
        "is_spent": one.spent >= one.budget,
        "day": day_words(day, now) if day else "",
        "chart": chart,
        "ticks": [(x, day_words(on, now), anchor) for x, on, anchor in chart.ticks],
        "days": [(day_words(on, now), said(minor)) for on, minor in sorted(daily.items())],
    }


def left_words(spending: Spending | None) -> str:
    """Return in a line what is left of the budget an offer would come from; "" where there is none."""
    if spending is None:
        return ""
    one = spending.standing
    told = {"left": amount(one.left, spending.budget.currency), "place": spending.budget.site.name}
    if spending.budget.period == "quarter":
        return _("%(left)s of goodwill left this quarter at %(place)s") % told
    return _("%(left)s of goodwill left this month at %(place)s") % told
