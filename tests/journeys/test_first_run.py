"""From nothing: one page sets everything up, and the first customer is heard. In both languages."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.cli.programs import served
from tests.journeys.axe import violations
from tests.journeys.conftest import DESK, LOCALES, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WORDS = {
    "en": {
        "house": "Clearwater", "place": "Harbour", "start": "Start", "welcome": "Hear your first customer",
        "told": "The ferry left without us.", "send": "Send now", "have_it": "We have it",
    },
    "zh": {
        "house": "清水", "place": "码头店", "start": "开始使用", "welcome": "先听到第一位顾客",
        "told": "渡船没等我们就开走了。", "send": "现在就发送", "have_it": "收到了",
    },
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_empty_installation_hears_its_first_customer(tmp_path: Path, browser: Browser, language: str):
    said = WORDS[language]
    with served(tmp_path) as server:
        home = {"base_url": f"http://127.0.0.1:{server.port}", "locale": LOCALES[language], "reduced_motion": "reduce"}
        contexts = [browser.new_context(**home, **device) for device in (DESK, PHONE)]
        for context in contexts:
            context.set_default_timeout(60_000)
        desk, phone = (context.new_page() for context in contexts)

        # Whatever is opened leads to the one page; it asks for everything and sends nobody away.
        desk.goto("/queue")
        desk.wait_for_url("**/start")
        assert violations(desk) == []
        desk.fill("[name=organisation]", said["house"])
        desk.fill("[name=name]", "Ada Admin")
        desk.fill("[name=given_name]", "Ada")
        desk.fill("[name=email]", "ada@clearwater.example")
        desk.fill("[name=password]", "short")
        desk.fill("[name=places]", said["place"])
        desk.get_by_role("button", name=said["start"], exact=True).click()
        expect(desk.locator("[name=password]")).to_be_focused()
        expect(desk.locator("[name=organisation]")).to_have_value(said["house"])
        desk.fill("[name=password]", "a kettle of fish")
        desk.get_by_role("button", name=said["start"], exact=True).click()
        expect(desk.get_by_role("heading", name=said["welcome"])).to_be_visible()

        # The address the page gives is where the first customer is heard.
        address = desk.locator("#address").input_value()
        phone.goto(address)
        phone.fill("#words", said["told"])
        phone.get_by_role("button", name=said["send"]).click()
        expect(phone.get_by_role("heading", name=said["have_it"])).to_be_visible()

        desk.goto("/queue")
        desk.locator("[data-row-link]", has_text=said["told"].rstrip(".。")).click()
        expect(desk.locator("#timeline", has_text=said["told"])).to_be_visible()
        expect(desk.locator(".case-top")).to_contain_text("Ada")
        for context in contexts:
            context.close()
