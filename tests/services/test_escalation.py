"""The owner, the customer and those above are told in time, and once."""

import pytest

from amends.gateways.files import FileStore
from amends.models import Notification
from amends.services.cases import promise_next_date, reply_to_customer
from amends.services.checking import check_everything
from amends.services.escalation import escalate_due
from amends.services.own_pages import choose_ways
from amends.services.promises import sweep_overdue
from amends.services.staff import actor_of
from amends.services.transfers import accept_transfer, ask_transfer
from tests.builders import HOUR, MINUTE, NOW, again, build_case, build_house, build_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def lin(house):
    return build_staff("specialist", house.harbour, name="Lin")


@pytest.fixture
def ning(house):
    """Who leads the harbour; above her is the administrator."""
    return build_staff("supervisor", house.harbour, name="Ning")


@pytest.fixture
def case(house, lin, ning):
    """A case of Lin's, with 48 hours for the first answer."""
    case = build_case(site=house.harbour)
    ask_transfer(case=case, to=lin, by=house.actor, now=NOW)
    accept_transfer(case=case, by=actor_of(lin), now=NOW)
    Notification.objects.all().delete()
    return again(case)


def look(now):
    """Do what the worker does every second."""
    sweep_overdue(now=now)
    escalate_due(now=now)


def told(person):
    return list(Notification.objects.filter(to=person).order_by("pk").values_list("kind", flat=True))


def test_the_owner_is_told_at_half_at_four_fifths_and_at_the_end_each_once(case, lin):
    for hours in range(1, 100):
        look(NOW + hours * HOUR + MINUTE)

    assert told(lin) == ["promise.half", "promise.near", "promise.broken"]


def test_who_leads_the_place_is_told_of_the_break_and_the_level_above_half_as_long_later(house, case, ning):
    for hours in range(1, 72):
        look(NOW + hours * HOUR + MINUTE)
    assert (told(ning), told(house.administrator)) == (["team.broken"], [])

    look(NOW + 72 * HOUR + MINUTE)
    assert (told(ning), told(house.administrator)) == (["team.broken"], ["team.escalated"])
    assert [event.facts["told"] for event in case.events.filter(verb="case.escalated").order_by("pk")] == [
        [ning.pk],
        [house.administrator.pk],
    ]


def test_after_a_standstill_the_break_is_told_and_not_everything_that_came_before_it(case, lin):
    look(NOW + 49 * HOUR)

    assert told(lin) == ["promise.broken"]
    assert not case.messages.exists()


def test_the_customer_is_told_two_hours_before_the_end_who_owes_the_answer_and_never_after(case):
    look(NOW + 45 * HOUR)
    assert not case.messages.exists()

    look(NOW + 46 * HOUR + MINUTE)
    look(NOW + 47 * HOUR)

    message = case.messages.get()
    assert message.text == (
        "We promised you word by 4 March, 09:00. We may not make it, and you should know that before then. "
        "Lin looks after your case and owes you the answer, or a new date."
    )
    assert case.events.get(verb="promise.at_risk").facts["said_in"] == message.pk
    assert again(case).last_word_by == "customer"


@pytest.mark.parametrize("act", ["answers", "gives a new date"])
def test_the_customer_hears_of_no_risk_when_the_owner_speaks_in_time(case, lin, act):
    by, later = actor_of(lin), NOW + 60 * HOUR
    reply_to_customer(case=case, text="We look into it.", by=by, now=NOW + HOUR, next_at=NOW + 25 * HOUR)
    if act == "answers":
        reply_to_customer(case=case, text="Tomorrow at ten.", by=by, now=NOW + 20 * HOUR, next_at=later)
    else:
        promise_next_date(case=case, next_at=later, by=by, now=NOW + 20 * HOUR)

    look(NOW + 24 * HOUR)

    assert not case.events.filter(verb="promise.at_risk").exists()
    assert told(lin) == []


def test_a_promise_that_is_settled_is_not_looked_at_again(case, lin):
    look(NOW + 49 * HOUR)
    reply_to_customer(case=case, text="At last.", by=actor_of(lin), now=NOW + 50 * HOUR, next_at=NOW + 500 * HOUR)

    look(NOW + 80 * HOUR)

    assert case.promises.get(kind="first_reply").escalates_at is None
    assert told(lin) == ["promise.broken"]


def test_who_does_not_want_a_kind_is_not_told_of_it(case, lin):
    choose_ways(staff=lin, density="plain", has_single_keys=True, quiet_kinds=["promise.half"])

    look(NOW + 25 * HOUR)

    assert told(lin) == []


def test_a_batch_of_many_leaves_every_chain_whole(house, tmp_path, django_assert_max_num_queries):
    for number in range(30):
        case = build_case(f"The tap in room {number} leaks.", house.harbour)
    look(NOW + 46 * HOUR + MINUTE)
    with django_assert_max_num_queries(30):
        look(NOW + 49 * HOUR)

    reply_to_customer(case=case, text="I am sorry.", by=house.actor, now=NOW + 49 * HOUR)
    assert Notification.objects.filter(kind="promise.broken").count() == 30
    assert check_everything(files=FileStore(tmp_path), now=NOW + 50 * HOUR).findings == []


def test_a_customer_who_reads_chinese_is_told_in_chinese(house, lin):
    case = build_case("水龙头漏水。", house.harbour, language="zh-hans")

    look(NOW + 46 * HOUR + MINUTE)

    assert case.messages.get().text.startswith("我们答应过您 3 月 4 日 09:00 前给您回话")
