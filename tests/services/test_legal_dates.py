"""The law's dates in a case: promised in one step, never later than the law, put off for a reason only."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amends.gateways.working_calendars import working_calendar
from amends.models import CaseLaw, Event, LegalDate, Promise
from amends.rules.allowances import allow
from amends.rules.deadlines import deadline
from amends.rules.refusals import Conflict, Invalid, NotAllowed, NotFound
from amends.services import cases
from amends.services.closing import say_not_yet
from amends.services.law import set_law
from amends.services.legal_dates import (
    drop_legal_date,
    meet_legal_date,
    note_notice_sent,
    promise_by_law,
)
from amends.services.promises import make_promise, sweep_overdue
from amends.services.reckoning import reckon
from amends.services.staff import actor_of
from tests.builders import DAY, HOUR, NOW, again, build_case, build_house, build_staff, customer_of

pytestmark = pytest.mark.django_db

# Monday 2026-03-02 09:00 in Shanghai; NOW is 01:00 UTC.
FINAL = datetime(2026, 4, 27, 22, 59, 59, tzinfo=UTC)  # eight weeks on, the last second of the day in London, in summer
THIRD_DAY = datetime(2026, 3, 5, 23, 59, 59, tzinfo=UTC)


@pytest.fixture
def bank():
    house = build_house()
    set_law(site=house.root, countries=["GB"], trade="finance", switched_on=[], by=house.actor, now=NOW)
    return house


@pytest.fixture
def airline():
    house = build_house()
    set_law(site=house.root, countries=["CN"], trade="air", switched_on=[], by=house.actor, now=NOW)
    return house


def taken_up(house, *, at=NOW):
    case = build_case(site=house.harbour, now=at)
    cases.triage_case(case=case, severity=3, failure_type=None, is_safe=True, by=house.actor, now=at)
    return again(case)


def promised(case):
    return {one.kind: one.due_at for one in Promise.objects.owed().filter(case=case, legal__isnull=False)}


def verbs(case):
    return list(Event.objects.filter(case=case).order_by("sequence").values_list("verb", flat=True))


def test_what_needs_no_further_fact_is_promised_in_one_step_with_where_it_stands(bank):
    case = taken_up(bank)

    promise_by_law(case=case, told={"uk-disp": {}}, by=bank.actor, now=NOW + HOUR)

    assert promised(case) == {"final_response": FINAL, "law_summary_resolution": THIRD_DAY}
    legal = LegalDate.objects.get(promise__kind="final_response")
    assert (legal.citation, legal.allow, legal.calendar) == ("FCA Handbook DISP, 1.6.2", "8w", "uk")
    assert Promise.objects.get(kind="final_response").made_at == case.received_at
    assert verbs(case)[-1] == "law.assessed"


def test_told_again_it_is_not_promised_twice(bank):
    case = taken_up(bank)
    promise_by_law(case=case, told={"uk-disp": {}}, by=bank.actor, now=NOW)
    before = verbs(case)

    assert promise_by_law(case=case, told={"uk-disp": {}}, by=bank.actor, now=NOW + HOUR) == []

    assert Promise.objects.filter(kind="final_response").count() == 1
    assert verbs(case) == before


def test_it_is_the_date_that_counts_where_it_is_the_earliest(airline):
    case = taken_up(airline)
    told = {"cn-flight": {"tarmac_minutes": 30}}

    promise_by_law(case=case, told=told, by=airline.actor, now=NOW + timedelta(minutes=5))

    assert again(case).next_due_at == case.received_at + timedelta(minutes=30)


def test_what_nobody_verified_is_promised_only_when_it_was_chosen(airline):
    case = taken_up(airline)
    told = {"cn-flight": {"tarmac_minutes": 30}}

    promise_by_law(case=case, told=told, by=airline.actor, now=NOW)
    assert set(promised(case)) == {"law_next_news"}

    chosen = {"law_next_news", "law_acceptance"}
    promise_by_law(case=case, told=told, kinds=chosen, by=airline.actor, now=NOW)
    assert set(promised(case)) == chosen
    assert not LegalDate.objects.get(promise__kind="law_acceptance").is_verified


def test_working_days_know_holidays_and_make_up_workdays(airline):
    at = datetime(2026, 9, 30, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai, the day before the holidays
    case = taken_up(airline, at=at)

    promise_by_law(case=case, told={"cn-air-service": {"refund_asked": True}}, by=airline.actor, now=at)

    assert promised(case)["law_decision"] == datetime(2026, 10, 20, 15, 59, 59, tzinfo=UTC)
    assert promised(case)["law_refund"] == datetime(2026, 10, 15, 15, 59, 59, tzinfo=UTC)


def test_the_way_to_the_date_is_counted_by_the_days_of_the_law(airline):
    at = datetime(2026, 9, 30, 2, 0, tzinfo=UTC)
    case = taken_up(airline, at=at)
    promise_by_law(case=case, told={"cn-air-service": {}}, by=airline.actor, now=at)

    reckoning = reckon(Promise.objects.select_related("legal", "case__site").get(kind="law_decision"))

    assert reckoning.due_at == promised(case)["law_decision"]
    assert [one.day.day for one in reckoning.steps if one.number][:3] == [8, 9, 10]  # the tenth is a Saturday, worked


def test_the_clock_runs_from_the_receipt_and_not_from_when_somebody_looked(bank):
    case = taken_up(bank)

    promise_by_law(case=case, told={"uk-disp": {}}, by=bank.actor, now=NOW + 10 * DAY)
    sweep_overdue(now=NOW + 10 * DAY)

    missed = Promise.objects.get(kind="law_summary_resolution")
    assert (missed.missed_at, missed.made_at) == (THIRD_DAY, case.received_at)


def test_other_facts_that_leave_less_time_bring_it_forward(bank):
    case = taken_up(bank)
    promise_by_law(case=case, told={"uk-disp": {}}, by=bank.actor, now=NOW)

    earlier = {"received_at": (NOW - 7 * DAY).isoformat()}
    promise_by_law(case=case, told={"uk-disp": earlier}, by=bank.actor, now=NOW)

    assert promised(case)["final_response"] == FINAL - 7 * DAY
    assert list(Promise.objects.filter(kind="final_response", withdrawn_at=NOW).values_list("due_at", flat=True)) == [
        FINAL
    ]


def test_other_facts_that_leave_more_time_put_it_off_for_a_reason_and_by_who_may(bank):
    case = taken_up(bank)
    promise_by_law(case=case, told={"uk-disp": {}}, by=bank.actor, now=NOW)
    later = {"uk-disp": {"received_at": (NOW + 7 * DAY).isoformat()}}
    front = actor_of(build_staff("front_line", bank.harbour))

    with pytest.raises(NotAllowed):
        promise_by_law(case=case, told=later, reason="I say so.", by=front, now=NOW + 8 * DAY)
    with pytest.raises(Invalid) as refused:
        promise_by_law(case=case, told=later, by=bank.actor, now=NOW + HOUR)
    assert refused.value.field == "reason"
    assert promised(case)["final_response"] == FINAL

    promise_by_law(case=case, told=later, reason="The letter bears another date.", by=bank.actor, now=NOW + HOUR)

    assert promised(case)["final_response"] == FINAL + 7 * DAY
    was = LegalDate.objects.get(promise__kind="final_response", promise__withdrawn_at=NOW + HOUR)
    assert was.relaxed_because == "The letter bears another date."
    assert verbs(case).count("law.relaxed") == 2


def test_what_the_law_no_longer_asks_for_is_dropped_for_a_reason(bank):
    case = taken_up(bank)
    promise_by_law(case=case, told={"uk-disp": {}}, by=bank.actor, now=NOW)
    settled = {"uk-disp": {"resolved_by_third_day": True}}

    with pytest.raises(Invalid):
        promise_by_law(case=case, told=settled, by=bank.actor, now=NOW)
    promise_by_law(case=case, told=settled, reason="They took our word on Tuesday.", by=bank.actor, now=NOW)

    assert set(promised(case)) == {"law_summary_resolution"}


def test_a_date_is_dropped_by_hand_for_a_reason_and_does_not_come_back(bank):
    case = taken_up(bank)
    promise_by_law(case=case, told={"uk-disp": {}}, by=bank.actor, now=NOW)
    final = Promise.objects.get(kind="final_response")

    with pytest.raises(Invalid):
        drop_legal_date(case=case, promise_id=final.pk, reason=" ", by=bank.actor, now=NOW)
    drop_legal_date(case=case, promise_id=final.pk, reason="They are no customer.", by=bank.actor, now=NOW)
    promise_by_law(case=case, told={"uk-disp": {}}, kinds={"law_summary_resolution"}, by=bank.actor, now=NOW)

    assert set(promised(case)) == {"law_summary_resolution"}


def test_an_earlier_word_of_the_house_stands_and_cannot_be_put_off_past_the_law(bank):
    case = taken_up(bank)
    make_promise(case=case, kind="final_response", due_at=NOW + 5 * DAY, by=bank.actor, now=NOW)

    promise_by_law(case=case, told={"uk-disp": {}}, by=bank.actor, now=NOW)
    assert promised(case)["final_response"] == NOW + 5 * DAY

    make_promise(case=again(case), kind="final_response", due_at=FINAL + DAY, by=bank.actor, now=NOW)
    assert promised(case)["final_response"] == FINAL


def test_the_final_response_keeps_what_asks_for_words_and_waits_for_the_rest(airline):
    case = taken_up(airline)
    promise_by_law(case=case, told={"cn-air-service": {"refund_asked": True}}, by=airline.actor, now=NOW)

    with pytest.raises(Conflict):
        cases.resolve_case(case=case, final_response="It is decided.", by=airline.actor, now=NOW + DAY)
    refund = Promise.objects.get(kind="law_refund")
    meet_legal_date(case=case, promise_id=refund.pk, by=airline.actor, now=NOW + DAY)
    cases.resolve_case(case=case, final_response="It is decided.", by=airline.actor, now=NOW + DAY)

    assert promised(case) == {}
    assert Promise.objects.get(kind="law_decision").kept_at == NOW + DAY


def test_a_case_that_comes_back_has_the_date_of_its_first_receipt(airline):
    case = taken_up(airline)
    promise_by_law(case=case, told={"cn-air-service": {}}, by=airline.actor, now=NOW)
    due_at = promised(case)["law_decision"]
    cases.resolve_case(case=case, final_response="It is decided.", by=airline.actor, now=NOW + DAY)

    say_not_yet(case=again(case), by=customer_of(case), now=NOW + 2 * DAY)

    assert promised(case) == {"law_decision": due_at}


def test_a_notice_is_a_next_step_until_it_was_sent(bank):
    case = taken_up(bank)
    promise_by_law(case=case, told={"uk-disp": {}}, by=bank.actor, now=NOW)
    assert CaseLaw.objects.get().found["uk-disp"]["notices"] == {
        "acknowledge": None,
        "ombudsman": None,
        "records": None,
    }

    note_notice_sent(case=case, pack="uk-disp", notice="acknowledge", by=bank.actor, now=NOW + HOUR)
    with pytest.raises(NotFound):
        note_notice_sent(case=case, pack="uk-disp", notice="summary", by=bank.actor, now=NOW + HOUR)

    promise_by_law(case=case, told={"uk-disp": {}}, kinds=set(promised(case)), by=bank.actor, now=NOW + 2 * HOUR)
    assert CaseLaw.objects.get().found["uk-disp"]["notices"]["acknowledge"] == (NOW + HOUR).isoformat()
    assert verbs(case).count("notice.sent") == 1


ACT = st.one_of(
    st.tuples(st.just("facts"), st.integers(-20, 20), st.booleans()),
    st.tuples(st.just("house"), st.integers(1, 90), st.booleans()),
)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(acts=st.lists(ACT, min_size=1, max_size=7))
def test_whatever_happens_it_is_never_promised_later_than_the_law(bank, acts):
    case = taken_up(bank)
    by_law = None
    for what, days, has_reason in acts:
        if what == "house":
            make_promise(case=again(case), kind="final_response", due_at=NOW + days * DAY, by=bank.actor, now=NOW)
        else:
            told = {"uk-disp": {"received_at": (NOW + days * DAY).isoformat()}}
            with suppress(Invalid):
                promise_by_law(case=case, told=told, reason="Why." * has_reason, by=bank.actor, now=NOW)
                by_law = deadline(NOW + days * DAY, allow("8w"), working_calendar("uk", 2026)).due_at
        owed = Promise.objects.owed().filter(case=case, kind="final_response").first()
        assert by_law is None or (owed is not None and owed.due_at <= by_law)
