"""The way from the facts to what was delivered, on the pages: colleague, supervisor, customer."""

import pytest
from django.utils import timezone

from amends.models import Delivery, Offer, Organisation
from amends.services import cases
from amends.services.directory import forget_directory
from amends.web.offer_facts import usual_currency
from tests.builders import NOW, again, build_case, build_house, build_staff
from tests.services.test_serial_claims import gifts
from tests.web.browsing import browser_of, page_of, stranger, text_of, track_of

pytestmark = pytest.mark.django_db

BILL = {"price_minor": "37.50", "promised_minor": "75", "currency": "EUR", "lost": "money"}
NIGHT = {
    "price_minor": "200",
    "legal_floor_minor": "100",
    "undelivered_share": "80",
    "currency": "CNY",
    "kept_service": "yes",
}
WORDS = {"words": "We charged you twice. That was our mistake."}


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def case(house):
    case = build_case(site=house.harbour, identities=(("email", "wei@example.com"),))
    cases.reply_to_customer(case=case, text="We have it.", by=house.actor, now=NOW)
    cases.triage_case(case=case, severity=3, failure_type=None, is_safe=True, by=house.actor, now=NOW)
    return again(case)


@pytest.fixture
def lin(house):
    return browser_of(build_staff("front_line", house.harbour, name="Lin Lane"))


def remedy_of(case):
    return f"{page_of(case)}/remedy"


def test_the_facts_become_a_sum_with_its_steps_and_ways(case, lin):
    text = text_of(lin.get(remedy_of(case), NIGHT))

    assert "To offer ¥160" in text
    assert "Owed ¥100 Not delivered ¥160 Goodwill ¥0 You may give ¥200" in text
    assert "ways of the same worth Refund ¥160" in text
    assert "Within what you may give." in text


def test_distress_stands_in_the_sum_with_where_it_comes_from(case, lin):
    text = text_of(lin.get(remedy_of(case), {"price_minor": "900", "currency": "CNY", "distress": "some"}))

    assert "Usual where it was this bad: Considerable: from ¥300" in text
    assert "To offer ¥100 Distress ¥100" in text
    assert "Distress: the least of its band. Financial Ombudsman Service" in text
    assert "This band is not verified" in text


def test_an_odd_fact_is_named_and_nothing_typed_is_lost(case, lin):
    answer = lin.get(remedy_of(case), {**NIGHT, "undelivered_share": "120"})

    assert "Write a number between 0 and 100." in text_of(answer)
    assert 'value="120"' in answer.content.decode()


def test_less_than_what_is_owed_is_refused_beside_its_field(case, lin):
    answer = lin.post(remedy_of(case), {**NIGHT, **WORDS, "total_minor": "99"})

    assert answer.status_code == 422
    assert "This is less than the customer is owed" in text_of(answer)
    assert Offer.objects.count() == 0


def test_from_the_offer_to_the_last_event(case, lin):
    lin.post(remedy_of(case), {**BILL, **WORDS})
    offer = Offer.objects.get()
    customer, here = stranger(), track_of(case)

    page = text_of(customer.get(here))
    assert "Your options are ready" in page
    assert "How we want to put it right Refund €75 goes back to how you paid" in page
    assert "What we promise in such a case Yours by our own promise, in full €75 Together €75" in page

    chosen = customer.post(f"{here}/accept", {"offer": offer.pk, "option": "0"}, follow=True)
    assert "Thank you for choosing." in text_of(chosen)
    assert "On its way to you" in text_of(chosen)

    delivery = Delivery.objects.get()
    assert "has chosen. Now deliver it" in text_of(lin.get(remedy_of(case)))
    lin.post(f"{remedy_of(case)}/deliveries/{delivery.pk}", {"proof": "SEPA 1"})

    page = text_of(customer.get(here))
    assert "Is it put right?" in page
    assert "number SEPA 1" in page
    solved = customer.post(f"{here}/solved", follow=True)
    assert "Solved, by your word" in text_of(solved)


