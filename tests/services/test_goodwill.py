"""Outcomes of our own offers: what counts as won and lost, and going by what they say."""

from datetime import timedelta

import pytest

from amends.models import Case, Event, GoodwillCurves, Offer
from amends.rules.refusals import Conflict, NotAllowed
from amends.services.goodwill import SPAN, curves_in_force, drop_curves, estimate_curves, take_up_curves
from amends.services.sizing import size_offer
from tests.builders import DAY, NOW, build_actor, build_case, build_house

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


def ended(house, *, count, total=5_000, state="closed_satisfied", kept=True, is_declined=False, price=10_000):
    """Write offers that ended; the way there is proved elsewhere."""
    for _number in range(count):
        case = build_case(site=house.harbour)
        Case.objects.filter(pk=case.pk).update(state=state)
        Offer.objects.create(
            case=case, cause=f"case {case.pk}", currency="CNY", floor_minor=0, total_minor=total, steps=[], options=[],
            facts={"currency": "CNY", "price_minor": price, "kept_service": kept}, words="Sorry.",
            made_by=house.administrator, made_at=NOW, offered_at=NOW, expires_at=NOW + 7 * DAY,
            **({"declined_at": NOW} if is_declined else {"accepted_at": NOW, "chosen": 0}),
        )  # fmt: skip


def test_won_is_the_customers_word_lost_is_a_no_and_silence_is_neither(house):
    ended(house, count=3)
    ended(house, count=2, is_declined=True, state="in_progress")
    ended(house, count=1, state="closed_dissatisfied")
    ended(house, count=4, state="closed_unconfirmed")
    ended(house, count=1, state="delivering")
    ended(house, count=1, price=0)
    ended(house, count=5, kept=False)

    found = estimate_curves(by=house.actor, now=NOW)

    assert (found.accepted.outcomes, found.rejected.outcomes) == (6, 5)
    assert estimate_curves(by=house.actor, now=NOW + SPAN + DAY).outcomes == 0


def sized(case, house):
    facts = {"currency": "CNY", "price_minor": 20_000, "customer_value_minor": 30_000, "kept_service": True}
    return size_offer(case=case, facts=facts, law={}, by=house.actor, now=NOW).answer.proposal.total.minor


def test_goodwill_goes_by_our_own_curves_and_back(house):
    # Everybody was won, by a tenth of the price as by half of it: there is little that more would win.
    ended(house, count=60, total=1_000)
    ended(house, count=60, total=5_000)
    case = build_case(site=house.harbour)
    assert sized(case, house) == 10_600

    took = take_up_curves(by=house.actor, now=NOW)
    assert (took.accepted_outcomes, took.rejected_outcomes) == (120, 0)
    assert sized(case, house) < 5_300
    again = take_up_curves(by=house.actor, now=NOW + timedelta(hours=1))

    assert list(GoodwillCurves.objects.in_force()) == [again]
    drop_curves(by=house.actor, now=NOW + DAY)
    assert curves_in_force() is None
    assert sized(case, house) == 10_600
    verbs = Event.objects.filter(verb__startswith="goodwill").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["goodwill.learnt", "goodwill.learnt", "goodwill.unlearnt"]


def test_a_few_outcomes_are_no_curve(house):
    ended(house, count=3)

    with pytest.raises(Conflict, match="There are 3 outcomes yet; with 100"):
        take_up_curves(by=house.actor, now=NOW)


def test_only_who_decides_for_the_whole_house_goes_by_them(house):
    with pytest.raises(NotAllowed):
        take_up_curves(by=build_actor("administrator", house.harbour), now=NOW)
    with pytest.raises(NotAllowed):
        estimate_curves(by=build_actor("supervisor"), now=NOW)
