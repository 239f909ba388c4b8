"""A colleague writes an apology, is advised on it while typing, and takes the better words by Tab or touch."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE, sign_in, speak

TYPED = {"en": "We are sorry if this upset you. ", "zh": "对不起，如果给您带来不便。"}
TAKEN = {"en": "We are sorry that we let you down. ", "zh": "对不起，给您添了麻烦。"}
LANGUAGE = {"en": "en", "zh": "zh-hans"}


def composing(open_page, language: str, device) -> Page:
    page = open_page(language, device)
    page.goto("/sign-in")
    speak(page, LANGUAGE[language])
    sign_in(page, "wei")
    page.goto("/cases/new")  # a case of its own: another's may hold a draft, which is asked about as the page opens
    page.locator("main textarea[name=text]").fill("The lift stands still.")
    page.locator("main form button").last.click()
    page.wait_for_url("**/cases/CB-*")
    page.wait_for_load_state("load")  # words typed before the page listens are asked about as if they had been there
    page.locator("#text").click()
    return page


@pytest.mark.parametrize("language", ["en", "zh"])
def test_better_words_are_taken_by_tab(open_page, language):
    page = composing(open_page, language, DESK)

    page.keyboard.insert_text(TYPED[language])
    expect(page.locator(".mark-harm")).to_have_count(1)
    page.keyboard.press("Tab")

    expect(page.locator("#text")).to_have_value(TAKEN[language])
    expect(page.locator(".mark-harm")).to_have_count(0)
    page.keyboard.press("Tab")
    expect(page.locator("#text")).not_to_be_focused()
    page.locator("#text").fill("")


def test_better_words_are_taken_by_touch(open_page):
    page = composing(open_page, "zh", PHONE)

    page.keyboard.insert_text(TYPED["zh"])
    page.locator(".wording-take").tap()

    expect(page.locator("#text")).to_have_value(TAKEN["zh"])
    page.locator("#text").fill("")


def test_words_being_composed_are_left_alone(open_page):
    page = composing(open_page, "zh", DESK)
    asked = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/advice") else None)
    typing = page.context.new_cdp_session(page)

    typing.send("Input.imeSetComposition", {"text": "ru guo gei nin", "selectionStart": 14, "selectionEnd": 14})
    page.wait_for_timeout(900)  # longer than the pause after which anything typed is asked about
    before = list(asked)
    with page.expect_response(lambda answer: answer.url.endswith("/advice")):
        typing.send("Input.insertText", {"text": "如果给您带来不便，对不起，我们没有上门。"})

    assert before == []
    expect(page.locator(".mark-harm")).to_have_count(1)
    page.locator("#text").fill("")
