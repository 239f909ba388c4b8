"""The page of the goodwill budgets, and the line of it beside an offer."""

from datetime import date

import pytest
from django.utils import timezone

from amends.models import Budget
from amends.rules.budgets import Standing, period_at
from amends.services.budgets import set_budget
from amends.web.budget_chart import chart_of
from tests.builders import build_house, build_staff
from tests.services.test_budgets import given
from tests.services.test_offers import begun
from tests.web.browsing import browser_of, page_of, text_of

pytestmark = pytest.mark.django_db
HERE = "/budgets"
FORM = {"currency": "CNY", "amount": "150", "period": "month"}


@pytest.fixture
def house():
    return build_house(now=timezone.now())


@pytest.fixture
def admin(house):
    return browser_of(house.administrator)


def planned(house, minor):
    now = timezone.now()
    return set_budget(site=house.harbour, currency="CNY", period="month", amount_minor=minor, by=house.actor, now=now)


def test_an_administrator_sets_one_changes_it_and_ends_it(house, admin):
    assert "No goodwill budget is set" in text_of(admin.get(HERE))

    for amount in ("150", "200"):
        done = admin.post(HERE, FORM | {"site": str(house.harbour.pk), "amount": amount}, follow=True)
    assert "Harbour" in text_of(done)
    assert "Budget ¥200 Spent ¥0 0 % Left ¥200" in text_of(done)
    budget = Budget.objects.in_force().get()
    assert (budget.site, budget.amount_minor, budget.period) == (house.harbour, 20_000, "month")

    ended = admin.post(f"{HERE}/{budget.pk}/end", follow=True)
    assert "No goodwill budget is set" in text_of(ended)
    assert not Budget.objects.in_force().exists()


@pytest.mark.parametrize(
    ("odd", "field"),
    [
        ({"amount": "much"}, "amount"),
        ({"amount": "0"}, "amount"),
        ({"period": "week"}, "period"),
        ({"site": "0"}, "site"),
    ],
)
def test_what_is_odd_is_refused_at_its_field_and_stays_typed(house, admin, odd, field):
    page = admin.post(HERE, FORM | {"site": str(house.harbour.pk)} | odd)

    assert page.status_code == 422
    assert f'id="f-{field}-error"' in page.content.decode()
    assert Budget.objects.count() == 0


def test_what_is_spent_and_in_hand_stands_in_figures_and_day_by_day(house):
    planned(house, 20_000)
    given(house, 10_000, now=timezone.now())
    given(house, 4_000, now=timezone.now(), is_chosen=False)

    page = text_of(browser_of(build_staff("supervisor", house.harbour)).get(HERE))

    assert "Budget ¥200 Spent ¥100 50 % Offered, not chosen yet ¥40 Left ¥60" in page
    assert "Day by day" in page
    assert "Set a budget" not in page


def test_a_spent_one_is_said_in_the_sentence(house, admin):
    planned(house, 10_000)
    given(house, 10_000, now=timezone.now())

    assert "Harbour has spent its goodwill" in text_of(admin.get(HERE))


def test_what_is_left_stands_beside_the_offer_and_beyond_it_approval_is_asked(house):
    planned(house, 15_000)
    given(house, 10_000, now=timezone.now())
    lin = browser_of(build_staff("front_line", house.harbour))
    asked = {"currency": "CNY", "price_minor": "200", "lost": "money"}

    def remedy(total):
        return text_of(lin.get(f"{page_of(begun(house))}/remedy", asked | {"total_minor": total}))

    within, beyond = remedy("50"), remedy("60")

    assert "¥50 of goodwill left this month at Harbour" in within
    assert "Offer ¥50" in within
    assert "Of ¥150 of goodwill for this period, ¥100 are given" in beyond
    assert "It goes out once approved: Recovery specialist." in beyond


def test_of_another_place_one_sees_none(house):
    planned(house, 15_000)

    assert "Harbour" not in text_of(browser_of(build_staff("supervisor", house.old_town)).get(HERE))


def test_the_drawing_ends_today_and_goes_on_at_the_same_pace():
    november = period_at("month", date(2026, 11, 1))

    chart = chart_of({date(2026, 11, 1): 100, date(2026, 11, 11): 400}, Standing(1000, 500), november, 0.5)

    points = [tuple(float(one) for one in point.split(",")) for point in chart.spent.split()]
    assert (points[0], points[-1]) == ((chart.left, chart.floor), chart.today)
    assert chart.goes_on == (*chart.today, 712.0, chart.limit_y)  # exactly the budget, at the end
