"""A customer told it twice: a specialist makes one case of it, sees both words, and takes it back with one key."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, send, sign_in

PHONE_OF_WEI = "13700137000"


def tell(page, words):
    page.goto("/cases/new")
    page.fill("[name=text]", words)
    page.fill("[name=name]", "Wei Ran")
    page.fill("[name=phone]", PHONE_OF_WEI)
    page.click("main form button.button-primary")
    page.wait_for_url("**/cases/*-*")
    return page.url.split("?")[0].rpartition("/")[2]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_case_told_twice_becomes_one_and_two_again(open_page, language):
    page = open_page(language, DESK)
    sign_in(page, "lin")
    first = tell(page, f"The kettle whistles all night. {language}")
    second = tell(page, f"It still whistles. {language}")

    page.click("summary:has(use[href$='#more'])")
    page.click(f"a[href='/cases/{second}/merge']")
    page.check(f"input[value='{first}']")
    send(page.locator("main form button.button-primary"))

    expect(page.locator("#timeline")).to_contain_text(f"It still whistles. {language}")
    expect(page.locator(".toast[data-toast]")).to_contain_text(first)
    with page.expect_navigation():
        page.keyboard.press("z")
    expect(page.locator("#timeline")).not_to_contain_text(f"It still whistles. {language}")
    page.goto(f"/cases/{second}")
    assert page.locator(".banner form[action$='/unmerge']").count() == 0


def test_what_one_was_writing_stays_when_a_colleague_merges_the_case(open_page):
    lin, ning = open_page("en", DESK), open_page("en", DESK)
    sign_in(lin, "lin")
    sign_in(ning, "ning")
    first = tell(lin, "The radiator ticks.")
    second = tell(lin, "The radiator ticks louder.")
    lin.goto(f"/cases/{second}")
    lin.fill("#text", "We come at four.")

    ning.goto(f"/cases/{second}/merge?into={first}")
    ning.click("main form button.button-primary")
    ning.wait_for_url(f"**/cases/{first}*")
    lin.click("button.send")

    lin.wait_for_selector("[role=alert]")
    assert "We come at four." in lin.content()
    assert "We come at four." not in ning.inner_text("#timeline")
