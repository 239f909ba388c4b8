"""The first run: from an empty installation to an administrator who is signed in and knows what to do next."""

import logging

import pytest

from amends.models import FailureType, Organisation, Site, Staff
from amends.services.demo import start_demo, stories_left
from amends.services.imports import ensure_organisation
from tests.builders import NOW, PASSWORD, build_case, build_house, build_staff
from tests.web.browsing import browser_of, stranger, text_of

pytestmark = pytest.mark.django_db

KINDS = ["core", "delivery_time", "execution", "encounter", "billing", "safety", "privacy", "process"]


def form(**changes):
    """What somebody fills in who has no wishes of their own."""
    return {
        "language": "en",
        "organisation": "Clearwater",
        "timezone": "Asia/Shanghai",
        "name": "Ada Admin",
        "given_name": "Ada",
        "email": "ada@clearwater.example",
        "password": PASSWORD,
        "places": "Harbour\r\nOld Town\r\n",
        "failures": KINDS,
        **changes,
    }


def send(client, key="", **changes):
    return client.post(f"/start?key={key}" if key else "/start", form(**changes))


@pytest.mark.parametrize("path", ["/", "/queue", "/sign-in", "/t", "/settings/tokens", "/welcome", "/cases/new"])
def test_an_empty_installation_leads_every_page_to_the_first_one(path):
    response = stranger().get(path, follow=True)

    assert response.redirect_chain[-1] == ("/start", 302)


def test_the_first_page_asks_for_everything_at_once_and_works_without_a_script():
    response = stranger().get("/start")

    page = response.content.decode()
    assert response.status_code == 200
    for name in (
        "organisation",
        "timezone",
        "name",
        "given_name",
        "email",
        "password",
        "places",
        "failures",
        "stories",
    ):
        assert f'name="{name}"' in page
    assert page.count('name="failures"') == page.count('name="failures" value=') == len(KINDS)
    assert page.count(" checked") == len(KINDS)
    assert "style=" not in page
    assert response.headers["Cache-Control"] == "private, no-store"


def test_starting_sets_everything_up_and_signs_the_administrator_in():
    client = stranger()

    response = send(client)

    organisation, administrator = Organisation.objects.get(), Staff.objects.get()
    assert response.status_code == 303
    assert response.headers["Location"] == "/welcome?said=welcome"
    assert (organisation.name, organisation.language, organisation.timezone) == ("Clearwater", "en", "Asia/Shanghai")
    assert list(Site.objects.order_by("pk").values_list("name", flat=True)) == ["Clearwater", "Harbour", "Old Town"]
    assert (administrator.email, administrator.given_name) == ("ada@clearwater.example", "Ada")
    assert administrator.check_password(PASSWORD)
    assert "Hear your first customer" in text_of(client.get("/welcome"))


def test_what_cannot_go_wrong_here_is_out_of_use_and_can_be_brought_back():
    send(stranger(), failures=["core", "billing"])

    in_use = FailureType.objects.in_use().filter(parent=None).values_list("key", flat=True)
    assert list(in_use) == ["core", "billing"]
    assert FailureType.objects.filter(parent=None).count() == len(KINDS)


def test_one_kind_of_failure_has_to_stay():
    response = send(stranger(), failures=[])

    assert response.status_code == 422
    assert "Keep at least one." in text_of(response)
    assert not Organisation.objects.exists()


def test_the_stories_come_along_when_asked_for():
    send(stranger(), stories="yes")

    assert len(list(stories_left())) == 10


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"organisation": "  "}, "organisation", "What is the organisation called?"),
        ({"organisation": "x" * 121}, "organisation", "At most 120 letters."),
        ({"timezone": "Mars/Olympus"}, "timezone", "There is no time zone of this name."),
        ({"name": ""}, "name", "What are they called?"),
        ({"given_name": ""}, "given_name", "What are they called?"),
        ({"email": "ada"}, "email", "This is not an e-mail address."),
        ({"password": "1234"}, "password", "too short"),
        ({"password": ""}, "password", "too short"),
        ({"places": "x" * 121}, "places", "At most 120 letters."),
    ],
)
def test_a_refused_field_says_why_and_nothing_typed_is_lost(changes, field, words):
    response = send(stranger(), **changes)

    page = response.content.decode()
    assert response.status_code == 422
    assert words in text_of(response)
    assert f'id="f-{field}-error"' in page
    assert 'aria-invalid="true"' in page
    kept = {"organisation": "Clearwater", "name": "Ada Admin", "email": "ada@clearwater.example"} | changes
    assert all(f'value="{kept[name]}"' in page for name in ("organisation", "name", "email") if kept[name].strip())
    assert not Organisation.objects.exists()


def test_a_refused_password_does_not_come_back_in_the_page():
    response = send(stranger(), email="", password="a most private phrase")

    assert "a most private phrase" not in response.content.decode()


def test_the_same_place_twice_is_one_place():
    send(stranger(), places="Harbour\nHarbour \n\n")

    assert Site.objects.filter(name="Harbour").count() == 1


