"""The team's board: what breaks next for everybody one leads, who has how much, and a case handed on at two presses."""

import pytest
from django.utils import timezone

from amends.models import Case, Transfer
from amends.services.absences import plan_absence
from amends.services.cases import reply_to_customer
from amends.services.staff import actor_of
from amends.services.transfers import ask_transfer
from tests.builders import DAY, HOUR, MINUTE, build_case, build_house, build_staff, owner_of
from tests.web.browsing import browser_of, page_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def vera(house):
    return build_staff("supervisor", house.harbour, name="Vera Lead")


@pytest.fixture
def lin(house):
    return build_staff("specialist", house.harbour, name="Lin Yue")


def owned_by(person, case, now):
    ask_transfer(case=case, to=person, by=actor_of(person), now=now)
    return case


def reference(case):
    return page_of(case).removeprefix("/cases/")


def test_the_sentence_says_what_is_broken_and_what_comes_within_the_hour(house, vera, lin, now):
    owned_by(lin, build_case("Long broken", site=house.harbour, now=now - 3 * DAY), now)
    soon = build_case("Nearly", site=house.harbour, now=now - DAY)
    reply_to_customer(case=soon, text="Soon", next_at=now + 30 * MINUTE, by=owner_of(soon), now=now)
    build_case("Fresh", site=house.harbour, now=now)

    words = text_of(browser_of(vera).get("/team"))

    assert "1 case has a broken promise, 1 more breaks within the hour" in words
    assert words.index("Long broken") < words.index("Nearly") < words.index("Fresh")
    assert "Progress update · Unnamed · Harbour" in words
    assert "Not picked up yet 1" in words


def test_nothing_broken_is_said_well(house, vera, now):
    assert "The team owes nobody anything" in text_of(browser_of(vera).get("/team"))

    build_case("Fresh", site=house.harbour, now=now)

    assert "Nothing is broken. The next falls due" in text_of(browser_of(vera).get("/team"))


def test_other_places_stay_out_of_sight(house, vera, now):
    build_case("Old Town matter", site=house.old_town, now=now - 3 * DAY)

    words = text_of(browser_of(vera).get("/team"))

    assert "Old Town matter" not in words
    assert "The team owes nobody anything" in words


def test_a_place_is_chosen_and_the_choice_stays(house, now):
    lead = build_staff("supervisor", house.root, name="Vera Lead")
    build_case("Harbour matter", site=house.harbour, now=now - 3 * DAY)
    case = build_case("Old Town matter", site=house.old_town, now=now - 3 * DAY)
    browser, chosen = browser_of(lead), f"site={house.old_town.pk}"

    everywhere, here = browser.get("/team"), browser.get(f"/team?{chosen}")

    assert "Harbour matter" in text_of(everywhere)
    assert "2 cases have a broken promise" in text_of(everywhere)
    assert "Harbour matter" not in text_of(here)
    assert "1 case has a broken promise" in text_of(here)
    assert f"/team?case={reference(case)}&amp;{chosen}#people" in here.content.decode()


def test_a_place_one_does_not_lead_shows_nothing(house, vera, now):
    build_case("Old Town matter", site=house.old_town, now=now - 3 * DAY)

    words = text_of(browser_of(vera).get(f"/team?site={house.old_town.pk}"))

    assert "Old Town matter" not in words
    assert "No case is open at this place." in words


def test_a_case_is_handed_to_a_named_colleague_who_still_has_to_accept(house, vera, lin, now):
    case = build_case("Somebody else's", site=house.harbour, now=now - 3 * DAY)
    browser = browser_of(vera)
    chosen = browser.get(f"/team?case={reference(case)}")
    assert "Ask Lin" in text_of(chosen)

    answer = browser.post("/team", {"case": case.pk, "act": "assign", "to": lin.pk, "why": "You know her"}, follow=True)

    asked = Transfer.objects.pending().get(case=case)
    assert (asked.to, asked.reason, asked.asked_by) == (lin, "You know her", vera)
    assert Case.objects.get(pk=case.pk).owner == house.administrator
    words = text_of(answer)
    assert "Lin asked to take over 1 case" in words
    assert "Lin, asked" in words


def test_the_leader_takes_it_over_at_a_press(house, vera, now):
    case = build_case("Mine now", site=house.harbour, now=now)

    browser_of(vera).post("/team", {"case": case.pk, "act": "assign", "to": vera.pk})

    assert Case.objects.get(pk=case.pk).owner == vera


def test_who_is_away_is_said_so_and_not_offered(house, vera, lin, now):
    plan_absence(staff=lin, cover=vera, starts_at=now - HOUR, ends_at=now + DAY, by=actor_of(vera), now=now - 2 * HOUR)
    case = build_case("Somebody else's", site=house.harbour, now=now)
    browser = browser_of(vera)

    assert "Vera stands in" in text_of(browser.get("/team"))
    assert "Ask Lin" not in text_of(browser.get(f"/team?case={reference(case)}"))


def test_a_second_question_is_refused_with_the_reason_and_nothing_is_lost(house, vera, lin, now):
    case = build_case("Asked already", site=house.harbour, now=now)
    ask_transfer(case=case, to=lin, by=owner_of(case), now=now)

    page = browser_of(vera).post("/team", {"case": case.pk, "act": "assign", "to": lin.pk, "why": "You know her"})

    assert page.status_code == 409
    assert "Somebody else was asked already. Withdraw that first." in text_of(page)
    assert 'value="You know her"' in page.content.decode()


def test_only_who_leads_sees_it(house, lin):
    assert browser_of(lin).get("/team").status_code == 403
    assert "Team board" not in text_of(browser_of(lin).get("/today"))


def test_it_stands_in_the_palette(vera):
    found = browser_of(vera).get("/palette?q=team").json()["entries"]

    assert "/team" in {entry["url"] for entry in found}


def test_a_long_stretch_shows_its_first_and_how_many_there_are(house, vera, now):
    for number in range(23):
        build_case(f"Matter {number}", site=house.harbour, now=now - 3 * DAY)

    page = browser_of(vera).get("/team")

    assert page.content.decode().count("data-row-link") == 20
    assert "23 cases have a broken promise" in text_of(page)
    assert "/queue?view=team&amp;overdue=yes" in page.content.decode()


def test_the_page_asks_the_database_little(house, vera, lin, now, django_assert_num_queries):
    for age in (3 * DAY, 2 * DAY - HOUR / 2, 2 * DAY - 2 * HOUR, HOUR):
        for _number in range(3):
            owned_by(lin, build_case(site=house.harbour, now=now - age), now)
    browser = browser_of(vera)
    browser.get("/team")

    # Session and person; four stretches, their clocks, who was asked; all counts in one, all loads in one.
    with django_assert_num_queries(9):
        browser.get("/team")
