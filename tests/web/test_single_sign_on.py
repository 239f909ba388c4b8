"""Sign in by the organisation's own provider, against a real one on loopback; what proves nothing opens nothing."""

import time
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

from amends.models import Event, Organisation, Visit
from amends.rules.single_sign_on import Provider
from amends.services.directory import forget_directory
from amends.services.second_factors import add_app
from amends.services.staff import edit_staff
from tests.builders import NOW, PASSWORD, build_house, build_staff
from tests.provider import CLIENT, SECRET, small_provider
from tests.web.browsing import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house(password=PASSWORD)


@pytest.fixture
def provider(settings):
    with small_provider() as known:
        settings.SINGLE_SIGN_ON = Provider(known.issuer, CLIENT, SECRET, "Clearwater ID")
        yield known


def go(client, wanted="/queue?view=mine"):
    """Press the button; return where the browser is sent."""
    return client.get("/sign-in/provider", {"next": wanted})["Location"]


def come_back(client, provider, **changes):
    return client.get("/sign-in/provider/back", provider.sign_in(go(client)) | changes)


def opens_nothing(client, answer, words):
    return (answer.status_code, words in text_of(answer), client.get("/queue").status_code) == (422, True, 302)


def test_whom_the_provider_vouches_for_is_in_where_they_wanted_to_go(house, client, provider):
    provider.person["email"] = "Admin@Clearwater.example"

    answer = come_back(client, provider)

    assert answer["Location"] == "/queue?view=mine"
    assert client.get("/queue").status_code == 200
    visit = Visit.objects.get()
    assert (visit.staff_id, visit.means) == (house.administrator.pk, "single_sign_on")
    assert Event.objects.get(verb="staff.signed_in").facts["means"] == "single_sign_on"
    assert "single sign-on" in text_of(client.get("/settings/security"))


def test_it_is_asked_for_what_the_standard_wants(house, client, provider):
    asked = parse_qs(urlsplit(go(client)).query)

    assert asked["redirect_uri"] == ["http://127.0.0.1:8000/sign-in/provider/back"]
    assert (asked["response_type"], asked["scope"]) == (["code"], ["openid email profile"])
    assert all(len(asked[name][0]) >= 43 for name in ("state", "nonce", "code_challenge"))
    assert parse_qs(urlsplit(go(client)).query)["state"] != asked["state"]


def test_the_button_stands_there_only_where_a_provider_is_named(house, client, settings):
    assert "Sign in with" not in text_of(client.get("/sign-in"))
    assert client.get("/sign-in/provider").status_code == 404
    assert client.get("/sign-in/provider/back").status_code == 404

    settings.SINGLE_SIGN_ON = Provider("https://id.example", CLIENT, SECRET, "Clearwater ID")

    assert "Sign in with Clearwater ID" in text_of(client.get("/sign-in"))


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another-program"},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"iss": "https://evil.example"},
        {"exp": int(time.time()) - 3600, "iat": int(time.time()) - 7200},
        {"exp": None},
        {"iat": int(time.time()) + 3600},
        {"sub": None},
    ],
)
def test_a_token_for_another_question_program_or_hour_opens_nothing(house, client, provider, claims):
    provider.claims = claims

    answer = come_back(client, provider)

    assert opens_nothing(client, answer, "What Clearwater ID sent proves nothing.")
    assert Event.objects.filter(verb="staff.sign_in_failed").count() == 1


def test_a_token_signed_by_somebody_else_opens_nothing(house, client, provider):
    provider.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    assert opens_nothing(client, come_back(client, provider), "proves nothing")


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_token_signed_by_nobody_or_with_our_own_secret_opens_nothing(house, client, provider, algorithm):
    provider.algorithm = algorithm

    assert opens_nothing(client, come_back(client, provider), "proves nothing")


@pytest.mark.parametrize("verified", [False, None, "false", 1.5])
def test_an_address_nobody_verified_opens_nothing(house, client, provider, verified):
    provider.person["email_verified"] = verified

    assert opens_nothing(client, come_back(client, provider), "does not vouch for your e-mail address")


@pytest.mark.parametrize("email", ["stranger@clearwater.example", "ad\u017fmin@clearwater.example", "%"])
def test_nobody_signs_up_here(house, client, provider, email):
    provider.person["email"] = email

    assert opens_nothing(client, come_back(client, provider), "Nobody works here with the address")


def test_a_look_alike_of_a_letter_is_another_person(house, client, provider):
    build_staff("specialist", house.harbour, email="sk@clearwater.example")
    provider.person["email"] = "\u017f\u212a@clearwater.example"  # folds to "sk"

    assert opens_nothing(client, come_back(client, provider), "Nobody works here with the address")


