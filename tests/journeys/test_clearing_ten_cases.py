"""A specialist works through the queue without the mouse: walk, select, snooze, take back."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, Open, send, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_ten_cases_are_put_off_and_fetched_back_by_keyboard_alone(open_page: Open):
    page = open_page("en", DESK)
    sign_in(page, "admin")
    for number in range(10):
        page.goto("/cases/new")
        page.locator("main textarea[name=text]").fill(f"The lift stands still again, day {number}")
        send(page.locator("main form button").last)
    page.goto("/queue?view=all")

    for _number in range(10):
        page.keyboard.press("j")
        page.keyboard.press("x")
    expect(page.locator("[data-bulk-count]")).to_have_text("10 selected")
    page.keyboard.press("s")
    expect(page.locator("#bulk-until")).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("Enter")

    expect(page.locator("[data-toast]")).to_contain_text("10 cases snoozed until")
    page.keyboard.press("z")
    expect(page.locator("[data-toast]")).to_contain_text("Taken back")
