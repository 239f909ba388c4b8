"""Whoever hears it writes it down, and owns it."""

import pytest

from amends.models import Case, Intake
from tests.builders import build_house, build_staff
from tests.web.browsing import browser_of, page_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def jie(house):
    return build_staff("front_line", house.harbour, name="Jie")


def test_the_first_hearer_owns_the_case(house, jie):
    fields = {
        "text": "The guest found no room.",
        "site": house.harbour.pk,
        "name": "He",
        "phone": "13800138000",
        "form_key": "k",
    }
    for _press in range(2):
        answer = browser_of(jie).post("/cases/new", fields)

    case = Case.objects.get()
    assert answer["Location"].split("?")[0] == page_of(case)
    assert (case.owner, case.first_receiver, Intake.objects.get().heard_by) == (jie, jie, jie)


def test_an_error_stands_at_its_field_and_the_words_stay(house, jie):
    answer = browser_of(jie).post("/cases/new", {"text": "No room", "site": house.harbour.pk, "email": "nobody"})

    assert answer.status_code == 422
    assert "This is not an e-mail address." in text_of(answer)
    assert "No room</textarea>" in answer.content.decode()


def test_one_writes_down_for_ones_own_places_only(house, jie):
    answer = browser_of(jie).post("/cases/new", {"text": "No room", "site": house.old_town.pk})

    assert answer.status_code == 403
    assert not Case.objects.exists()
