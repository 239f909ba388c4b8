"""The page for the end of a shift: every open case with a line, and the receiver's yes on Today."""

import pytest
from django.utils import timezone

from amends.models import Case, Transfer
from amends.services.cases import reply_to_customer, write_note
from amends.services.promises import sweep_overdue
from amends.services.staff import actor_of
from amends.services.transfers import ask_transfer
from tests.builders import DAY, HOUR, MINUTE, build_case, build_house, build_staff
from tests.web.browsing import browser_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def lin(house):
    return build_staff("specialist", house.harbour, name="Lin Yue")


@pytest.fixture
def ning(house):
    return build_staff("specialist", house.harbour, name="Ning Zhou")


def lins(lin, text, house, now, **heard):
    case = build_case(text, site=house.harbour, now=now, **heard)
    ask_transfer(case=case, to=lin, by=actor_of(lin), now=now)
    return case


def test_each_line_is_filled_in_from_the_last_facts(house, lin, now):
    missed = lins(lin, "The kettle leaks", house, now - 3 * DAY, wanted_outcome="My money back")
    answered = lins(lin, "The lamp is dark", house, now - HOUR)
    reply_to_customer(case=answered, text="A new lamp is on its way", next_at=now + DAY, by=actor_of(lin), now=now)
    noted = lins(lin, "The door sticks", house, now - HOUR)
    write_note(case=noted, text="Rings only after six", by=actor_of(lin), now=now)
    sweep_overdue(now=now)

    words = text_of(browser_of(lin).get("/hand-over"))

    assert "3 open cases are with you" in words
    assert "An apology is owed. Customer: “The kettle leaks” Wants: My money back" in words
    assert "We wrote: “A new lamp is on its way”" in words
    assert "Rings only after six" in words
    assert words.index(missed.title) < words.index(answered.title)


def test_what_is_ticked_goes_to_a_named_colleague_who_accepts_all_of_it_on_today(house, lin, ning, now):
    gone, staying = (lins(lin, f"Matter {number}", house, now) for number in range(2))
    third = lins(lin, "Matter 3", house, now)
    sent = {"case": [gone.pk, third.pk], "to": ning.pk, f"line-{gone.pk}": "The key is with the porter"}

    answer = browser_of(lin).post("/hand-over", sent, follow=True)

    assert "Ning asked to take over 2 cases" in text_of(answer)
    assert set(Case.objects.values_list("owner__given_name", flat=True)) == {"Lin"}
    browser = browser_of(ning)
    today = text_of(browser.get("/today"))
    assert "from Lin: The key is with the porter" in today
    assert "Accept all 2" in today

    accepted = browser.post("/today", {"answer": "accept-all", "case": [gone.pk, third.pk]}, follow=True)

    assert "You own 2 cases more now" in text_of(accepted)
    assert set(Case.objects.filter(owner=ning)) == {gone, third}
    assert Case.objects.get(pk=staying.pk).owner == lin


def test_what_was_typed_and_ticked_stays_when_nobody_was_chosen(house, lin, now):
    case, other = lins(lin, "Matter", house, now), lins(lin, "Other", house, now)

    page = browser_of(lin).post("/hand-over", {"case": [case.pk], "to": "", f"line-{case.pk}": "Written with care"})

    assert page.status_code == 422
    shown = page.content.decode()
    assert "Written with care" in shown
    assert f'value="{case.pk}" checked' in shown
    assert f'value="{other.pk}" checked' not in shown


def test_what_somebody_was_asked_for_shows_who_and_is_not_asked_for_twice(house, lin, ning, now):
    case = lins(lin, "Matter", house, now)
    ask_transfer(case=case, to=ning, by=actor_of(lin), now=now, reason="Known to her")

    page = browser_of(lin).get("/hand-over")

    assert "Known to her" in text_of(page)
    assert "Ning, asked" in text_of(page)
    assert f'name="case" value="{case.pk}"' not in page.content.decode()


def test_somebody_without_cases_is_told_so(lin):
    assert "You own no open case" in text_of(browser_of(lin).get("/hand-over"))


def test_the_page_asks_the_database_little(house, lin, now, django_assert_num_queries):
    for number in range(12):
        lins(lin, f"Matter {number}", house, now - number * MINUTE)
    browser = browser_of(lin)
    browser.get("/hand-over")

    # Session and person in one; the cases with what is known of them, their clocks, who was asked.
    with django_assert_num_queries(4):
        browser.get("/hand-over")

    assert not Transfer.objects.pending().exists()
