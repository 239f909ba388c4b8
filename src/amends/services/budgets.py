"""Set goodwill budgets, say how they stand, and tell who leads the place before one is spent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from amends.models import Budget, BudgetAlert, Case, LedgerEntry, Offer, Site
from amends.rules.actors import Actor
from amends.rules.budgets import (
    EARLY,
    LEVELS,
    MOST_MINOR,
    Period,
    Standing,
    levels_reached,
    period_at,
    require_period,
    runs_out_on,
)
from amends.rules.money import Money
from amends.rules.refusals import Conflict, Invalid
from amends.rules.remedies.own_limits import Bound
from amends.services import events
from amends.services.directory import directory
from amends.services.leaders import read_leaders
from amends.services.notifications import tell_of_cases
from amends.services.staff import require

GOODWILL = "goodwill_expense"


@dataclass(frozen=True, slots=True)
class Spending:
    """A budget in one of its periods, and how it stands."""

    budget: Budget
    period: Period
    standing: Standing

    @property
    def bound(self) -> Bound:
        """What is left of it, as the rules of authority take it."""
        one = self.standing
        return Bound("budget", one.budget, one.spent + one.offered, one.left)


@transaction.atomic
def set_budget(*, site: Site, currency: str, period: str, amount_minor: int, by: Actor, now: datetime) -> Budget:
    """Set the budget of a place in a currency; one that holds there already ends with it."""
    require(by, "budget.edit", site.pk)
    period, currency = require_period(period), Money(amount_minor, currency).currency
    if not 0 < amount_minor <= MOST_MINOR:
        raise Invalid(_("Write how much goodwill there is to give."), field="amount")
    before = Budget.objects.select_for_update().in_force().filter(site=site, currency=currency).first()
    if before and (before.period, before.amount_minor) == (period, amount_minor):
        return before
    Budget.objects.in_force().filter(site=site, currency=currency).update(ended_at=now)
    said = {"currency": currency, "period": period, "amount_minor": amount_minor}
    budget = Budget.objects.create(site=site, set_at=now, set_by_id=by.staff_id, **said)
    events.record_for_organisation("budget.set", by=by, now=now, site=site.pk, budget=budget.pk, **said)
    return budget


@transaction.atomic
def end_budget(*, budget: Budget, by: Actor, now: datetime) -> None:
    """End a budget: goodwill at its place is bounded by authority alone from now on."""
    require(by, "budget.edit", budget.site_id)
    if not Budget.objects.in_force().filter(pk=budget.pk).update(ended_at=now):
        raise Conflict(_("This budget has ended already."))
    events.record_for_organisation("budget.ended", by=by, now=now, site=budget.site_id, budget=budget.pk)


def spending_of(budget: Budget, *, now: datetime, without: Case | None = None) -> Spending:
    """Return how a budget stands now; ``without`` the open offer of a case, which a new one replaces."""
    period = period_at(budget.period, now.astimezone(_zone()).date())
    spent = _booked(budget, period).aggregate(sum=Sum("amount_minor"))["sum"] or 0
    in_hand = Offer.objects.open().filter(
        offered_at__isnull=False, currency=budget.currency, case__site__path__startswith=budget.site.path
    )
    if without:
        in_hand = in_hand.exclude(case=without.pk)
    offered = in_hand.aggregate(sum=Sum(F("total_minor") - F("floor_minor")))["sum"] or 0
    return Spending(budget, period, Standing(budget.amount_minor, spent, offered))


def tightest(*, case: Case, currency: str, now: datetime) -> Spending | None:
    """Return the budget with the least left of those that hold for a case; None where none does."""
    found = [spending_of(one, now=now, without=case) for one in _over(case, currency).select_related("site")]
    return min(found, key=lambda one: one.standing.left, default=None)


def lock_budgets(*, case: Case, currency: str) -> None:
    """Have a second offer from the same budgets wait for this one, so that both are counted. Inside a transaction."""
    list(_over(case, currency).select_for_update().order_by("pk"))


def daily_spending(spending: Spending) -> dict[date, int]:
    """Return what was spent on each day of the period on which anything was."""
    zone, days = _zone(), dict[date, int]()
    for at, minor in _booked(spending.budget, spending.period).values_list("booked_at", "amount_minor"):
        day = at.astimezone(zone).date()
        days[day] = days.get(day, 0) + minor
    return days


def last_day(spending: Spending, *, now: datetime) -> date | None:
    """Return the day on which it is spent if it goes on like this; None where it lasts or nobody can say yet."""
    return runs_out_on(spending.standing, spending.period, now.astimezone(_zone()))


def watch_budgets(*, now: datetime) -> int:
    """Tell who leads each place what its budget has come to, each thing once a period; return how much was told."""
    return sum(_watch(one, now=now) for one in Budget.objects.in_force().select_related("site").order_by("pk"))


@transaction.atomic
def _watch(budget: Budget, *, now: datetime) -> bool:
    spending = spending_of(budget, now=now)
    news = [*levels_reached(spending.standing), *([EARLY] if last_day(spending, now=now) else [])]
    first = spending.period.first
    known = set(BudgetAlert.objects.filter(budget=budget, first_on=first, kind__in=news).values_list("kind", flat=True))
    fresh = [kind for kind in news if kind not in known]
    # The case with which it came to this.
    last = _booked(budget, spending.period).order_by("-pk").select_related("case").first() if fresh else None
    if last is None:
        return False
    alerts = [BudgetAlert(budget=budget, first_on=first, kind=kind, told_at=now) for kind in fresh]
    BudgetAlert.objects.bulk_create(alerts, ignore_conflicts=True)
    # Of several levels reached at once the highest says it all.
    kinds = [kind for kind in LEVELS if kind in fresh][-1:] + [kind for kind in fresh if kind == EARLY]
    leaders = next(iter(read_leaders().above(site_id=budget.site_id, owner_id=0)), frozenset())
    tell_of_cases([(last.case, kind, person) for kind in kinds for person in leaders], now=now)
    return True


def _over(case: Case, currency: str) -> QuerySet[Budget]:
    line: Iterable[int] = directory().lines.get(case.site_id, ())
    return Budget.objects.in_force().filter(site__in=line, currency=currency)


def _booked(budget: Budget, period: Period) -> QuerySet[LedgerEntry]:
    zone = _zone()
    begins = datetime.combine(period.first, time(), zone)
    ends = datetime.combine(period.last + timedelta(days=1), time(), zone)
    return LedgerEntry.objects.filter(
        debit=GOODWILL, currency=budget.currency, booked_at__gte=begins, booked_at__lt=ends,
        case__site__path__startswith=budget.site.path,
    )  # fmt: skip


def _zone() -> ZoneInfo:
    return ZoneInfo(directory().organisation.timezone)
