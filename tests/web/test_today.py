"""Today: the sentence says what to do first, and every section is short."""

import pytest
from django.utils import timezone

from amends.models import Case, Transfer
from amends.services.cases import promise_next_date, reply_to_customer
from amends.services.listening import hear_more
from amends.services.promises import sweep_overdue
from amends.services.transfers import ask_transfer
from tests.builders import DAY, HOUR, MINUTE, build_case, build_house, build_staff, customer_of, owner_of
from tests.web import browsing
from tests.web.browsing import browser_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def ada(house):
    return browser_of(house.administrator)


def reference(case):
    return browsing.page_of(case).removeprefix("/cases/")


def test_a_broken_promise_comes_before_everything(house, ada, now):
    build_case("Long broken", site=house.harbour, now=now - 3 * DAY)
    sweep_overdue(now=now)

    words = text_of(ada.get("/today"))

    assert "1 promise is broken. Apologise first" in words
    assert "0 kept, 1 broken, 0 running" in words


def test_what_is_owed_from_earlier_days_leaves_room_for_today(house, ada, now):
    for number in range(5):
        build_case(f"Long broken {number}", site=house.harbour, now=now - (3 + number) * DAY)
    sweep_overdue(now=now)

    words = text_of(ada.get("/today"))

    assert "5 promises are broken. Apologise first" in words
    rail = words[words.index("Today’s promises") :]
    assert "5 owed from earlier days" in rail
    assert "Long broken" not in rail


def test_what_falls_due_within_the_hour_is_said(house, ada, now):
    case = build_case("Nearly", site=house.harbour, now=now - DAY)
    reply_to_customer(case=case, text="Soon", next_at=now + 5 * MINUTE, by=owner_of(case), now=now)

    words = text_of(ada.get("/today"))

    # At five to midnight it is a promise of tomorrow.
    assert "1 promise falls due within the hour" in words or "You owe nobody anything today" in words


def test_a_case_is_accepted_and_declined_where_it_stands(house, now):
    lin = build_staff(site=house.root, name="Lin Yue")
    cases = [build_case(f"Matter {number}", site=house.harbour, now=now) for number in range(2)]
    for case in cases:
        ask_transfer(case=case, to=lin, by=owner_of(case), now=now, reason="She wants one person")
    browser = browser_of(lin)
    assert "2 cases wait for you to accept them" in text_of(browser.get("/today"))

    accepted = browser.post("/today", {"case": reference(cases[0]), "answer": "accept"}, follow=True)
    browser.post("/today", {"case": reference(cases[1]), "answer": "decline"})

    assert accepted.redirect_chain == [("/today?said=accepted", 303)]
    assert [Case.objects.get(pk=case.pk).owner == lin for case in cases] == [True, False]
    assert not Transfer.objects.pending().exists()


def test_an_answer_that_comes_too_late_is_refused_on_the_page(house, now):
    lin = build_staff(site=house.root, name="Lin Yue")
    case = build_case(site=house.harbour, now=now)

    page = browser_of(lin).post("/today", {"case": reference(case), "answer": "accept"})

    assert page.status_code == 409
    assert "Nobody is asked to take this case over any more." in text_of(page)


def test_who_wrote_back_stands_there_once(house, ada, now):
    case = build_case("First words", site=house.harbour, now=now - HOUR)
    assert "Wrote back" not in text_of(ada.get("/today"))

    hear_more(case=case, text="And another thing", by=customer_of(case), now=now)

    assert "Wrote back 1" in text_of(ada.get("/today"))


def test_nothing_to_do_is_said_well(house, now):
    words = text_of(browser_of(build_staff(site=house.harbour)).get("/today"))

    assert "You owe nobody anything today" in words
    assert "None at your places" in words


def test_cases_of_other_places_are_not_there(house, now):
    build_case("Old Town matter", site=house.old_town, now=now)

    assert "Old Town matter" not in text_of(browser_of(build_staff(site=house.harbour)).get("/today"))


def test_the_page_asks_the_database_little(house, ada, now, django_assert_max_num_queries):
    for number in range(20):
        case = build_case(f"Matter {number}", site=house.harbour, now=now, name=f"Customer {number}")
        promise_next_date(case=case, next_at=now + HOUR, by=owner_of(case), now=now)
    ada.get("/today")

    with django_assert_max_num_queries(12):
        ada.get("/today")
