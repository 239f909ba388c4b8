"""One text for several cases, without the mouse: Enter does what stands before the eyes."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE, Open, send, sign_in, speak

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def lin(open_page: Open) -> Page:
    page = open_page("en", DESK)
    sign_in(page, "lin")
    speak(page, "en")
    for room in ("1204", "1205"):  # two of her own: what others did with theirs may forbid an answer
        page.goto("/cases/new")
        page.locator("main textarea[name=text]").fill(f"The lift does not stop at {room}.")
        send(page.locator("main form button").last)
    page.goto("/queue?view=all")
    for _number in range(2):
        page.keyboard.press("j")
        page.keyboard.press("x")
    expect(page.locator("[data-bulk-count]")).to_have_text("2 selected")
    return page


def test_a_reply_to_the_selected_cases_goes_out_with_tab_and_enter(lin: Page):
    lin.keyboard.press("r")
    expect(lin.locator("#bulk-text")).to_be_focused()
    lin.keyboard.type("The technician comes today at 16:00, a second one with him")
    lin.keyboard.press("Tab")
    lin.keyboard.press("Enter")

    expect(lin.locator("[data-toast]")).to_contain_text("2 replies on their way")


def test_enter_in_a_date_sends_the_reply_and_nothing_that_stands_above_it(lin: Page):
    send(lin.locator("[data-row-link]").first)
    lin.fill("#text", "The spare part is ordered, and I phone you when it is here")
    lin.select_option(".composer [name=next]", "own")
    lin.fill("[name=next_own]", f"{(timezone.now() + timedelta(days=2)).date()}T10:00")
    lin.press("[name=next_own]", "Enter")

    expect(lin.locator(".entry-waiting, .entry-out").last).to_contain_text("The spare part is ordered")
    assert "/draft/" not in lin.url


def test_enter_in_a_field_of_the_customers_form_asks_the_next_question(open_page: Open):
    customer = open_page("en", PHONE)
    customer.goto("/")
    customer.fill("#words", "The room was not cleaned")
    customer.locator("[data-next]").click()
    customer.fill("#place", "Room 1208")
    customer.press("#place", "Enter")

    expect(customer.locator("#phone")).to_be_visible()
    assert customer.url.endswith("/")


def test_control_and_enter_sends_from_within_the_text(lin: Page):
    lin.keyboard.press("r")
    lin.keyboard.type("The lift runs again, we looked at it twice")
    lin.keyboard.press("Control+Enter")

    expect(lin.locator("[data-toast]")).to_contain_text("2 replies on their way")
