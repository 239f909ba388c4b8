"""Sign in, stay in, sign out."""

import base64
import re

import pytest
from django.test import Client
from django.utils import timezone

from amends.models import Event, Organisation, Visit
from amends.rules.second_factors import digits_at, step_of
from amends.services.directory import forget_directory
from amends.services.reset_links import make_reset_link
from amends.services.second_factors import add_app, has_second_factor
from amends.services.staff import actor_of, edit_staff, set_password
from tests.builders import NOW, PASSWORD, build_house, build_staff
from tests.web.browsing import text_of

pytestmark = pytest.mark.django_db

SECRET = bytes(range(20))


@pytest.fixture
def house():
    return build_house(password=PASSWORD)


def sign_in(client, password=PASSWORD, **fields):
    return client.post("/sign-in", {"email": "Admin@Clearwater.example", "password": password, **fields})


def test_the_right_password_leads_to_where_one_wanted_to_go(house, client):
    assert sign_in(client, next="/queue?view=mine")["Location"] == "/queue?view=mine"
    assert client.get("/queue").status_code == 200


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a\nb"]
)
def test_it_never_leads_to_another_site(house, client, elsewhere):
    assert sign_in(client, next=elsewhere)["Location"] == "/today"


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(house, client):
    wrong = sign_in(client, password="wrong")
    unknown = client.post("/sign-in", {"email": "nobody@example.com", "password": "wrong"})

    assert (wrong.status_code, unknown.status_code) == (422, 422)
    assert "do not go together" in text_of(wrong)
    assert text_of(wrong) == text_of(unknown)


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

    assert client.get("/today")["Location"] == "/sign-in"


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

    assert client.get("/today")["Location"] == "/sign-in"
    assert client.get("/sign-out").status_code == 405


def test_a_form_on_another_site_cannot_sign_anybody_in(house):
    client = Client(enforce_csrf_checks=True)

    answer = client.post("/sign-in", {"email": "admin@clearwater.example", "password": PASSWORD})

    assert answer.status_code == 403
    assert "Nothing was sent." in text_of(answer)


def test_the_page_names_its_origin_so_that_the_form_passes(house, client):
    assert client.get("/sign-in")["Referrer-Policy"] == "same-origin"


def test_guessing_is_stopped_and_told_until_when_whether_or_not_there_is_such_a_colleague(house, client):
    for email in ("admin@clearwater.example", "nobody@example.com"):
        for _try in range(5):
            client.post("/sign-in", {"email": email, "password": "wrong"})

    known = client.post("/sign-in", {"email": "admin@clearwater.example", "password": PASSWORD})
    unknown = client.post("/sign-in", {"email": "nobody@example.com", "password": PASSWORD})

    assert (known.status_code, unknown.status_code) == (429, 429)
    # Each door was shut when its own fifth try failed: seconds apart, and sometimes in another minute.
    until = re.compile(r"You can try again at \d\d:\d\d, in 15 min\.")
    assert until.search(text_of(known))
    assert until.sub("", text_of(known)) == until.sub("", text_of(unknown))
    assert client.get("/queue").status_code == 302


def test_a_header_that_anybody_can_write_gives_no_fresh_tries(house, client):
    for number in range(6):
        answer = client.post(
            "/sign-in",
            {"email": "admin@clearwater.example", "password": "wrong"},
            REMOTE_ADDR="203.0.113.9",
            HTTP_X_FORWARDED_FOR=f"198.51.100.{number}",
        )

    assert answer.status_code == 429


def test_a_session_planted_before_signing_in_is_not_let_in(house, client):
    client.get("/sign-in")
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    client.cookies["amends_session"] = planted

    sign_in(client)

    assert client.cookies["amends_session"].value != planted
    thief = Client()
    thief.cookies["amends_session"] = planted
    assert thief.get("/queue").status_code == 302


def with_app(staff):
    return add_app(staff=staff, secret=SECRET, digits=digits(timezone.now()), by=actor_of(staff), now=timezone.now())


def digits(now):
    return digits_at(SECRET, step_of(now))


def test_the_password_alone_opens_nothing_to_whom_an_app_belongs(house, client):
    codes = with_app(house.administrator)

    first = sign_in(client, next="/queue?view=mine")

    assert first["Location"] == "/sign-in/second"
    assert client.get("/queue").status_code == 302
    assert client.get("/api/v1/cases").status_code == 401
    assert "six digits" in text_of(client.get("/sign-in/second"))
    wrong = client.post("/sign-in/second", {"code": "000000"})
    assert (wrong.status_code, "not right" in text_of(wrong)) == (422, True)
    assert client.post("/sign-in/second", {"code": codes[0]})["Location"] == "/queue?view=mine"
    assert client.get("/queue").status_code == 200
    assert Visit.objects.get().means == "recovery_code"


def test_without_the_password_there_is_no_second_question(house, client):
    assert client.get("/sign-in/second")["Location"] == "/sign-in"
    assert client.post("/sign-in/second", {"code": "123456"})["Location"] == "/sign-in"


def test_a_new_password_ends_a_half_finished_sign_in(house, client):
    codes = with_app(house.administrator)
    sign_in(client)
    set_password(staff=house.administrator, password="another kettle of fish", by=house.actor, now=NOW)

    assert client.post("/sign-in/second", {"code": codes[0]})["Location"] == "/sign-in"


