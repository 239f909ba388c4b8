"""Goodwill budgets: counted from the ledger, asked a level up when they are spent, told of once, never in the way."""

from datetime import timedelta

import pytest
from django.conf import settings

from amends.gateways.files import FileStore
from amends.models import Budget, BudgetAlert, Event, Notification
from amends.rules.refusals import Conflict, Invalid, NotAllowed
from amends.services import cases
from amends.services.approvals import decide_approval
from amends.services.budgets import daily_spending, end_budget, set_budget, spending_of, tightest, watch_budgets
from amends.services.checking import check_everything
from amends.services.choosing import accept_offer
from amends.services.offers import make_offer, take_back_offer
from amends.services.sizing import size_offer
from amends.services.staff import actor_of
from tests.builders import DAY, NOW, build_actor, build_house, build_staff, customer_of
from tests.services.test_offers import begun

pytestmark = pytest.mark.django_db
LATER = NOW + 10 * DAY  # 12 March: a third of the month is over
# Nothing owed, and 100.00 of goodwill on a price of 200.00.
GIFT = {"currency": "CNY", "price_minor": 20_000, "total_minor": 10_000, "lost": "money"}


@pytest.fixture
def house():
    house = build_house()
    yield house
    assert check_everything(files=FileStore(settings.FILES_FOLDER), now=LATER).findings == []


@pytest.fixture
def front(house):
    return build_actor("front_line", house.harbour)


@pytest.fixture
def supervisor(house):
    return build_staff("supervisor", house.harbour)


def planned(house, minor, site=None, period="month", currency="CNY", now=NOW):
    site = site or house.harbour
    return set_budget(site=site, currency=currency, period=period, amount_minor=minor, by=house.actor, now=now)


def given(house, minor=10_000, *, now=NOW, is_chosen=True, **facts):
    """Give goodwill on a case of the harbour; return its offer."""
    case = begun(house)
    facts = {**GIFT, "total_minor": minor, **facts}
    offer = make_offer(case=case, facts=facts, words="That was our fault.", by=house.actor, now=now)
    return accept_offer(case=case, offer_id=offer.pk, option=0, by=customer_of(case), now=now) if is_chosen else offer


def judged(house, by, minor=10_000, now=NOW, **facts):
    case = begun(house)
    return size_offer(case=case, facts={**GIFT, "total_minor": minor, **facts}, law={}, by=by, now=now).answer.verdict


def test_what_is_spent_is_goodwill_alone_and_what_is_in_hand_counts_as_well(house):
    budget = planned(house, 100_000)
    given(house, 10_000, legal_floor_minor=6_000)
    given(house, 7_000)
    given(house, 5_000, is_chosen=False)

    spending = spending_of(budget, now=LATER)

    assert (spending.standing.spent, spending.standing.offered, spending.standing.left) == (11_000, 5_000, 84_000)
    assert daily_spending(spending) == {NOW.date(): 11_000}


def test_another_place_currency_or_month_is_not_counted(house):
    there, euros = planned(house, 100_000, house.old_town), planned(house, 100_000, currency="EUR")
    here, quarter = planned(house, 100_000), planned(house, 100_000, house.root, "quarter")
    given(house, 10_000)

    spent = [spending_of(one, now=NOW + 31 * DAY).standing.spent for one in (there, euros, here, quarter)]

    assert spent == [0, 0, 0, 0]
    spent = [spending_of(one, now=NOW + 27 * DAY).standing.spent for one in (there, euros, here, quarter)]
    assert spent == [0, 0, 10_000, 10_000]


def test_beyond_the_budget_the_next_level_is_asked_and_says_yes(house, front, supervisor):
    planned(house, 15_000)
    given(house, 10_000)
    case = begun(house)
    cases.reply_to_customer(case=case, text="I am looking into it.", by=house.actor, now=NOW)
    with pytest.raises(Invalid, match="Of ¥150 of goodwill for this period, ¥100 are given"):
        make_offer(case=case, facts=GIFT, words="That was our fault.", by=front, now=NOW)

    words = {"words": "That was our fault.", "reason": "They waited in the rain."}
    offer = make_offer(case=case, facts=GIFT, **words, by=front, now=NOW)

    assert (offer.offered_at, offer.approval.needs) == (None, "specialist")
    assert Notification.objects.filter(to=supervisor, kind="approval.asked").count() == 1
    decide_approval(offer=offer, is_granted=True, answer="", by=actor_of(supervisor), now=NOW)
    offer.refresh_from_db()
    assert offer.offered_at == NOW


