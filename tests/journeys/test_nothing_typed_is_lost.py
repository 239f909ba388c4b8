"""Whatever happens between the first letter and "received": the words stay, and the way on is named."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import PHONE, Open, send

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WORDS = "The room was let twice, and it was midnight."


def to_last_step(phone: Page) -> None:
    phone.goto("/")
    phone.fill("#words", WORDS)
    for _step in range(2):
        phone.get_by_role("button", name="Next", exact=True).click()


def have_it(phone: Page) -> None:
    expect(phone.get_by_role("heading", name="We have it")).to_be_visible()
    phone.wait_for_load_state()  # its script forgets what has arrived


def test_an_error_on_the_way_costs_no_words(open_page: Open):
    phone = open_page("en", PHONE)
    to_last_step(phone)
    phone.fill("#wanted", "An apology in person.")
    broken = "**/"

    def fail(route: Route) -> None:
        route.fulfill(status=408, body="down") if route.request.method == "POST" else route.fallback()

    phone.route(broken, fail)
    phone.get_by_role("button", name="Send", exact=True).click()
    expect(phone.get_by_text("down")).to_be_visible()
    phone.unroute(broken)
    phone.goto("/")

    expect(phone.locator("#words")).to_have_value(WORDS)
    assert phone.locator("#wanted").input_value() == "An apology in person."
    phone.get_by_role("button", name="Send now").click()
    have_it(phone)
    phone.goto("/")
    expect(phone.locator("#words")).to_have_value("")  # what has arrived is not kept here any longer


def test_a_page_open_for_days_without_any_cookie_still_sends(open_page: Open):
    phone = open_page("en", PHONE)
    to_last_step(phone)
    phone.context.clear_cookies()

    phone.get_by_role("button", name="Send", exact=True).click()

    have_it(phone)


def test_a_refusal_opens_the_step_to_mend_and_keeps_everything(open_page: Open):
    phone = open_page("zh", PHONE)
    phone.goto("/")
    phone.fill("#words", "房间订重了，半夜。")
    picture = {"name": "门口.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n" + bytes(40)}
    phone.locator(".pick input").first.set_input_files(picture)
    for _step in range(2):
        phone.get_by_role("button", name="下一步", exact=True).click()
    phone.fill("#phone", "12")
    phone.get_by_role("button", name="发送", exact=True).click()

    expect(phone.locator("#phone")).to_be_focused()
    expect(phone.get_by_text("这不是电话号码。")).to_be_visible()
    expect(phone.locator("#words")).to_be_hidden()
    phone.fill("#phone", "138 0013 8000")
    phone.get_by_role("button", name="发送", exact=True).click()
    expect(phone.get_by_role("heading", name="收到了")).to_be_visible()
    send(phone.get_by_role("link", name="看进度"))
    expect(phone.get_by_text("房间订重了，半夜。")).to_be_visible()
    expect(phone.get_by_role("link", name="门口.png")).to_be_visible()


def test_going_back_after_sending_says_nothing_twice(open_page: Open):
    phone = open_page("en", PHONE)
    to_last_step(phone)
    phone.get_by_role("button", name="Send", exact=True).dblclick()
    have_it(phone)
    first = phone.locator(".letter-facts dd").first.inner_text()
    phone.go_back()
    phone.fill("#words", WORDS)
    phone.get_by_role("button", name="Send now").click()
    have_it(phone)

    assert phone.locator(".letter-facts dd").first.inner_text() == first
    expect(phone.get_by_text("We already have this. Nothing was sent twice.")).to_be_visible()


def test_words_on_the_own_page_survive_a_reload_without_a_network(open_page: Open):
    phone = open_page("en", PHONE)
    phone.goto("/")
    phone.fill("#words", WORDS)
    phone.get_by_role("button", name="Send now").click()
    send(phone.get_by_role("link", name="See where it stands"))
    phone.fill("#words", "And the night porter laughed.")
    phone.reload()

    expect(phone.locator("#words")).to_have_value("And the night porter laughed.")
    phone.context.set_offline(True)
    phone.get_by_role("button", name="Send", exact=True).click()
    expect(phone.get_by_text("Your words are safe")).to_be_visible()
    phone.context.set_offline(False)
    expect(phone.locator(".said-own", has_text="And the night porter laughed.")).to_be_visible()
