"""The toast: it says what was done, takes it back, and names what stayed as it was."""

import re

import pytest
from django.utils import timezone

from amends.models import Organisation
from amends.rules.refusals import Conflict
from amends.services import undoing
from amends.services.undoing import leave_undo, undoes
from amends.web import toasts
from amends.web.respond import done
from amends.web.toasts import says
from tests.builders import DAY, build_case, build_house, build_staff
from tests.web.browsing import browser_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


@pytest.fixture(autouse=True)
def counting(monkeypatch):
    monkeypatch.setattr(undoing, "_takes_back", {})
    monkeypatch.setattr(toasts, "_says", {})

    @undoes("cases.counted")
    def uncount(facts, *, by, now):
        if facts["count"] == 13:
            raise Conflict("Somebody counted on.")
        Organisation.objects.update(name="Uncounted")
        return [(case, "It ran away.") for case in facts.get("lost", [])]

    @says("cases.counted")
    def words(facts, now):
        return f"{facts['count']} counted"


def count(house, **more):
    now = more.pop("now", timezone.now())
    return leave_undo(verb="cases.counted", facts={"count": 3, **more}, by=house.actor, now=now)


def test_the_toast_says_it_with_figures_and_offers_to_take_it_back(house):
    undo = count(house)

    page = browser_of(house.administrator).get(f"/queue?view=all&undo={undo.pk}")

    assert "3 counted Undo" in text_of(page)
    assert f'action="/undo/{undo.pk}"' in page.content.decode()
    assert 'name="next" value="/queue?view=all"' in page.content.decode()


def test_undo_returns_to_the_same_page_and_says_so(house):
    undo = count(house)
    ada = browser_of(house.administrator)

    answer = ada.post(f"/undo/{undo.pk}", {"next": "/queue?view=all"}, follow=True)

    assert answer.redirect_chain == [(f"/queue?view=all&undo={undo.pk}", 303)]
    assert "Taken back" in text_of(answer)
    assert Organisation.objects.get().name == "Uncounted"


def test_what_could_not_be_taken_back_is_named_case_by_case(house):
    case = build_case(site=house.harbour)
    undo = count(house, lost=[case.pk])

    answer = browser_of(house.administrator).post(f"/undo/{undo.pk}", {"next": "/queue"}, follow=True)

    assert re.search(r"Left as they were AM-\d+ It ran away\.", text_of(answer))


def test_a_refusal_says_why(house):
    undo = count(house, count=13)

    answer = browser_of(house.administrator).post(f"/undo/{undo.pk}")

    assert answer.status_code == 409
    assert "Somebody counted on." in text_of(answer)


def test_nobody_sees_or_takes_back_what_another_did(house):
    undo = count(house)
    other = browser_of(build_staff("supervisor"))

    assert "3 counted" not in text_of(other.get(f"/queue?undo={undo.pk}"))
    assert other.post(f"/undo/{undo.pk}").status_code == 404


def test_an_old_address_offers_nothing(house):
    undo = count(house, now=timezone.now() - DAY)

    page = text_of(browser_of(house.administrator).get(f"/queue?undo={undo.pk}"))

    assert "3 counted" in page
    assert "Undo" not in page


@pytest.mark.parametrize("undo", ["", "x", "9" * 40, "0"])
def test_a_broken_number_says_nothing(house, undo):
    assert "Done" not in text_of(browser_of(house.administrator).get("/queue", {"undo": undo}))


def test_undo_leads_to_no_other_site(house):
    undo = count(house)

    answer = browser_of(house.administrator).post(f"/undo/{undo.pk}", {"next": "//elsewhere.example"})

    assert answer.headers["Location"] == f"/queue?undo={undo.pk}"


def test_a_new_word_takes_the_place_of_the_one_before():
    assert done("/queue?view=all&said=sent&undo=7", "noted").headers["Location"] == "/queue?view=all&said=noted"
