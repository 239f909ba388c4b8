"""Sign in, stay in, sign out."""

import pytest
from django.test import Client

from amends.services.staff import edit_staff, set_password
from amends.web import signing_in
from tests.builders import NOW, PASSWORD, build_house
from tests.web.browsing import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house(password=PASSWORD)


@pytest.fixture(autouse=True)
def _nobody_tried_before():
    signing_in.tries._times.clear()


def sign_in(client, password=PASSWORD, **fields):
    return client.post("/sign-in", {"email": "Admin@Clearwater.example", "password": password, **fields})


def test_the_right_password_leads_to_where_one_wanted_to_go(house, client):
    assert sign_in(client, next="/queue?view=mine")["Location"] == "/queue?view=mine"
    assert client.get("/queue").status_code == 200


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a\nb"]
)
def test_it_never_leads_to_another_site(house, client, elsewhere):
    assert sign_in(client, next=elsewhere)["Location"] == "/queue"


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(house, client):
    wrong = sign_in(client, password="wrong")
    unknown = client.post("/sign-in", {"email": "nobody@example.com", "password": "wrong"})

    assert (wrong.status_code, unknown.status_code) == (422, 422)
    assert "do not go together" in text_of(wrong)
    assert text_of(wrong) == text_of(unknown)


def test_guessing_is_stopped_and_told_so(house, client):
    for _try in range(signing_in.tries.most):
        sign_in(client, password="wrong")

    answer = sign_in(client)

    assert answer.status_code == 429
    assert "Try again in 15 minutes." in text_of(answer)


def test_somebody_who_left_is_out_at_once(house, client):
    other = house.actor
    sign_in(client)
    from tests.builders import build_staff

    build_staff("administrator")
    house.root.responsible = build_staff("administrator")
    house.root.save()
    edit_staff(
        staff=house.administrator, name="Ada", given_name="Ada", memberships=[], is_active=False, by=other, now=NOW
    )

    assert client.get("/queue")["Location"] == "/sign-in"


def test_a_new_password_ends_the_other_sessions_and_opens_new_ones(house, client):
    sign_in(client)
    client.get("/queue")
    set_password(staff=house.administrator, password="another kettle of fish", by=house.actor, now=NOW)
    fresh = Client()
    sign_in(fresh, password="another kettle of fish")

    assert fresh.get("/queue").status_code == 200
    assert client.get("/queue").status_code == 302


def test_signing_out_closes_the_door(house, client):
    sign_in(client)
    client.post("/sign-out")

    assert client.get("/queue")["Location"] == "/sign-in"
    assert client.get("/sign-out").status_code == 405


def test_a_form_on_another_site_cannot_sign_anybody_in(house):
    client = Client(enforce_csrf_checks=True)

    answer = client.post("/sign-in", {"email": "admin@clearwater.example", "password": PASSWORD})

    assert answer.status_code == 403
    assert "Nothing was sent." in text_of(answer)


def test_the_page_names_its_origin_so_that_the_form_passes(house, client):
    assert client.get("/sign-in")["Referrer-Policy"] == "same-origin"
