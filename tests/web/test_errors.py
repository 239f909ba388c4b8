"""Pages for when it cannot be: they say what is so, and whether the words are safe. Also language and health."""

import pytest
from django.test import Client, RequestFactory, override_settings

from amends.web import errors
from tests.builders import build_house
from tests.web.browsing import browser_of, stranger, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house():
    return build_house()


@pytest.mark.parametrize(
    ("show", "status", "said"),
    [
        (errors.bad_request, 400, "what you typed is kept on this device"),
        (errors.forbidden, 403, "Ask a supervisor"),
        (errors.stale_form, 403, "Nothing was sent."),
        (errors.not_found, 404, "There is nothing here"),
        (errors.server_error, 500, "Your words are kept on this device."),
    ],
)
def test_each_says_what_is_so_and_what_of_the_words(show, status, said):
    answer = show(RequestFactory().get("/queue"))

    assert answer.status_code == status
    assert said in text_of(answer)


def test_an_unknown_address_is_answered_in_the_language_of_the_reader():
    assert "这里什么都没有" in text_of(stranger(language="zh-hans").get("/no-such-page"))
    assert "There is nothing here" in text_of(stranger().get("/no-such-page"))


def test_a_broken_page_shows_a_number_and_no_insides(monkeypatch, house):
    from amends.web import queue

    monkeypatch.setattr(queue, "_filters", lambda *given: 1 / 0)
    client = browser_of(house.administrator)
    client.raise_request_exception = False

    answer = client.get("/queue")

    assert answer.status_code == 500
    assert "Ref " in text_of(answer)
    assert "ZeroDivisionError" not in answer.content.decode()


def test_the_language_is_remembered_and_leads_back():
    client = Client()

    answer = client.post("/language", {"language": "zh-Hans", "next": "/?site=3"})

    assert (answer.status_code, answer["Location"]) == (303, "/?site=3")
    assert "出了什么事？" in text_of(client.get("/"))
    assert client.post("/language", {"language": "en", "next": "//evil.example"})["Location"] == "/"


def test_health_is_the_databases():
    assert stranger().get("/healthz").json() == {"status": "ok"}


@override_settings(ALLOWED_HOSTS=["other.example"])
def test_a_host_that_is_not_ours_is_refused():
    assert stranger().get("/healthz").status_code in {200, 400}
    assert stranger().get("/").status_code == 400
