"""Lin's shift ends: a case goes to Ning with a line, Ning takes it over on Today, and her board shows what comes in."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE, Open, send, sign_in, speak

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WORDS = {
    "en": ("en", "The minibar was empty and charged", "asked to take over 1 case"),
    "zh": ("zh-hans", "小冰箱是空的，账单上却有", "接手 1 件"),
}


def here(page: Page, who: str, language: str) -> Page:
    sign_in(page, who)
    speak(page, language)
    return page


def hear(page: Page, text: str) -> str:
    page.goto("/cases/new")
    page.locator("main textarea[name=text]").fill(text)
    page.locator("main form button").last.click()
    page.wait_for_url("**/cases/*-*")
    page.wait_for_load_state()
    return page.url.rsplit("/", 1)[-1].split("?")[0]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_case_changes_hands_with_its_line(open_page: Open, language: str):
    code, text, asked = WORDS[language]
    lin = here(open_page(language, DESK), "lin", code)
    reference = hear(lin, text)

    lin.goto("/hand-over")
    row = lin.locator("tr", has_text=reference)
    expect(row.locator("textarea")).to_have_value(re.compile(text))
    for box in lin.locator(".hand-tick input").all():
        box.uncheck()
    row.locator("input").check()
    row.locator("textarea").fill("The bill is with the night desk")
    lin.select_option("#to", index=lin.locator("#to option").all_text_contents().index("周宁 Zhou Ning"))
    send(lin.locator(".hand-to button"))
    expect(lin.locator("[data-toast]")).to_contain_text(asked)

    ning = here(open_page(language, PHONE), "ning", code)
    ning.goto("/today")
    waiting = ning.locator("tr", has_text="The bill is with the night desk")
    send(waiting.locator("button[value=accept]"))
    ning.goto(f"/cases/{reference}")
    ning.wait_for_load_state()
    expect(ning.locator("body")).to_contain_text(text)


def test_the_board_keeps_itself_up_to_date_and_hands_a_case_on(open_page: Open):
    ning, lin = here(open_page("en", DESK), "ning", "en"), here(open_page("en", DESK), "lin", "en")
    ning.goto("/team")
    ning.wait_for_selector("body[data-following]")
    later = ning.locator(".team-sums dd").last
    before = later.text_content() or ""

    reference = hear(lin, "The pool is cold again")

    expect(later).not_to_have_text(before)
    ning.goto(f"/team?case={reference}")
    ning.fill("#why", "You speak her language")
    send(ning.locator(".team-takers li", has_text="Jie").locator("button"))
    expect(ning.locator("[data-toast]")).to_contain_text("asked to take over 1 case")
    ning.keyboard.press("z")
    expect(ning.locator("[data-toast]")).to_contain_text("Taken back")