def test_somebody_who_left_stays_out(house, client, provider):
    gone = build_staff("specialist", house.harbour, name="Gone", email="gone@clearwater.example")
    edit_staff(staff=gone, name="Gone", given_name="Gone", memberships=[], is_active=False, by=house.actor, now=NOW)
    provider.person["email"] = gone.email

    assert opens_nothing(client, come_back(client, provider), "Nobody works here")


@pytest.mark.parametrize(
    "changes", [{"state": "another"}, {"state": ""}, {"state": "é"}, {"iss": "https://evil.example"}]
)
def test_an_answer_to_a_question_this_browser_did_not_ask_opens_nothing(house, client, provider, changes):
    assert opens_nothing(client, come_back(client, provider, **changes), "was not begun here")


def test_an_answer_is_good_once_and_in_one_browser(house, client, provider):
    brought = provider.sign_in(go(client))
    thief = Client()

    assert opens_nothing(thief, thief.get("/sign-in/provider/back", brought), "was not begun here")
    assert client.get("/sign-in/provider/back", brought).status_code == 303
    client.post("/sign-out")
    assert opens_nothing(client, client.get("/sign-in/provider/back", brought), "was not begun here")


def test_a_code_that_is_none_and_a_refusal_over_there_open_nothing(house, client, provider):
    assert opens_nothing(client, come_back(client, provider, code="stolen"), "proves nothing")
    assert opens_nothing(client, come_back(client, provider, error="access_denied"), "did not let you in")


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_it_never_leads_to_another_site(house, client, provider, elsewhere):
    brought = provider.sign_in(go(client, elsewhere))

    assert client.get("/sign-in/provider/back", {**brought, "next": elsewhere})["Location"] == "/today"


def test_a_provider_that_is_away_is_told_and_the_password_still_opens(house, client, settings):
    settings.SINGLE_SIGN_ON = Provider("http://127.0.0.1:9", CLIENT, SECRET, "Clearwater ID")

    answer = client.get("/sign-in/provider")

    assert opens_nothing(client, answer, "Clearwater ID does not answer.")
    assert client.post("/sign-in", {"email": "admin@clearwater.example", "password": PASSWORD}).status_code == 303


@pytest.mark.parametrize("issuer", ["http://id.example", "file:///etc", "ftp://id.example"])
def test_no_secret_goes_over_an_open_line(house, client, settings, issuer):
    settings.SINGLE_SIGN_ON = Provider(issuer, CLIENT, SECRET, "Clearwater ID")

    assert opens_nothing(client, client.get("/sign-in/provider"), "does not answer")


def test_a_session_planted_before_is_not_the_one_that_goes_on(house, client, provider):
    brought = provider.sign_in(go(client))
    planted = client.cookies["amends_session"].value

    client.get("/sign-in/provider/back", brought)

    thief = Client()
    thief.cookies["amends_session"] = planted
    assert client.cookies["amends_session"].value != planted
    assert thief.get("/queue").status_code == 302


def test_our_own_second_factor_is_asked_for_only_where_that_is_set(house, client, provider, settings):
    Organisation.objects.update(second_factor_roles=["administrator"])
    forget_directory()

    come_back(client, provider)

    assert client.get("/queue").status_code == 200
    assert client.get("/api/v1/cases").status_code == 200
    settings.SINGLE_SIGN_ON = Provider(provider.issuer, CLIENT, SECRET, "Clearwater ID", asks_twice=True)
    other = Client()
    come_back(other, provider)
    assert other.get("/queue")["Location"] == "/settings/security"


def test_an_app_of_ours_is_asked_for_on_top_where_that_is_set(house, client, provider, settings):
    settings.SINGLE_SIGN_ON = Provider(provider.issuer, CLIENT, SECRET, "Clearwater ID", asks_twice=True)
    secret = bytes(range(20))
    from amends.rules.second_factors import digits_at, step_of

    add_app(staff=house.administrator, secret=secret, digits=digits_at(secret, step_of(NOW)), by=house.actor, now=NOW)

    assert come_back(client, provider)["Location"] == "/sign-in/second"
    assert client.get("/queue").status_code == 302


def test_for_somebody_who_is_in_it_is_a_fresh_proof(house, client, provider):
    client.force_login(house.administrator)
    assert "/confirm" in client.get("/settings/security/app")["Location"]
    assert "Go on with Clearwater ID" in text_of(client.get("/settings/security/confirm"))

    come_back(client, provider)

    assert client.get("/settings/security/app").status_code == 200


def test_the_secret_stands_in_no_log_and_on_no_page(house, client, provider, caplog):
    provider.claims = {"nonce": "another"}

    page = come_back(client, provider).content.decode()

    assert SECRET not in caplog.text + page + repr(Provider("i", CLIENT, SECRET))
    assert "it answers another question" in caplog.text
