"""A kind of failure is split on a page, and its open cases are sorted from a list."""

import pytest

from amends.models import FailureType
from tests.builders import again, build_case, build_house, build_staff
from tests.web.browsing import browser_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def rude():
    return FailureType.objects.get(key="rude")


def test_a_kind_is_split_and_its_open_cases_are_sorted_by_what_is_chosen_already(house, rude):
    shouted = build_case("The clerk shouted at us.", site=house.harbour, failure_type_id=rude.pk)
    quiet = build_case("Please call me.", site=house.harbour, failure_type_id=rude.pk)
    browser = browser_of(build_staff("analyst"))
    here = f"/settings/failures/{rude.pk}"
    assert f'href="{here}/split"' in browser.get(here).content.decode()

    names = {"name_en_1": "Clerk shouted", "name_en_2": "Clerk laughed at us", "name_zh_3": ""}
    went_on = browser.post(f"{here}/split", names)
    page = browser.get(went_on["Location"])

    loud, _laughed = rude.parts.order_by("pk")
    assert "2 open cases are still “Rude”" in text_of(page)
    assert f'<option value="{loud.pk}" selected>' in page.content.decode()
    chosen = {f"case-{shouted.pk}": loud.pk, f"case-{quiet.pk}": ""}
    kept = browser.post(f"{here}/parts", chosen)
    assert (again(shouted).failure_type, again(quiet).failure_type) == (loud, rude)
    assert "1 case sorted" in text_of(browser.get(kept["Location"]))
    assert "Split into Clerk shouted · Clerk laughed at us" in text_of(browser.get(here))


def test_one_name_is_refused_and_what_was_typed_stays(house, rude):
    browser = browser_of(build_staff("analyst"))

    refused = browser.post(f"/settings/failures/{rude.pk}/split", {"name_en_1": "Clerk shouted"})

    assert (refused.status_code, "Name at least two kinds." in text_of(refused)) == (422, True)
    assert 'value="Clerk shouted"' in refused.content.decode()
    assert again(rude).retired_at is None


def test_a_kind_that_was_not_split_has_nothing_to_sort(house, rude):
    page = browser_of(build_staff("analyst")).get(f"/settings/failures/{rude.pk}/parts")

    assert "No open case waits" in text_of(page)
