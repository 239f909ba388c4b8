"""Everything by keyboard: the palette, single keys, and when keys stay silent."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, Open, send, sign_in, speak

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def lin(open_page: Open) -> Page:
    page = open_page("en", DESK)
    sign_in(page, "lin")
    speak(page, "en")
    page.goto("/queue?view=all")
    return page


def test_the_palette_goes_to_a_case_by_its_reference(lin: Page):
    case = lin.locator("[data-row-link]").nth(2).get_attribute("href") or ""
    reference = case.rpartition("/")[2]

    lin.keyboard.press("Control+k")
    box = lin.get_by_role("combobox", name="Find a case, a page, a person or an action")
    expect(box).to_be_focused()
    lin.keyboard.type(reference)
    expect(lin.locator("[role=option]").first).to_contain_text(reference)
    expect(lin.locator("[role=option]").first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", "palette-0")
    lin.keyboard.press("Enter")

    lin.wait_for_url(f"**{case}")


def test_enter_means_what_was_typed_and_not_what_still_stands_there(lin: Page):
    case = lin.locator("[data-row-link]").nth(2).get_attribute("href") or ""

    lin.keyboard.press("Control+k")
    expect(lin.locator("[role=option]").first).to_be_visible()
    lin.keyboard.type(case.rpartition("/")[2])
    lin.keyboard.press("Enter")

    lin.wait_for_url(f"**{case}")


def test_the_palette_walks_with_arrows_closes_with_escape_and_acts_on_the_case(lin: Page):
    lin.goto(lin.locator("[data-row-link]").first.get_attribute("href") or "")
    lin.keyboard.press("Control+k")
    expect(lin.locator("[role=option]").first).to_be_visible()
    lin.keyboard.press("ArrowDown")
    expect(lin.locator("[role=option]").nth(1)).to_have_attribute("aria-selected", "true")
    lin.keyboard.press("Escape")
    expect(lin.get_by_role("combobox", name="Find a case")).to_have_count(0)

    lin.keyboard.press("Control+k")
    lin.keyboard.type("note")
    expect(lin.locator("[role=option]").filter(has_text="Hand over")).to_have_count(0)
    while "Action" not in (lin.locator("[role=option][aria-selected=true]").text_content() or ""):
        lin.keyboard.press("ArrowDown")
    lin.keyboard.press("Enter")
    expect(lin.locator("[name=kind][value=note]")).to_be_checked()


def test_composing_chinese_neither_chooses_nor_closes(lin: Page):
    lin.keyboard.press("Control+k")
    box = lin.get_by_role("combobox", name="Find a case")
    box.dispatch_event("compositionstart")
    box.dispatch_event("keydown", {"key": "Enter", "keyCode": 229, "isComposing": True})
    expect(box).to_be_visible()
    assert lin.url.endswith("/queue?view=all")
    box.dispatch_event("compositionend")


def test_single_keys_walk_reply_and_go(lin: Page):
    lin.keyboard.press("j")
    lin.keyboard.press("j")
    expect(lin.locator("[data-row-link]").nth(1)).to_be_focused()
    lin.keyboard.press("k")
    expect(lin.locator("[data-row-link]").first).to_be_focused()
    lin.keyboard.press("Enter")
    lin.wait_for_url("**/cases/*")

    lin.keyboard.press("n")
    expect(lin.locator("[name=kind][value=note]")).to_be_checked()
    expect(lin.locator("#text")).to_be_focused()
    lin.keyboard.type("g q c ? [")  # words, not keys
    expect(lin.locator("#text")).to_have_value("g q c ? [")
    lin.fill("#text", "")
    lin.evaluate("document.activeElement.blur()")

    lin.keyboard.press("g")
    lin.keyboard.press("n")
    lin.wait_for_url("**/notifications")


def test_the_sheet_opens_on_a_question_mark_and_keys_rest_while_it_is_open(lin: Page):
    lin.keyboard.press("?")
    sheet = lin.get_by_role("dialog", name="Keys")
    expect(sheet).to_contain_text("Write a note")
    lin.keyboard.press("c")
    lin.keyboard.press("Escape")

    expect(sheet).to_have_count(0)
    assert re.search(r"/queue\?view=all$", lin.url)
    lin.keyboard.press("Control+c")  # with a modifier it is the browser's
    assert lin.url.endswith("/queue?view=all")
    lin.keyboard.press("c")
    lin.wait_for_url("**/cases/new")


def test_the_sheet_asked_for_after_the_session_says_so_and_shows_no_other_page(lin: Page):
    lin.context.clear_cookies(name="amends_session")

    lin.keyboard.press("?")

    expect(lin.locator("#signed-out")).to_be_visible()
    expect(lin.get_by_role("dialog")).to_have_count(0)


def test_who_does_not_want_single_keys_has_none(open_page: Open):
    jie = open_page("en", DESK)
    sign_in(jie, "jie")
    speak(jie, "en")
    jie.goto("/settings/me")
    jie.uncheck("[name=single_keys]")
    send(jie.get_by_role("button", name="Save"))
    jie.goto("/queue?view=all")

    jie.keyboard.press("j")
    jie.keyboard.press("c")
    jie.keyboard.press("?")

    expect(jie.get_by_role("dialog", name="Keys")).to_have_count(0)
    assert jie.url.endswith("/queue?view=all")
    jie.keyboard.press("Control+k")
    expect(jie.get_by_role("combobox", name="Find a case")).to_be_focused()
