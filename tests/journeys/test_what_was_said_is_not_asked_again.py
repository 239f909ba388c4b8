"""A customer says it once: it stands as chips, one tap takes it over, an offer begins with it, nobody asks again."""

import pytest
from playwright.sync_api import expect

from tests.journeys.axe import violations
from tests.journeys.conftest import DESK, PHONE, Open, send, sign_in, speak
from tests.journeys.test_a_second_failure import tell

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WORDS = {
    "en": {
        "said": "Order CB77120934 was billed twice last Tuesday, $37.50 too much. Please give me a refund.",
        "amount": "$37.50", "take": "Take it over", "wrong": "Not so", "refund": "Refund",
        "asks": "Please send us your order number, then we look into it.", "told": "They told us already: CB77120934",
    },
    "zh": {
        "said": "订单号 CB77120935，上周二多扣了 37.50 元，请退款。",
        "amount": "37.50 元", "take": "采用", "wrong": "不是", "refund": "退款",
        "asks": "您好，请提供一下您的订单号，我们马上查。", "told": "顾客已经说过：CB77120935",
    },
}  # fmt: skip
NUMBERS = {"en": "13700138011", "zh": "13700138012"}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_they_said_is_taken_over_and_not_asked_again(open_page: Open, language: str):
    said = WORDS[language]
    ning = open_page(language, DESK)
    sign_in(ning, "ning")
    speak(ning, {"en": "en", "zh": "zh-hans"}[language])
    tell(ning, said["said"], NUMBERS[language])

    # The page is open before the worker has read the words, and shows what it read without a reload.
    amount = ning.locator(".stated-chip", has_text=said["amount"])
    expect(amount).to_be_visible()
    amount.locator("summary").click()
    expect(amount.locator("q")).to_contain_text("37.50")
    assert violations(ning) == []
    send(amount.get_by_role("button", name=said["take"]))
    expect(ning.locator("#facts dl")).to_contain_text(said["amount"])
    expect(ning.locator(".stated-chip", has_text=said["amount"])).to_have_count(0)

    ning.locator("form.composer textarea").fill(said["asks"])
    expect(ning.locator("[data-wording]")).to_contain_text(said["told"])
    ning.locator("form.composer textarea").fill("")

    reference = ning.locator(".case-top .ref").inner_text()
    ning.goto(f"/cases/{reference}/remedy")
    expect(ning.locator("#f-price_minor")).to_have_value("37.50")
    expect(ning.locator("#f-wanted")).to_have_value("refund")
    assert violations(ning) == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_on_a_phone_one_tap_says_that_it_is_not_so(open_page: Open, language: str):
    said = WORDS[language]
    ning = open_page(language, PHONE)
    sign_in(ning, "ning")
    speak(ning, {"en": "en", "zh": "zh-hans"}[language])
    tell(ning, said["said"], NUMBERS[language])
    ning.wait_for_load_state()  # its scripts run: the press is heard
    ning.locator(".case-sections [data-shows=facts]").click()

    chip = ning.locator(".stated-chip", has_text=said["amount"])
    chip.locator("summary").click()
    send(chip.get_by_role("button", name=said["wrong"]))

    expect(ning.locator(".stated-chip", has_text=said["amount"])).to_have_count(0)
