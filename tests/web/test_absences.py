"""Planning who is away, on the page."""

import pytest
from django.utils.timezone import localtime, now

from amends.models import Absence
from tests.builders import DAY, build_house, build_staff
from tests.web.browsing import browser_of, text_of

pytestmark = pytest.mark.django_db
HERE = "/settings/away"


@pytest.fixture
def house():
    return build_house()


def form(cover, **more):
    instants = {"starts_at": now() - DAY, "ends_at": now() + DAY}
    return {name: f"{localtime(at):%Y-%m-%dT%H:%M}" for name, at in instants.items()} | {"cover": cover.pk, **more}


def test_one_plans_ones_own_absence_and_is_back_at_a_press(house):
    lin, wei = (
        build_staff("specialist", house.harbour, name="Lin"),
        build_staff("specialist", house.harbour, name="Wei"),
    )
    browser = browser_of(lin)

    planned = browser.post(HERE, form(wei))
    page = text_of(browser.get(HERE))
    back = browser.post(f"{HERE}/{Absence.objects.get().pk}/over")

    assert planned.headers["Location"] == f"{HERE}?said=planned"
    assert "away now" in page
    assert "Wei stands in" in page
    assert back.headers["Location"] == f"{HERE}?said=back"
    assert "Nobody is away" in text_of(browser.get(HERE))


def test_a_refusal_stands_at_its_field_and_the_rest_is_kept(house):
    lin = build_staff("specialist", house.harbour, name="Lin")

    answer = browser_of(lin).post(HERE, form(lin, ends_at="2020-01-01T09:00"))

    assert answer.status_code == 422
    assert "The end lies after the beginning, and ahead." in text_of(answer)
    assert 'value="2020-01-01T09:00"' in answer.content.decode()


def test_a_specialist_neither_sees_nor_ends_the_absence_of_another(house):
    lin, wei = build_staff("specialist", house.harbour), build_staff("specialist", house.harbour)
    browser_of(lin).post(HERE, form(wei))
    browser = browser_of(wei)

    assert "Nobody is away" in text_of(browser.get(HERE))
    assert browser.post(f"{HERE}/{Absence.objects.get().pk}/over").status_code == 404
