"""Tokens: shown once, never logged, never kept; and nobody makes one that reaches further than they do."""

import logging
import re

import pytest
from django.contrib.sessions.models import Session
from django.db import connection

from amends.models import Event, Token
from amends.services.tokens import create_token, token_of
from tests.builders import NOW, again, build_house, build_staff
from tests.web.browsing import browser_of, text_of

pytestmark = pytest.mark.django_db

HERE = "/settings/tokens"
SECRET = re.compile(r'id="secret" readonly value="(amends_[\w-]+)"')


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def browser(house):
    return browser_of(house.administrator)


def make(browser, **changes):
    form = {"name": "Shop", "scopes": ["intakes:write"], "site": "", "days": "90", "form_key": "one", **changes}
    return browser.post(HERE, form)


def secret_on(response):
    found = SECRET.search(response.content.decode())
    return found[1] if found else None


def test_a_token_is_made_and_its_secret_shown_once(browser):
    response = make(browser)

    secret = secret_on(response)
    assert response.status_code == 200
    assert token_of(secret, now=Token.objects.get().created_at) == Token.objects.get()
    assert response.headers["Cache-Control"] == "private, no-store"
    assert secret not in browser.get(HERE).content.decode()
    assert Token.objects.get().hint in browser.get(HERE).content.decode()


def test_the_secret_is_neither_logged_nor_kept_anywhere(browser, caplog):
    caplog.set_level(logging.DEBUG)

    secret = secret_on(make(browser))

    assert secret not in caplog.text
    kept = " ".join(str(event.facts) for event in Event.objects.all())
    kept += " ".join(str(session.get_decoded()) for session in Session.objects.all())
    assert secret not in kept
    assert not any(secret.encode() in bytes(row) for row in Token.objects.values_list("digest", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, hint FROM amends_token")
        assert secret not in str(cursor.fetchall())


def test_reloading_the_page_makes_no_second_token_and_shows_no_secret(browser):
    make(browser)

    response = make(browser)

    assert response.status_code == 409
    assert secret_on(response) is None
    assert "This token is made already" in text_of(response)
    assert Token.objects.count() == 1


def test_two_open_tabs_make_two_tokens(browser):
    make(browser, form_key="one")

    response = make(browser, form_key="two")

    assert secret_on(response)
    assert Token.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": " "}, "Which program is it for? Name it"),
        ({"scopes": []}, "Choose at least one."),
        ({"scopes": ["everything"]}, "There is no scope called everything."),
        ({"site": "999999"}, "There is no such place."),
        ({"site": "²"}, "There is no such place."),
    ],
)
def test_what_is_refused_says_why_and_keeps_what_was_ticked(browser, changes, words):
    response = make(browser, **{"scopes": ["cases:read"], **changes})

    page = response.content.decode()
    assert response.status_code == 422
    assert words in text_of(response)
    assert '<details class="adder" open>' in page
    assert ('value="cases:read" checked' in page) is ("scopes" not in changes)
    assert not Token.objects.exists()


def test_a_token_ends_when_it_was_told_to(browser):
    make(browser, days="30", form_key="a")
    make(browser, days="", form_key="b")
    make(browser, days="99999", form_key="c")

    lives = [token.expires_at and (token.expires_at - token.created_at).days for token in Token.objects.order_by("pk")]
    assert lives == [30, None, None]


def test_revoking_asks_first(house, browser):
    token, _secret = create_token(name="Shop", scopes=["cases:read"], by=house.actor, now=NOW)

    asked = browser.get(f"{HERE}/{token.pk}/revoke")
    after_asking = again(token).revoked_at
    done = browser.post(f"{HERE}/{token.pk}/revoke")

    assert "Revoke “Shop”?" in text_of(asked)
    assert after_asking is None
    assert (done.status_code, done.headers["Location"]) == (303, "/settings/tokens?said=revoked")
    assert again(token).revoked_at is not None
    assert "1 revoked token" in text_of(browser.get(HERE))


def test_every_scope_says_what_it_allows(browser):
    from amends.rules.access import SCOPES
    from amends.web.tokens import scope_words

    assert scope_words().keys() == SCOPES.keys()


def test_the_empty_page_says_what_tokens_are_for(browser):
    assert "No program has a token" in text_of(browser.get(HERE))


def test_others_may_not_even_look(house):
    token, _secret = create_token(name="Shop", scopes=["cases:read"], by=house.actor, now=NOW)
    browser = browser_of(build_staff("supervisor"))

    assert browser.get(HERE).status_code == 403
    assert make(browser).status_code == 403
    assert browser.get(f"{HERE}/{token.pk}/revoke").status_code == 403
    assert browser.post(f"{HERE}/{token.pk}/revoke").status_code == 403
    assert again(token).revoked_at is None


def test_an_administrator_of_one_place_makes_tokens_for_that_place_only(house):
    everywhere, _secret = create_token(name="All", scopes=["cases:read"], by=house.actor, now=NOW)
    browser = browser_of(build_staff("administrator", house.harbour))

    for_all, elsewhere = make(browser, form_key="a"), make(browser, site=house.old_town.pk, form_key="b")
    here = make(browser, site=house.harbour.pk, form_key="c")

    assert (for_all.status_code, elsewhere.status_code) == (422, 422)
    assert "You administer some places only." in text_of(for_all)
    assert secret_on(here)
    assert Token.objects.get(name="Shop").site == house.harbour
    assert "All" not in text_of(browser.get(HERE)).split()
    assert browser.get(f"{HERE}/{everywhere.pk}/revoke").status_code == 404


def test_how_much_a_program_may_give_in_a_day_is_set_shown_and_changed(browser):
    page = text_of(make(browser, scopes=["remedies:write"], day="800", currency="CNY"))
    assert "¥0 of ¥800 given in a day" in page
    where = f"{HERE}/{Token.objects.get().pk}/limit"

    assert browser.post(where, {"day": "", "currency": "CNY"}).headers["Location"] == f"{HERE}?said=saved"

    assert "No limit a day" in text_of(browser.get(HERE))


def test_a_limit_that_is_no_sum_is_refused_where_it_was_written(browser):
    make(browser, scopes=["remedies:write"])

    answer = browser.post(f"{HERE}/{Token.objects.get().pk}/limit", {"day": "much", "currency": "CNY"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert ('value="much"' in page, "Write an amount like 1037.50." in page) == (True, True)
    assert make(browser, form_key="two", day="much", currency="CNY").status_code == 422
    assert Token.objects.count() == 1
