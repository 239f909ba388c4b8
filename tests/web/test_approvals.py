"""What waits for somebody's word: seen on one page, decided in two taps."""

import pytest

from amends.models import Approval, FailureType, Notification, Offer
from amends.services import cases
from amends.services.absences import plan_absence
from amends.services.choosing import accept_offer
from amends.services.offers import make_offer
from amends.services.restricting import restrict_case
from amends.services.staff import actor_of
from tests.builders import DAY, HOUR, NOW, again, build_case, build_house, build_staff, customer_of
from tests.web.browsing import browser_of, text_of

pytestmark = pytest.mark.django_db

NIGHT = {"currency": "CNY", "price_minor": 20000, "undelivered_share": 0.8, "kept_service": True}
MUCH = {**NIGHT, "total_minor": 25_000}
REASON = "Two nights without heating, and a baby."


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def lin(house):
    return build_staff("front_line", house.harbour, name="Lin Lane")


@pytest.fixture
def ning(house):
    return build_staff("supervisor", house.harbour, name="Ning Zhou")


def worked_on(house):
    case = build_case(site=house.harbour)
    cases.reply_to_customer(case=case, text="We have it.", by=house.actor, now=NOW)
    failure = FailureType.objects.exclude(parent=None).order_by("pk").first()
    cases.triage_case(case=case, severity=3, failure_type=failure, is_safe=True, by=house.actor, now=NOW)
    return again(case)


def asked(house, lin):
    return make_offer(
        case=worked_on(house),
        facts=MUCH,
        words="The room was cold.",
        reason=REASON,
        by=actor_of(lin),
        now=NOW,
    )


def paid(house, minor):
    case = worked_on(house)
    facts = {**NIGHT, "total_minor": minor}
    offer = make_offer(case=case, facts=facts, words="The room was cold.", by=house.actor, now=NOW)
    accept_offer(case=case, offer_id=offer.pk, option=0, by=customer_of(case), now=NOW)


def test_the_page_shows_who_asks_why_and_what_like_cases_got(house, lin, ning):
    asked(house, lin)
    for minor in (16_000, 18_000, 19_000, 20_000, 30_000):
        paid(house, minor)

    page = text_of(browser_of(ning).get("/approvals"))

    assert "1 offer waits for your word" in page
    assert "May Lin give ¥250?" in page
    assert REASON in page
    assert "125 % of the ¥200 paid" in page
    assert "5 like it here within a year: ¥160 to ¥300, half of them up to ¥190. 1 got more." in page


def test_too_few_like_cases_give_no_middle(house, lin, ning):
    asked(house, lin)
    paid(house, 16_000)

    page = text_of(browser_of(ning).get("/approvals"))

    assert "One like it here within a year: ¥160." in page


def test_a_yes_is_one_tap_and_the_offer_goes_out(house, lin, ning):
    offer = asked(house, lin)

    answer = browser_of(ning).post("/approvals", {"offer": offer.pk, "act": "grant"}, follow=True)

    assert "Approved, and it went out" in text_of(answer)
    assert "Nothing waits for your word" in text_of(answer)
    assert again(offer).offered_at is not None


def test_a_no_is_two_taps_with_a_ready_reason(house, lin, ning):
    offer = asked(house, lin)

    browser_of(ning).post("/approvals", {"offer": offer.pk, "ready": "Please ask the customer first what they want."})

    approval = Approval.objects.get(offer=offer)
    assert (approval.is_granted, approval.answer) == (False, "Please ask the customer first what they want.")


def test_a_no_without_a_reason_is_refused_beside_its_field_and_nothing_typed_is_lost(house, lin, ning):
    offer = asked(house, lin)

    answer = browser_of(ning).post("/approvals", {"offer": offer.pk, "act": "refuse", "answer": ""})

    assert answer.status_code == 422
    assert f'id="answer-{offer.pk}-error"' in answer.content.decode()
    assert again(offer).is_open


def test_what_was_decided_meanwhile_says_so(house, lin, ning):
    offer = asked(house, lin)
    browser = browser_of(ning)
    browser.post("/approvals", {"offer": offer.pk, "act": "grant"})

    answer = browser.post("/approvals", {"offer": offer.pk, "act": "grant"})

    assert answer.status_code == 409
    assert "This was decided already" in text_of(answer)


def test_who_asked_sees_it_as_asked_and_cannot_decide(house, lin, ning):
    offer = asked(house, lin)
    browser = browser_of(lin)

    assert "You asked for these" in text_of(browser.get("/approvals"))
    assert browser.post("/approvals", {"offer": offer.pk, "act": "grant"}).status_code == 409
    assert again(offer).is_open


def test_a_restricted_case_waits_only_for_those_who_may_read_it(house, lin, ning):
    offer = asked(house, lin)
    restrict_case(case=offer.case, reason="A colleague is meant.", readers=[], by=house.actor, now=NOW)

    assert "Nothing waits for your word" in text_of(browser_of(ning).get("/approvals"))


def test_today_and_the_notification_lead_there(house, lin, ning):
    offer = asked(house, lin)
    browser = browser_of(ning)

    today = browser.get("/today").content.decode()

    assert f'href="/approvals#offer-{offer.pk}"' in today
    assert "Lin wants to give ¥250" in today
    assert 'href="/approvals"' in browser.get("/notifications").content.decode()


def test_a_deputy_is_asked_while_who_would_be_is_away(house, lin, ning):
    wei = build_staff("specialist", house.harbour, name="Wei Wu")
    plan_absence(staff=wei, cover=ning, starts_at=NOW - HOUR, ends_at=NOW + DAY, by=actor_of(wei), now=NOW - HOUR)

    asked(house, lin)

    told = Notification.objects.filter(kind="approval.asked")
    assert [row.to_id for row in told] == [ning.pk]
    assert Offer.objects.get().approval.needs == "specialist"


def test_nobody_stands_in_who_may_not_give_as_much(house, lin, ning):
    wei = build_staff("specialist", house.harbour, name="Wei Wu")
    jie = build_staff("front_line", house.harbour, name="Jie Ji")
    plan_absence(staff=wei, cover=jie, starts_at=NOW - HOUR, ends_at=NOW + DAY, by=actor_of(wei), now=NOW - HOUR)

    asked(house, lin)

    assert [row.to_id for row in Notification.objects.filter(kind="approval.asked")] == [wei.pk]
