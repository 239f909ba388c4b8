"""Failed twice: noted at its instant, by people alone, with a senior colleague asked, apology and compensation both."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amends.models import Event, Promise, Site, Transfer
from amends.rules.double_deviation import Reason
from amends.rules.lifecycle import State
from amends.rules.refusals import Invalid, NotAllowed
from amends.services.cases import close_out, reply_to_customer, resolve_case, triage_case
from amends.services.closing import confirm_solved, say_not_yet
from amends.services.jobs import work_once
from amends.services.promises import sweep_overdue
from amends.services.reading import read_arrivals
from amends.services.schedule import TASKS
from amends.services.seniors import ask_senior, tend_deviation
from amends.services.staff import actor_of
from amends.services.tokens import actor_of_token, create_token
from amends.services.transfers import accept_transfer, decline_transfer
from tests.builders import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    again,
    build_actor,
    build_case,
    build_house,
    build_staff,
    customer_of,
    owner_of,
)

pytestmark = pytest.mark.django_db

WANG = {"name": "Wang Min", "identities": (("phone", "+8613800138000"),)}


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def lin(house):
    return build_actor("specialist", house.harbour, name="Lin Yue")


@pytest.fixture
def ning(house):
    return build_staff("supervisor", house.harbour, name="Ning Zhou")


def second_case(house, lin, *, after=12 * DAY):
    """The coffee machine leaked, and leaks again; Lin heard of it both times."""
    build_case("The coffee machine leaks.", site=house.harbour, post="staff", by=lin, **WANG)
    return build_case("It leaks again.", site=house.harbour, post="staff", by=lin, now=NOW + after, **WANG)


def judge(case, by, now):
    return triage_case(case=case, severity=3, failure_type=None, is_safe=True, by=by, now=now)


def failed_twice(case):
    return list(Event.objects.filter(case=case, verb="case.failed_twice").values_list("facts__reasons", "at"))


def test_a_second_failure_within_180_days_is_noted_when_it_is_judged_and_dated_at_its_receipt(house, lin):
    case = second_case(house, lin)

    judge(case, lin, NOW + 13 * DAY)
    judge(case, lin, NOW + 13 * DAY)

    assert again(case).double_deviation
    assert failed_twice(case) == [([Reason.SECOND_FAILURE], NOW + 12 * DAY)]
    assert again(case).playbook.key == "second_failure"


@pytest.mark.parametrize(
    ("words", "is_over", "after", "expected"),
    [
        ("It leaks again.", True, 12 * DAY, True),
        ("It leaks again.", False, 12 * DAY, False),  # still open: perhaps the same matter, told once more
        ("It leaks again.", True, 181 * DAY, False),
        ("Thank you so much, great service.", True, 12 * DAY, False),
    ],
)
def test_a_second_failure_after_one_put_right_is_noted_within_a_minute(house, lin, words, is_over, after, expected):
    first = build_case("The coffee machine drips.", site=house.harbour, post="staff", by=lin, **WANG)
    if is_over:
        resolve_case(case=first, final_response="Dry again.", severity=2, is_safe=True, by=lin, now=NOW)
    case = build_case(words, site=house.harbour, now=NOW + after, **WANG)

    read_arrivals(now=NOW + after + MINUTE)

    assert again(case).double_deviation == expected
    assert failed_twice(case) == [([Reason.SECOND_FAILURE], NOW + after)] * expected


def test_after_181_days_or_for_another_customer_it_is_none(house, lin):
    late = second_case(house, lin, after=181 * DAY)
    other = build_case("It leaks too.", site=house.harbour, name="He", identities=(("phone", "+8613900139000"),))

    assert not judge(late, lin, NOW + 182 * DAY).double_deviation
    assert not judge(other, lin, NOW + DAY).double_deviation


def test_what_was_meant_for_another_company_was_no_failure_of_ours(house, lin):
    first = build_case("The train was late.", site=house.harbour, **WANG)
    close_out(case=first, reason="wrong_company", explanation="Ask the railway.", by=lin, now=NOW)
    second = build_case("It leaks.", site=house.harbour, now=NOW + DAY, **WANG)

    assert not judge(second, lin, NOW + DAY).double_deviation


def test_a_broken_promise_of_the_recovery_counts_and_the_first_reply_does_not(house, lin):
    case = build_case(site=house.harbour)
    sweep_overdue(now=NOW + 3 * DAY)
    assert not again(case).double_deviation

    reply_to_customer(case=case, text="Tomorrow you know more.", by=lin, now=NOW + 3 * DAY)
    sweep_overdue(now=NOW + 5 * DAY)

    broken = Promise.objects.get(case=case, kind="progress")
    assert again(case).double_deviation
    assert failed_twice(case) == [([Reason.PROMISE_BROKEN], broken.due_at)]


def test_not_yet_after_the_end_is_written_down_as_one(house, lin):
    case = build_case(site=house.harbour)
    resolve_case(case=case, final_response="Dry again.", severity=2, is_safe=True, by=lin, now=NOW)
    confirm_solved(case=case, by=customer_of(case), now=NOW)

    say_not_yet(case=case, by=customer_of(case), now=NOW + HOUR)

    assert failed_twice(case) == [([Reason.OBJECTED], NOW + HOUR)]


@pytest.mark.parametrize("purposes", [(), ("apology",), ("compensation",)])
def test_one_of_apology_and_compensation_is_not_enough_to_resolve(house, lin, purposes):
    case = judge(second_case(house, lin), lin, NOW + 12 * DAY)

    with pytest.raises(Invalid) as refused:
        resolve_case(case=case, final_response="Done.", by=lin, now=NOW + 12 * DAY, purposes=purposes)

    assert refused.value.field == "purposes"
    assert again(case).state != State.RESOLVED


def test_both_are_wherever_they_were_written_since(house, lin):
    case, now = judge(second_case(house, lin), lin, NOW + 12 * DAY), NOW + 12 * DAY
    reply_to_customer(case=case, text="We are sorry, twice.", by=lin, now=now, purposes=["apology"])

    resolve_case(case=case, final_response="Both refunded.", by=lin, now=now, purposes=["compensation"])

    assert again(case).state == State.RESOLVED


def test_an_apology_before_the_promise_broke_is_none_for_the_break(house, lin):
    case = build_case(site=house.harbour)
    said = ["apology", "compensation"]
    reply_to_customer(case=case, text="Sorry, and here is a voucher.", by=lin, now=NOW, purposes=said)
    sweep_overdue(now=NOW + 2 * DAY)
    judge(case, lin, NOW + 2 * DAY)

    with pytest.raises(Invalid, match="both"):
        resolve_case(case=case, final_response="Done.", by=lin, now=NOW + 2 * DAY)


def test_no_program_answers_or_resolves_one(house, lin):
    case, now = judge(second_case(house, lin), lin, NOW + 12 * DAY), NOW + 12 * DAY
    program = actor_of_token(create_token(name="bot", scopes=["cases:write"], by=house.actor, now=NOW)[0])

    with pytest.raises(NotAllowed, match="A person answers here"):
        reply_to_customer(case=case, text="Beep.", by=program, now=now)
    with pytest.raises(NotAllowed, match="A person answers here"):
        resolve_case(case=case, final_response="Beep.", by=program, now=now, purposes=["apology", "compensation"])


def test_the_nearest_supervisor_is_asked_once_and_the_owner_stays_until_then(house, lin, ning):
    build_staff("supervisor", house.root, name="Far Away")
    case = judge(second_case(house, lin), lin, NOW + 12 * DAY)

    assert work_once(TASKS, now=NOW + 12 * DAY)

    asked = Transfer.objects.pending().get(case=case)
    assert (asked.to, asked.asked_by, again(case).owner_id) == (ning, None, lin.staff_id)

    decline_transfer(case=case, by=actor_of(ning), now=NOW + 12 * DAY)
    assert ask_senior(case=again(case), now=NOW + 13 * DAY) is None


def test_a_senior_owner_is_not_asked_for_another(house, lin, ning):
    case = judge(second_case(house, lin), lin, NOW + 12 * DAY)
    tend_deviation(case_id=case.pk, now=NOW + 12 * DAY)
    accept_transfer(case=case, by=actor_of(ning), now=NOW + 12 * DAY)

    assert ask_senior(case=again(case), now=NOW + 13 * DAY) is None
    assert owner_of(case).staff_id == ning.pk


def test_a_promise_that_broke_by_itself_changes_the_playbook_and_asks_somebody_senior(house, lin, ning):
    case = build_case(site=house.harbour, post="staff", by=lin)
    reply_to_customer(case=case, text="Tomorrow.", by=lin, now=NOW)
    judge(again(case), lin, NOW)
    sweep_overdue(now=NOW + 2 * DAY)

    while work_once(TASKS, now=NOW + 2 * DAY):
        pass

    assert again(case).playbook.key == "second_failure"
    assert Transfer.objects.get(case=case).to == ning


def queries_of_a_sweep(cases, house, lin, *, now):
    for number in range(cases):
        case = build_case(f"Promised word {number}.", site=house.harbour, post="staff", by=lin, now=now)
        reply_to_customer(case=case, text="We are on it.", by=lin, now=now, next_at=now + HOUR)
    with CaptureQueriesContext(connection) as asked:
        assert sweep_overdue(now=now + 2 * HOUR) == cases
    return len(asked)


def test_nobody_is_asked_who_may_not_decide_though_they_answer_for_the_place(house, lin):
    jie = build_staff("front_line", house.harbour, name="Jie")
    Site.objects.filter(pk=house.harbour.pk).update(responsible=jie)

    case = judge(second_case(house, lin), lin, NOW + 12 * DAY)
    work_once(TASKS, now=NOW + 12 * DAY)

    assert Transfer.objects.pending().get(case=case).to == house.administrator


def test_a_sweep_asks_no_more_for_many_broken_promises_than_for_few(house, lin):
    few = queries_of_a_sweep(2, house, lin, now=NOW)

    assert queries_of_a_sweep(8, house, lin, now=NOW + DAY) == few
