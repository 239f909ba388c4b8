"""People and roles: passwords shown once, and nobody lifted above the one who lifts."""

import logging
import re

import pytest

from amends.models import Event, Membership, Staff
from tests.builders import PASSWORD, again, build_case, build_house, build_staff
from tests.web.browsing import browser_of, stranger, text_of

pytestmark = pytest.mark.django_db

HERE = "/settings/people"
SECRET = re.compile(r'id="secret" readonly value="([^"]+)"')


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def browser(house):
    return browser_of(house.administrator)


def form(house, **changes):
    return {
        "name": "Lin Yue",
        "given_name": "Lin",
        "email": "lin@clearwater.example",
        "language": "en",
        "role": ["specialist", ""],
        "place": [house.harbour.pk, house.root.pk],
        "password": "",
        **changes,
    }


def test_a_new_colleague_signs_in_with_the_password_that_is_shown_once(house, browser, caplog):
    caplog.set_level(logging.DEBUG)

    response = browser.post(HERE, form(house))

    shown = SECRET.search(response.content.decode())[1]
    added = Staff.objects.get(email="lin@clearwater.example")
    assert re.fullmatch(r"[a-z2-9]{4}(-[a-z2-9]{4}){2}", shown)
    assert list(added.memberships.values_list("role", "site")) == [("specialist", house.harbour.pk)]
    assert shown not in browser.get(HERE).content.decode()
    assert shown not in caplog.text
    assert shown not in str(list(Event.objects.values_list("facts", flat=True)))
    signed_in = stranger().post("/sign-in", {"email": added.email, "password": shown})
    assert signed_in.headers["Location"] == "/today"


def test_a_password_of_ones_own_choice_is_taken_when_it_is_good(house, browser):
    refused = browser.post(HERE, form(house, password="12345"))
    taken = browser.post(HERE, form(house, password=PASSWORD))

    assert refused.status_code == 422
    assert 'id="f-password-error"' in refused.content.decode()
    assert taken.status_code == 200
    assert Staff.objects.get(email="lin@clearwater.example").check_password(PASSWORD)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"name": ""}, "f-name", "What are they called?"),
        ({"given_name": "x" * 41}, "f-given_name", "At most 40 letters."),
        ({"email": "lin"}, "f-email", "This is not an e-mail address."),
        ({"email": "ADMIN@clearwater.example"}, "f-email", "Somebody with this e-mail address is here already."),
        ({"role": ["", ""]}, "role", "Choose at least one role and its place."),
        ({"place": ["", ""]}, "role", "At which place does this role hold?"),
        ({"role": ["king", ""]}, "role", "There is no such role."),
    ],
)
def test_what_is_refused_says_why_at_its_field_and_keeps_the_rest(house, browser, changes, field, words):
    response = browser.post(HERE, form(house, **changes))

    page = response.content.decode()
    assert response.status_code == 422
    assert words in text_of(response)
    assert f'id="{field}-error"' in page
    assert ('value="Lin Yue"' in page) is ("name" not in changes)
    assert ('<option value="specialist" selected>' in page) is ("role" not in changes)
    assert Staff.objects.count() == 1


def test_names_roles_and_leaving_are_edited(house, browser):
    lin = build_staff("specialist", house.harbour, name="Lin Yue")

    response = browser.post(
        f"{HERE}/{lin.pk}",
        {"name": "Lin Y.", "given_name": "Yue", "role": ["supervisor", "analyst"],
         "place": [house.harbour.pk, house.root.pk]},
    )  # fmt: skip

    changed = again(lin)
    assert response.headers["Location"] == "/settings/people?said=saved"
    assert (changed.name, changed.given_name, changed.is_active) == ("Lin Y.", "Yue", False)
    roles = set(Membership.objects.filter(staff=lin).values_list("role", "site"))
    assert roles == {("supervisor", house.harbour.pk), ("analyst", house.root.pk)}


def test_the_page_says_how_many_cases_are_still_theirs(house, browser):
    build_case(site=house.harbour)

    response = browser.get(f"{HERE}/{house.administrator.pk}")

    assert "Owns 1 open case." in text_of(response)


def test_the_one_who_answers_for_everything_cannot_leave(house, browser):
    ada = house.administrator
    response = browser.post(
        f"{HERE}/{ada.pk}", {"name": "Ada", "given_name": "Ada", "role": "administrator", "place": house.root.pk}
    )

    assert response.status_code == 422
    assert 'id="active-error"' in response.content.decode()
    assert again(ada).is_active


def test_the_last_administrator_stays_one(house, browser):
    ada = house.administrator
    response = browser.post(
        f"{HERE}/{ada.pk}",
        {"name": "Ada", "given_name": "Ada", "is_active": "yes", "role": "analyst", "place": house.root.pk},
    )

    assert response.status_code == 422
    assert "Somebody has to be administrator of the whole organisation." in text_of(response)
    assert list(ada.memberships.values_list("role", flat=True)) == ["administrator"]


def test_an_administrator_of_one_place_has_no_power_over_others(house):
    browser = browser_of(build_staff("administrator", house.harbour))
    ada, elsewhere = house.administrator, build_staff("specialist", house.old_town)

    takes_over = browser.post(f"{HERE}/{ada.pk}/sign-out")
    demotes = browser.post(
        f"{HERE}/{elsewhere.pk}", {"name": "X", "given_name": "X", "role": "analyst", "place": house.harbour.pk}
    )
    lifts = browser.post(HERE, form(house, role="administrator", place=house.root.pk))
    adds = browser.post(HERE, form(house))

    assert (takes_over.status_code, demotes.status_code) == (403, 403)
    assert lifts.status_code == 422
    assert "At which place does this role hold?" in text_of(lifts)
    assert adds.status_code == 200
    assert not again(ada).check_password(PASSWORD)
    assert again(elsewhere).name != "X"


def test_who_is_not_there_is_not_found(browser):
    assert browser.get(f"{HERE}/999999").status_code == 404


@pytest.mark.parametrize("role", ["front_line", "specialist", "supervisor", "analyst"])
def test_others_may_not_even_look(house, role):
    browser = browser_of(build_staff(role))

    assert browser.get(HERE).status_code == 403
    assert browser.post(HERE, form(house)).status_code == 403
    assert browser.get(f"{HERE}/{house.administrator.pk}").status_code == 403


def test_all_faults_of_a_new_colleague_are_said_at_once(house):
    answer = browser_of(house.administrator).post(HERE, form(house, email="ning", name="", given_name="x" * 41))

    page = answer.content.decode()
    assert answer.status_code == 422
    for field in ("email", "name", "given_name"):
        assert f'id="f-{field}-error"' in page
