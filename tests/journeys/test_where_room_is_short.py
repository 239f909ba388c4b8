"""A case and the queue on a phone and on a tablet: every part within reach of a thumb, nothing lost."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, Open, sign_in, speak

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SMALL: dict[str, Any] = {**PHONE, "viewport": {"width": 360, "height": 780}}
TABLET = {"viewport": {"width": 768, "height": 1024}}
THUMB = 44


@pytest.fixture
def lin(open_page: Open) -> Callable[[dict[str, Any]], Page]:
    """Give Lin, signed in on a device and looking at the first case of her queue."""

    def opened(device: dict[str, Any]) -> Page:
        page = open_page("en", device)
        sign_in(page, "lin")
        speak(page, "en")
        page.goto(page.locator("[data-row-link]").first.get_attribute("href") or "")
        return page

    return opened


def test_a_case_on_a_phone_shows_one_part_at_a_time(lin):
    page = lin(SMALL)
    talk, facts, promises = page.locator("#timeline"), page.locator("#facts"), page.locator("#promises")
    bar = page.get_by_role("navigation", name="Parts of the case")
    expect(talk).to_be_visible()
    expect(facts).to_be_hidden()

    bar.get_by_role("button", name="Facts").tap()

    expect(facts).to_be_visible()
    expect(talk).to_be_hidden()
    bar.get_by_role("button", name="Next step").tap()
    expect(promises).to_be_visible()
    bar.get_by_role("button", name="Conversation").tap()
    expect(talk).to_be_visible()
    boxes = [one.bounding_box() for one in bar.locator("button, a").all()]
    assert all(box and box["height"] >= THUMB and box["y"] > 780 - 60 for box in boxes)
    page.locator("#text").tap()
    expect(bar).to_be_hidden()  # the keyboard has the room while somebody writes
    expect(page.locator(".composer .send")).to_be_in_viewport()


def test_a_link_to_a_part_and_a_refusal_open_it_on_a_phone(lin):
    page = lin(SMALL)
    page.goto(f"{page.url}#linked")

    expect(page.locator("#linked")).to_be_visible()

    page.locator("#linked summary").tap()
    page.fill("#link-other", "CB-1")
    page.locator("#linked .form button").tap()
    expect(page.locator("#link-error")).to_be_visible()


def test_the_facts_are_a_drawer_on_a_tablet(lin):
    page = lin(TABLET)
    facts = page.locator("#case-facts")
    opener = page.get_by_role("button", name="Facts")
    expect(facts).to_be_hidden()
    expect(page.locator("#promises")).to_be_visible()

    page.keyboard.press("i")

    expect(facts).to_be_visible()
    expect(opener.first).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(facts).to_be_hidden()
    expect(opener.first).to_be_focused()
    opener.first.click()
    facts.get_by_role("button", name="Close the facts").click()
    expect(facts).to_be_hidden()


def test_several_cases_are_answered_for_on_a_phone(lin):
    page = lin(SMALL)
    page.goto("/queue?view=all")
    expect(page.locator("td.pick").first).to_be_hidden()

    page.get_by_role("button", name="Select").tap()
    for number in (0, 1):
        page.locator("tr:has([data-row-link])").nth(number).tap()

    expect(page.locator("[data-bulk-count]")).to_contain_text("2")
    for act in page.locator(".bulk-act").all():
        box = act.bounding_box()
        assert box
        assert box["height"] >= THUMB
        assert 0 <= box["x"] <= 360 - box["width"]
    page.locator(".bulk summary", has_text="Tag").tap()
    page.fill("#bulk-tag", "lift")
    page.locator("button[value=tag]").tap()
    expect(page.locator("[data-toast]")).to_contain_text("2")
