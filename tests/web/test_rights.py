"""The laws the house knows: by day, by rule, with their golden cases, and tried."""

from datetime import date

import pytest

from amends.rules.rights.library import pack_of
from tests.builders import build_house
from tests.web.browsing import browser_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return browser_of(build_house().administrator)


def test_the_list_shows_what_holds_on_a_day(ada):
    now, before = (text_of(ada.get("/rights", {"on": day})) for day in ("2026-11-19", "2005-02-16"))

    assert "Air passenger rights in the European Union" in now
    assert "Air passenger rights in the European Union" not in before
    assert "Repair, replacement and return of goods in China" in before


def test_a_day_that_is_none_is_named_and_the_page_stands(ada):
    answer = ada.get("/rights", {"on": "soon"})

    assert answer.status_code == 422
    assert "This is no day of the calendar." in text_of(answer)


def test_a_law_shows_its_rules_their_source_and_golden_cases_that_hold(ada):
    page = text_of(ada.get("/rights/eu261", {"on": "2026-11-19"}))

    assert "Compensation for arriving three hours late or more" in page
    assert "Art. 7; C-402/07 Sturgeon" in page
    assert "arrival_delay_minutes >= 180" in page
    assert "https://eur-lex.europa.eu/eli/reg/2004/261/oj" in page
    assert "2005-02-17 – today and on" in page
    assert f"{len(pack_of('eu261', on=date(2026, 11, 19)).golden)} golden cases" in page
    assert "does not hold" not in page


def test_what_nobody_verified_says_so(ada):
    assert "Some rules are not verified" in text_of(ada.get("/rights/uk261"))
    assert "Some rules are not verified" not in text_of(ada.get("/rights/eu261"))
    assert "Off: it counts only at places where it was switched on." in text_of(ada.get("/rights/eu261@reform"))


def test_a_law_is_tried_with_facts(ada):
    told = {"eu261.distance_km": "1620", "eu261.intra_eu": "yes", "eu261.arrival_delay_minutes": "185"}

    assert "€400" in text_of(ada.get("/rights/eu261", told))
    odd = ada.get("/rights/eu261", {"eu261.arrival_delay_minutes": "185"})
    assert odd.status_code == 422
    assert "The law needs this to say what is owed." in text_of(odd)


def test_a_law_of_another_time_says_when_it_held(ada):
    page = text_of(ada.get("/rights/cn-market", {"on": "2019-12-31"}))

    assert "Not the law on 2019-12-31" in page
    assert "2020-01-01 – 2026-04-14" in page


def test_there_is_no_page_for_a_law_nobody_wrote(ada):
    assert ada.get("/rights/magic").status_code == 404
