"""How many false warnings a year the house takes, asked and shown."""

import pytest

from amends.models import Organisation
from tests.builders import build_house, build_staff
from tests.surging import build_warning, quiet_weeks
from tests.web.browsing import browser_of, text_of

pytestmark = pytest.mark.django_db

HERE = "/settings/warnings"


@pytest.fixture
def house():
    return build_house()


def test_it_is_asked_in_words_and_can_be_taken_back(house):
    analyst = browser_of(build_staff("analyst", house.root))

    answer = analyst.post(HERE, {"a_year": "3"}, follow=True)

    page = text_of(answer)
    assert page.count("About 3 false warnings a year") == 3  # the statement, the choice, and the line with Undo
    assert "Undo" in page
    assert Organisation.objects.get().false_warnings_a_year == 3


def test_a_number_that_is_not_offered_is_refused_at_its_field(house):
    answer = browser_of(house.administrator).post(HERE, {"a_year": "1000"})

    assert answer.status_code == 422
    assert "Choose one of the offered numbers." in text_of(answer)


def test_who_leads_one_place_reads_who_changes_it(house):
    page = text_of(browser_of(build_staff("supervisor", house.harbour)).get(HERE))

    assert "Whoever leads the whole house changes it." in page
    assert "Save" not in page


def test_the_warnings_say_what_was_asked_for_what_came_and_whether_there_is_history_enough(house):
    build_warning(house.harbour)
    browser = browser_of(house.administrator)

    page = text_of(browser.get("/warnings"))
    assert "Set to about 6 false warnings a year for the whole house." in page
    assert "Fixed limits hold until there is half a year of history." in page

    quiet_weeks(house, weeks=40)
    assert "Fixed limits hold" not in text_of(browser.get("/warnings"))