def test_a_role_that_owes_a_second_factor_opens_nothing_else_first(house, client):
    Organisation.objects.update(second_factor_roles=["administrator"])
    forget_directory()
    sign_in(client)

    assert client.get("/queue")["Location"] == "/settings/security"
    assert b"event: signed-out" in client.get("/live?queue", headers={"accept": "text/event-stream"}).content
    assert client.get("/api/v1/cases").status_code == 403
    assert "Your role asks for a second factor." in text_of(client.get("/settings/security"))
    with_app(house.administrator)
    assert client.get("/queue").status_code == 200


def test_one_sees_where_one_is_signed_in_and_ends_it_there(house, client):
    sign_in(client)
    other = Client(headers={"user-agent": "Mozilla/5.0 (iPhone) Version/18.0 Safari/604.1"})
    sign_in(other)

    page = text_of(client.get("/settings/security"))
    assert "Signed in on 2 devices" in page
    assert "Safari · iPhone" in page
    visit = Visit.objects.get(device="Safari · iPhone")
    client.post(f"/settings/security/sessions/{visit.pk}")

    assert other.get("/queue").status_code == 302
    assert client.get("/queue").status_code == 200


def test_nobody_ends_the_session_of_somebody_else_by_its_number(house, client):
    other = Client()
    sign_in(other)
    build_staff("specialist", email="lin@clearwater.example", password=PASSWORD)
    client.post("/sign-in", {"email": "lin@clearwater.example", "password": PASSWORD})

    answer = client.post(f"/settings/security/sessions/{Visit.objects.get(staff=house.administrator).pk}")

    assert answer.status_code == 404
    assert other.get("/queue").status_code == 200


def test_signing_out_everywhere_else_keeps_this_one(house, client):
    others = [Client(), Client()]
    for one in (client, *others):
        sign_in(one)

    client.post("/settings/security/sessions")

    assert [one.get("/queue").status_code for one in (client, *others)] == [200, 302, 302]


def test_signing_out_takes_the_device_off_the_list(house, client):
    sign_in(client)
    client.post("/sign-out")

    assert Visit.objects.count() == 0
    assert Event.objects.filter(verb="staff.signed_out").count() == 1


def test_how_one_signs_in_is_changed_only_by_who_just_proved_it(house, client):
    client.force_login(house.administrator)

    for path in ("app/remove", "codes", "passkeys"):
        answer = client.post(f"/settings/security/{path}")
        assert answer["Location"] == "/settings/security/confirm?next=%2Fsettings%2Fsecurity"
    assert client.post("/settings/security/confirm", {"current": "wrong"}).status_code == 422
    answer = client.post("/settings/security/confirm", {"current": PASSWORD, "next": "/settings/security/app"})
    assert answer["Location"] == "/settings/security/app"
    assert "<svg" in client.get("/settings/security/app").content.decode()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_proving_it_again_never_leads_to_another_site(house, client, elsewhere):
    client.force_login(house.administrator)

    answer = client.post("/settings/security/confirm", {"current": PASSWORD, "next": elsewhere})

    assert answer["Location"] == "/settings/security"


def test_an_app_is_set_up_with_the_digits_it_shows(house, client):
    sign_in(client)
    page = client.get("/settings/security/app").content.decode()
    secret = base64.b32decode(re.search(r'class="secret">([A-Z2-7 ]+)<', page)[1].replace(" ", ""))

    wrong = client.post("/settings/security/app", {"code": "000000"})
    made = client.post("/settings/security/app", {"code": digits_at(secret, step_of(timezone.now()))})

    assert (wrong.status_code, made.status_code) == (422, 200)
    assert len(re.findall(r"<li><code>\w{5}-\w{5}</code></li>", made.content.decode())) == 10
    assert has_second_factor(house.administrator)


def test_a_reset_link_leads_to_a_new_password_once_and_not_past_the_second_factor(house, client):
    with_app(house.administrator)
    secret = make_reset_link(staff=house.administrator, by=house.actor, now=timezone.now())
    path = f"/sign-in/reset/{secret}"

    assert "For Ada Admin." in text_of(client.get(path))
    assert client.post(path, {"password": "12345"}).status_code == 422
    assert client.post(path, {"password": "another kettle of fish"})["Location"] == "/sign-in?said=password"
    assert client.get(path).status_code == 404
    assert sign_in(client, password="another kettle of fish")["Location"] == "/sign-in/second"


def test_a_wrong_link_says_nothing_about_anybody(house, client):
    answer = client.get("/sign-in/reset/not-a-secret")

    assert answer.status_code == 404
    assert "This link has run out" in text_of(answer)
    assert "Ada" not in text_of(answer)


@pytest.mark.parametrize("path", ["/sign-in/second", "/sign-in/passkey", "/sign-in/passkey/ask", "/sign-in/reset/x"])
def test_no_other_site_can_send_the_forms_of_the_door(house, path):
    assert Client(enforce_csrf_checks=True).post(path, {"code": "123456"}).status_code == 403


def test_passkeys_are_offered_only_where_browsers_make_them(house, client, settings):
    assert "passkey" not in text_of(client.get("/sign-in"))
    settings.PUBLIC_URL = "https://recovery.example.com"
    assert "Sign in with a passkey" in text_of(client.get("/sign-in"))


@pytest.mark.parametrize("answer", ["", "{}", "[]", '{"rawId": "AAAA"}', '{"rawId": 1}', "{"])
def test_what_is_no_passkey_opens_nothing(house, client, settings, answer):
    settings.PUBLIC_URL = "https://recovery.example.com"
    client.post("/sign-in/passkey/ask")

    refused = client.post("/sign-in/passkey", {"answer": answer})

    assert refused.status_code == 422
    assert client.get("/queue").status_code == 302