def test_what_is_owed_and_a_small_gesture_need_no_budget(house, front):
    planned(house, 1)
    given(house, 3_000)

    assert judged(house, front, 10_000, legal_floor_minor=10_000).why == "floor"
    assert judged(house, front, 10_000, promised_minor=10_000).why == "floor"
    assert judged(house, front, 3_000).why == "micro_gesture"
    assert judged(house, front, 3_001).bound.key == "budget"


def test_the_tightest_budget_above_the_place_decides(house, front):
    planned(house, 50_000)
    planned(house, 9_000, house.root, "quarter")
    planned(house, 1, house.old_town)

    assert judged(house, front, 9_000).may_give
    assert not judged(house, front, 9_001).may_give
    case = begun(house)
    assert tightest(case=case, currency="CNY", now=NOW).budget.site == house.root
    assert tightest(case=case, currency="EUR", now=NOW) is None


def test_a_better_offer_on_the_same_case_does_not_count_twice(house):
    planned(house, 15_000)
    offer = given(house, 10_000, is_chosen=False)

    size = size_offer(case=offer.case, facts=GIFT, law={}, by=build_actor("specialist", house.harbour), now=NOW)

    assert size.answer.verdict.may_give
    take_back_offer(case=offer.case, by=house.actor, now=NOW)


def told(staff):
    return list(
        Notification.objects.filter(to=staff, kind__startswith="budget").order_by("pk").values_list("kind", flat=True)
    )


def test_who_leads_the_place_is_told_at_each_level_once_a_period(house, supervisor):
    planned(house, 20_000)
    watch_budgets(now=LATER)
    assert told(supervisor) == []

    for _turn in range(2):
        given(house, 10_000, now=NOW + 9 * DAY)
        for _look in range(2):
            watch_budgets(now=NOW + 28 * DAY)

    assert told(supervisor) == ["budget.half", "budget.spent"]
    assert told(build_staff("supervisor", house.old_town)) == []
    assert sorted(BudgetAlert.objects.values_list("kind", flat=True)) == ["budget.half", "budget.near", "budget.spent"]
    given(house, 20_000, now=NOW + 35 * DAY)
    watch_budgets(now=NOW + 58 * DAY)
    assert told(supervisor)[2:] == ["budget.spent"]


def test_going_on_like_this_it_ends_early_and_that_is_told(house, supervisor):
    planned(house, 25_000)
    given(house, 10_000)

    watch_budgets(now=LATER)
    watch_budgets(now=LATER + timedelta(hours=1))

    assert told(supervisor) == ["budget.early"]
    assert Notification.objects.get(kind="budget.early").case.site == house.harbour


def test_who_does_not_want_to_be_told_is_not(house, supervisor):
    supervisor.quiet_kinds = ["budget.half"]
    supervisor.save()
    planned(house, 20_000)
    given(house, 10_000)

    watch_budgets(now=NOW + 28 * DAY)

    assert told(supervisor) == []


def test_a_change_ends_the_one_before_and_the_same_again_changes_nothing(house):
    first = planned(house, 20_000)

    assert planned(house, 20_000) == first
    second = planned(house, 30_000)

    first.refresh_from_db()
    assert (first.ended_at, Budget.objects.in_force().get()) == (NOW, second)
    end_budget(budget=second, by=house.actor, now=NOW)
    with pytest.raises(Conflict):
        end_budget(budget=second, by=house.actor, now=NOW)
    verbs = Event.objects.filter(case=None, verb__startswith="budget").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["budget.set", "budget.set", "budget.ended"]


def test_only_an_administrator_sets_one_and_oddities_are_refused_at_their_field(house):
    for minor, period, field in ((0, "month", "amount"), (-1, "month", "amount"), (1, "week", "period")):
        with pytest.raises(Invalid) as refused:
            planned(house, minor, period=period)
        assert refused.value.field == field
    with pytest.raises(NotAllowed):
        set_budget(
            site=house.harbour, currency="CNY", period="month", amount_minor=1, by=build_actor("supervisor"), now=NOW
        )
