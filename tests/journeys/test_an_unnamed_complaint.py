"""Somebody who stays unnamed scans the code at the door, tells us, notes the secret, and comes back from elsewhere."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, PHONE, Open

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SAID = {
    "en": ("How to complain", "Tell us now", "There was hair in the soup.", "Send now", "Send", "We have it", "Open it",
           "These two do not match", "Talk to a person", "will get in touch with you in person"),
    "zh": ("怎么投诉", "现在就说", "汤里有头发。", "现在就发送", "发送", "收到了", "查看进度", "对不上",
           "找人谈", "亲自联系您"),
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("with_scripts", [True, False])
def test_unnamed_and_still_followed_to_a_person(open_page: Open, language: str, with_scripts: bool):
    title, tell, words, send_now, send, have_it, open_it, no_match, person, answer = SAID[language]
    phone = open_page(language, PHONE, java_script_enabled=with_scripts)

    phone.goto("/s/1")
    expect(phone.get_by_role("heading", name=title)).to_be_visible()
    phone.get_by_role("link", name=tell).first.click()
    phone.fill("#words", words)
    phone.get_by_role("button", name=send_now if with_scripts else send, exact=True).click()
    expect(phone.get_by_role("heading", name=have_it)).to_be_visible()
    reference, secret = (phone.locator(".letter-facts dd").nth(number).inner_text() for number in (0, 2))

    elsewhere = open_page(language, DESK, java_script_enabled=with_scripts)
    elsewhere.goto("/t")
    elsewhere.fill("#reference", reference)
    elsewhere.fill("#secret", "XXXX-XXXX-XXXX")
    elsewhere.get_by_role("button", name=open_it).click()
    expect(elsewhere.get_by_role("heading", name=no_match)).to_be_visible()
    elsewhere.fill("#secret", secret.lower())
    elsewhere.get_by_role("button", name=open_it).click()
    expect(elsewhere.get_by_text(words)).to_be_visible()
    elsewhere.get_by_role("button", name=person).click()
    expect(elsewhere.get_by_role("status").filter(has_text=answer)).to_be_visible()
