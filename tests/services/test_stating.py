"""What words state is kept beside the case, taken over only by a colleague, and wrong only once."""

import pytest

from amends.models import Reading
from amends.rules.refusals import Conflict, NotAllowed
from amends.services.listening import hear_more
from amends.services.reading import read_arrivals
from amends.services.stating import refute_fact, take_fact
from tests.builders import HOUR, NOW, again, build_actor, build_case, build_house, customer_of

pytestmark = pytest.mark.django_db
TOLD = "昨天订单号CB20261103多扣了37.50元，气死我了。"


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def case(house):
    case = build_case(TOLD, site=house.harbour, wanted_outcome="请退款。")
    read_arrivals(now=NOW)
    return again(case)


def stated(case):
    facts = Reading.objects.get(pk=case.pk).facts
    return {one["kind"]: (one["value"], one["words"], one.get("is_so")) for one in facts}


def last_event(case):
    event = case.events.latest("sequence")
    return event.verb, event.facts


def test_what_is_stated_is_kept_with_its_words_and_changes_nothing(case):
    assert stated(case) == {
        "wish": ("refund", "退款", None),
        "date": ("2026-03-01", "昨天", None),
        "order": ("CB20261103", "CB20261103", None),
        "amount": ("3750 CNY", "37.50元", None),
        "mood": ("4", "气死", None),
    }
    assert (case.emotion, case.flags) == (None, None)
    assert last_event(case) == ("case.stated", {"kinds": ["amount", "date", "mood", "order", "wish"]})


def test_each_fact_says_where_its_words_stand(case):
    intake = case.intakes.get()

    for one in Reading.objects.get(pk=case.pk).facts:
        text = intake.text if one["intake"] == intake.pk else case.wanted_outcome
        assert text[one["start"] : one["end"]] == one["words"]


def test_a_day_is_counted_where_the_case_is_and_not_where_the_server_stands(house):
    case = build_case("It broke today.", site=house.harbour, now=NOW.replace(hour=20))  # tomorrow in Shanghai

    read_arrivals(now=NOW.replace(hour=20))

    assert stated(case)["date"][0] == "2026-03-03"


def test_a_colleague_takes_a_fact_over_and_the_history_says_so_without_the_words(case, house):
    take_fact(case=case, kind="amount", value="3750 CNY", by=house.actor, now=NOW)

    assert stated(case)["amount"] == ("3750 CNY", "37.50元", True)
    assert last_event(case) == (
        "fact.taken",
        {"fact": "amount", "intake": case.intakes.get().pk, "start": TOLD.index("37.50"), "end": TOLD.index("，")},
    )


def test_a_mood_taken_over_is_that_of_the_case(case, house):
    take_fact(case=case, kind="mood", value="4", by=house.actor, now=NOW)

    assert again(case).emotion == 4


def test_of_an_ambiguous_day_the_colleague_says_which(house):
    case = build_case("I paid on 3/11.", site=house.harbour)
    read_arrivals(now=NOW)

    take_fact(case=case, kind="date", value="2026-03-11", by=house.actor, now=NOW)

    assert stated(case)["date"] == ("2026-03-11", "3/11", True)


def test_what_is_called_wrong_is_gone_also_when_it_is_said_again(case, house):
    refute_fact(case=case, kind="order", value="CB20261103", by=house.actor, now=NOW)
    hear_more(case=case, text="订单号CB20261103，房间号1208房", by=customer_of(case), now=NOW + HOUR)

    read_arrivals(now=NOW + HOUR)

    assert stated(case)["order"][2] is False
    assert stated(case)["place"][:2] == ("room 1208", "1208房")


def test_what_was_taken_over_may_be_called_wrong(case, house):
    take_fact(case=case, kind="wish", value="refund", by=house.actor, now=NOW)

    refute_fact(case=case, kind="wish", value="refund", by=house.actor, now=NOW)

    assert stated(case)["wish"][2] is False
    assert last_event(case)[0] == "fact.refuted"


@pytest.mark.parametrize("kind_and_value", [("amount", "1 CNY"), ("nothing", ""), ("order", "CB20261103")])
def test_what_is_not_there_or_judged_already_is_refused(case, house, kind_and_value):
    kind, value = kind_and_value
    refute_fact(case=case, kind="order", value="CB20261103", by=house.actor, now=NOW)

    with pytest.raises(Conflict):
        take_fact(case=case, kind=kind, value=value, by=house.actor, now=NOW)


def test_only_who_may_judge_a_case_judges_its_facts(case, house):
    with pytest.raises(NotAllowed):
        take_fact(case=case, kind="amount", value="3750 CNY", by=build_actor("analyst", house.root), now=NOW)


def test_praise_is_noted_and_puts_no_case_first(house):
    case = build_case("Thank you, the staff were wonderful.", site=house.harbour)

    read_arrivals(now=NOW)

    assert stated(case)["manner"][0] == "praise"
    assert again(case).flags is None
