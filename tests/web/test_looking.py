"""Light, dark, high contrast: chosen once, there at the next page from its first byte."""

import pytest

from tests.builders import again, build_house
from tests.web.browsing import browser_of, stranger

pytestmark = pytest.mark.django_db


def head_of(client, path):
    return client.get(path).content.decode().partition(">\n<head>")[0]


def test_a_visitor_keeps_the_look_on_the_device():
    build_house()
    visitor = stranger()

    answer = visitor.post("/look", {"theme": "dark", "next": "/t"})

    assert (answer.status_code, answer["Location"]) == (303, "/t")
    assert 'data-theme="dark" data-contrast="system"' in head_of(visitor, "/")
    assert 'data-theme="system"' in head_of(stranger(), "/")


def test_a_colleague_finds_the_look_on_every_device():
    lin = build_house().administrator

    browser_of(lin).post("/look", {"theme": "dark"})
    browser_of(lin).post("/look", {"contrast": "more"})

    assert (again(lin).theme, again(lin).contrast) == ("dark", "more")
    assert 'data-theme="dark" data-contrast="more"' in head_of(browser_of(lin), "/queue")


def test_one_switch_leaves_the_other_alone():
    build_house()
    visitor = stranger()

    for choice in ({"contrast": "more"}, {"theme": "light"}, {"theme": "plaid"}):
        visitor.post("/look", choice)

    assert 'data-theme="system" data-contrast="more"' in head_of(visitor, "/")


def test_nobody_is_sent_to_another_site():
    build_house()

    assert stranger().post("/look", {"theme": "dark", "next": "//elsewhere.example"})["Location"] == "/"