def test_the_customer_chooses_something_or_is_told_to(case, lin):
    lin.post(remedy_of(case), {**NIGHT, **WORDS})
    here = track_of(case)

    answer = stranger().post(f"{here}/accept", {"offer": Offer.objects.get().pk})

    assert answer.status_code == 422
    assert "Choose one of the ways to put it right." in text_of(answer)


def test_none_of_these_brings_an_answer(case, lin):
    lin.post(remedy_of(case), {**NIGHT, **WORDS})
    here = track_of(case)

    answer = stranger().post(f"{here}/decline", {"offer": Offer.objects.get().pk}, follow=True)

    assert "Then none of these." in text_of(answer)
    assert "None of these" not in text_of(stranger().get(here))
    assert again(case).state == "in_progress"


def test_a_supervisor_says_yes_on_the_page_the_notification_leads_to(house, case, lin):
    ning = browser_of(build_staff("supervisor", house.harbour, name="Ning Zhou"))
    much = {**NIGHT, **WORDS, "total_minor": "250"}
    assert "50 above your limit" in text_of(lin.get(remedy_of(case), much))

    asked = lin.post(remedy_of(case), {**much, "reason": "Two nights, and a baby."}, follow=True)
    assert "¥250 waits for approval" in text_of(asked)
    assert "None of these" not in text_of(stranger().get(track_of(case)))

    page = text_of(ning.get(remedy_of(case)))
    assert "May Lin give ¥250?" in page
    assert "Two nights, and a baby." in page
    refused = ning.post(f"{remedy_of(case)}/approval", {"act": "refuse", "answer": ""})
    assert refused.status_code == 422
    ning.post(f"{remedy_of(case)}/approval", {"act": "grant", "answer": ""})

    assert "ways to put it right, all worth the same" in text_of(stranger().get(track_of(case)))


def test_who_made_it_sees_no_button_to_approve(case, lin):
    lin.post(remedy_of(case), {**NIGHT, **WORDS, "total_minor": "250", "reason": "Two nights."})

    assert "Approve, and send it" not in text_of(lin.get(remedy_of(case)))


def test_the_case_leads_to_it_with_no_more_questions(case, lin):
    page = lin.get(page_of(case))

    assert f'href="{remedy_of(case)}"' in page.content.decode()


def test_in_chinese_too(case, lin):
    lin.post(remedy_of(case), {**BILL, **WORDS})

    page = text_of(stranger(language="zh-hans").get(track_of(case)))

    assert "我们打算这样补救 退款" in page
    assert "75 欧元在" in page


@pytest.mark.parametrize(
    ("zone", "currency"), [("Asia/Shanghai", "CNY"), ("Europe/London", "GBP"), ("Europe/Paris", "EUR"), ("UTC", "CNY")]
)
def test_the_first_offer_of_a_house_is_in_the_money_of_its_place(zone, currency):
    build_house()
    Organisation.objects.update(timezone=zone)
    forget_directory()

    assert usual_currency() == currency


def test_what_came_back_from_the_bank_is_owed_again_and_why_is_kept(case, lin):
    lin.post(remedy_of(case), {**BILL, **WORDS})
    stranger().post(f"{track_of(case)}/accept", {"offer": Offer.objects.get().pk, "option": "0"})
    delivery = f"{remedy_of(case)}/deliveries/{Delivery.objects.get().pk}"
    lin.post(delivery, {"proof": "SEPA 1"})

    refused = lin.post(f"{delivery}/came-back", {"failure": " "})
    assert refused.status_code == 422
    page = lin.post(f"{delivery}/came-back", {"failure": "The account is closed."}, follow=True)

    assert "Came back: The account is closed." in text_of(page)
    assert "Now deliver it" in text_of(page)
    assert "We told you it was done, and it has not reached you" in text_of(stranger().get(track_of(case)))


def test_goodwill_given_often_is_said_beside_the_sum_and_refuses_nothing(house, case, lin):
    now = timezone.now()
    gifts(house, 3)
    Offer.objects.update(accepted_at=now, made_at=now)

    page = lin.get(remedy_of(case), NIGHT)

    assert "Goodwill 3 times in half a year." in text_of(page)
    assert f'href="{page_of(Offer.objects.latest("pk").case)}"' in page.content.decode()
    assert "Within what you may give." in text_of(page)