def test_switching_the_language_keeps_what_was_typed_and_sets_nothing_up():
    client = stranger()

    response = send(client, show_in="zh-hans", failures=["core"])

    page = response.content.decode()
    assert response.status_code == 200
    assert '<html lang="zh-Hans"' in page
    assert 'name="language" value="zh-hans"' in page
    assert 'value="Clearwater"' in page
    assert "核心服务没有提供" in page
    assert page.count(" checked") == 1
    assert client.cookies["amends_language"].value == "zh-hans"
    assert not Organisation.objects.exists()


def test_refusals_are_in_the_language_of_the_page():
    response = send(stranger(), language="zh-hans", organisation="")

    assert "机构叫什么" in text_of(response)


def test_the_administrator_goes_on_in_the_language_of_the_first_page():
    client = stranger(language="en")

    send(client, language="zh-hans")

    assert Staff.objects.get().language == "zh-hans"
    assert '<html lang="zh-Hans"' in client.get("/welcome").content.decode()


def test_once_started_the_page_is_gone():
    send(stranger())

    again = stranger()
    assert again.get("/start").headers["Location"] == "/sign-in"
    assert send(again, organisation="Another").headers["Location"] == "/sign-in"
    assert Organisation.objects.get().name == "Clearwater"


def test_a_key_of_the_terminal_opens_the_page(monkeypatch):
    monkeypatch.setenv("AMENDS_SETUP_KEY", "only-you")
    client = stranger()

    page = client.get("/start?key=only-you").content.decode()
    response = send(client, key="only-you")

    assert 'action="/start?key=only-you"' in page
    assert response.headers["Location"] == "/welcome?said=welcome"


@pytest.mark.parametrize("key", ["", "only", "only-you2", "别人"])
def test_without_the_key_nothing_is_asked_and_nothing_is_done(monkeypatch, key):
    monkeypatch.setenv("AMENDS_SETUP_KEY", "only-you")

    shown, sent = stranger().get("/start", {"key": key}), send(stranger(), key=key)

    assert (shown.status_code, sent.status_code) == (404, 404)
    assert "terminal" in text_of(shown)
    assert "only-you" not in shown.content.decode()
    assert not Organisation.objects.exists()


def test_the_key_and_the_password_are_not_logged(monkeypatch, caplog):
    monkeypatch.setenv("AMENDS_SETUP_KEY", "only-you")
    caplog.set_level(logging.DEBUG)

    send(stranger(), key="only-you", email="")
    send(stranger(), key="only-you")

    logged = " ".join(record.getMessage() for record in caplog.records if record.name != "django.db.backends")
    assert "only-you" not in logged
    assert PASSWORD not in caplog.text


def test_a_forged_form_starts_nothing():
    from django.test import Client

    response = send(Client(enforce_csrf_checks=True))

    assert response.status_code == 403
    assert not Organisation.objects.exists()


def test_what_an_import_began_asks_only_for_the_person_who_is_missing():
    ensure_organisation(language="en", timezone="UTC", now=NOW)
    build_case()
    client = stranger()

    page = client.get("/sign-in", follow=True)
    refused = send(client, organisation="")
    response = send(client)

    assert page.redirect_chain == [("/start", 302)]
    assert "Take this installation over" in text_of(page)
    assert 'name="places"' not in page.content.decode()
    assert (refused.status_code, 'id="f-organisation-error"' in refused.content.decode()) == (422, True)
    assert response.headers["Location"] == "/queue?view=team&said=welcome"
    assert Staff.objects.get().email == "ada@clearwater.example"
    assert (Organisation.objects.get().name, Site.objects.get().name) == ("Clearwater", "Clearwater")
    assert (Organisation.objects.get().timezone, Site.objects.get().timezone) == ("Asia/Shanghai", "Asia/Shanghai")
    assert "The tap in room 12 leaks" in text_of(client.get("/queue?view=team"))
    assert stranger().get("/start").headers["Location"] == "/sign-in"


def test_once_somebody_can_sign_in_nobody_takes_the_installation_over():
    ensure_organisation(language="en", timezone="UTC", now=NOW)
    build_staff(password=PASSWORD)

    response = send(stranger())

    assert response.headers["Location"] == "/sign-in"
    assert not Staff.objects.filter(email="ada@clearwater.example").exists()


def test_what_an_import_began_is_not_given_to_the_network(monkeypatch):
    ensure_organisation(language="en", timezone="UTC", now=NOW)
    monkeypatch.setenv("AMENDS_HOST", "0.0.0.0")

    response = stranger().get("/start")

    assert response.status_code == 404
    assert "terminal" in text_of(response)


def test_the_welcome_names_every_way_to_hear_the_first_customer():
    house = build_house()

    response = browser_of(house.administrator).get("/welcome")

    page, words = response.content.decode(), text_of(response)
    assert 'value="http://127.0.0.1:8000/"' in page
    assert "import complaints.csv --dry-run" in page
    assert "AMENDS_DATA=" in page
    assert 'href="/settings/tokens"' in page
    assert 'action="/settings/stories"' in page
    assert "Only this computer can open this address." in words


def test_the_welcome_is_for_administrators():
    build_house()

    assert browser_of(build_staff("specialist")).get("/welcome").status_code == 403


def test_the_demo_needs_no_first_page():
    start_demo(now=NOW)

    assert stranger().get("/start").headers["Location"] == "/sign-in"
