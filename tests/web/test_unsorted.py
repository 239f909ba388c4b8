"""What kind of failure a case is: suggested beside its facts, said with one press."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amends.models import Case, FailureType
from amends.services.reading import read_arrivals
from tests.builders import DAY, NOW, again, build_case, build_house, build_staff
from tests.web.browsing import browser_of, page_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def ada(house):
    return browser_of(house.administrator)


def kind(key):
    return FailureType.objects.get(key=key)


def told(house, text):
    case = build_case(text, site=house.harbour)
    read_arrivals(now=NOW)
    return case


def test_the_suggestion_stands_beside_the_facts_with_its_words_and_one_key_says_yes(house, ada):
    case = told(house, "The tap in room 12 leaks.")

    page = ada.get(page_of(case))
    said = ada.post(f"{page_of(case)}/kind", {"failure_type": kind("water_leak").pk})

    assert "Amends suggests Water leak 70 %" in text_of(page)
    assert 'data-key="w"' in page.content.decode()
    assert said["Location"].startswith(page_of(case))
    assert again(case).failure_type == kind("water_leak")
    assert "Amends suggests" not in text_of(ada.get(page_of(case)))


def test_where_amends_is_not_sure_it_says_so_and_offers_what_it_may_be(house, ada):
    torn = told(house, "The tap leaks and the clerk was rude.")
    silent = told(house, "Please call me.")

    words = text_of(ada.get(page_of(torn)))

    assert "Amends is not sure. Perhaps one of these: Water leak 1 Rude 2" in words or "Rude 1 Water leak 2" in words
    assert "Amends cannot tell. Please say what it is." in text_of(ada.get(page_of(silent)))


def test_cases_amends_was_not_sure_of_are_told_one_after_the_other(house, ada):
    torn = told(house, "The tap leaks and the clerk was rude.")
    silent = told(house, "Please call me.")
    told(house, "The tap in room 12 leaks.")

    first = ada.get("/unsorted")
    guess = kind("rude").pk
    went_on = ada.post("/unsorted", {"case": torn.pk, "guess": guess, "failure_type": ""})
    second = ada.get(went_on["Location"].split("?")[0])
    ada.post("/unsorted", {"case": silent.pk, "failure_type": kind("no_show").pk})

    assert "2 cases are waiting" in text_of(first)
    assert "The tap leaks and the clerk was rude" in text_of(first)
    assert 'data-key="1"' in first.content.decode()
    assert "Please call me" in text_of(second)
    assert (again(torn).failure_type, again(silent).failure_type) == (kind("rude"), kind("no_show"))
    assert "Nothing is waiting to be sorted" in text_of(ada.get("/unsorted"))


def test_what_is_often_said_here_has_a_key_as_well_and_a_slip_is_taken_back(house, ada):
    for key in ("rude", "overcharged", "rude"):
        build_case("Please call me.", site=house.harbour, failure_type_id=kind(key).pk)
    torn = told(house, "The tap leaks and the clerk was rude.")

    page = ada.get("/unsorted").content.decode()
    said = ada.post("/unsorted", {"case": torn.pk, "guess": kind("overcharged").pk, "failure_type": ""})

    assert f'value="{kind("overcharged").pk}" data-key="3"' in page  # after the two that it may be
    assert 'id="failure_type" data-key="0"' in page
    assert "Overcharged" in text_of(ada.get(said["Location"]))
    nothing = ada.post("/unsorted", {"case": build_case(site=house.harbour).pk, "failure_type": ""})
    assert (nothing.status_code, "There is no such failure type." in text_of(nothing)) == (422, True)
    ada.post(f"/undo/{said['Location'].split('undo=')[1]}", {"next": "/unsorted"})
    assert again(torn).failure_type is None


def leaves_for_now(page):
    """Return where the key S leads."""
    return html.unescape(re.search(r'href="(/unsorted[?]after=[^"]+)" data-key="s"', page.content.decode()).group(1))


def test_what_is_left_for_now_is_passed_over_and_still_waits(house, ada):
    first, second = told(house, "Please call me."), told(house, "Please write to me.")

    beginning = ada.get("/unsorted")
    Case.objects.filter(pk=first.pk).update(next_due_at=second.next_due_at + DAY)  # it was answered meanwhile
    page = ada.get(leaves_for_now(beginning))
    Case.objects.filter(pk=first.pk).update(next_due_at=first.next_due_at)
    end = ada.get(leaves_for_now(page))

    assert "Please write to me" in text_of(page)
    assert "That was the last one" in text_of(end)
    assert "Please call me" in text_of(ada.get("/unsorted"))


def test_who_was_second_is_told_and_goes_on_with_the_next(house, ada):
    first = told(house, "Please call me.")
    told(house, "Please write to me.")
    ada.post("/unsorted", {"case": first.pk, "failure_type": kind("rude").pk})

    late = ada.post("/unsorted", {"case": first.pk, "failure_type": kind("no_show").pk})
    empty = ada.post("/unsorted", {"case": first.pk + 100})

    assert (late.status_code, empty.status_code) == (409, 404)
    assert "A colleague has judged this already." in text_of(late)
    assert "Please write to me" in text_of(late)


def test_only_cases_of_ones_own_places_are_shown_and_the_page_costs_the_same_with_many(house):
    told(house, "Please call me.")
    elsewhere = browser_of(build_staff("specialist", house.old_town))
    here = browser_of(build_staff("specialist", house.harbour))
    here.get("/unsorted")
    with CaptureQueriesContext(connection) as one:
        here.get("/unsorted")
    for number in range(6):
        told(house, f"Please call me, {number}.")
    with CaptureQueriesContext(connection) as seven:
        page = here.get("/unsorted")

    assert "Nothing is waiting to be sorted" in text_of(elsewhere.get("/unsorted"))
    assert "7 cases are waiting" in text_of(page)
    assert len(one) == len(seven) <= 6


def test_who_may_not_judge_sees_no_suggestion(house):
    case = told(house, "The tap in room 12 leaks.")
    analyst = browser_of(build_staff("analyst"))

    assert "Amends suggests" not in text_of(analyst.get(page_of(case)))


def test_said_twice_the_second_is_told_that_it_was_judged_already(house, ada):
    case = told(house, "The tap in room 12 leaks.")
    ada.post(f"{page_of(case)}/kind", {"failure_type": kind("rude").pk})

    again_said = ada.post(f"{page_of(case)}/kind", {"failure_type": kind("water_leak").pk})

    assert again_said.status_code == 409
    assert again(case).failure_type == kind("rude")
