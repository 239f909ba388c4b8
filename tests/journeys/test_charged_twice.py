"""A bill was charged twice: double back is offered, the customer chooses, it is paid, and then it is solved."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, PHONE, Open, send, sign_in, speak

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WORDS = {
    "en": {
        "told": "My bill for February was charged twice, 37.50 too much.",
        "sorry": "We charged you twice. That was our mistake, and I am sorry. You get double back, as we promise.",
        "ready": "Your options are ready", "sum": "75", "chosen": "On its way to you",
        "done": "Delivered to you", "solved": "Yes, solved", "thanks": "Thank you for telling us.",
    },
    "zh": {
        "told": "二月的账单扣了两次，多收了 37.50。",
        "sorry": "账单扣了您两次，是我们的错，对不起。按我们的承诺，双倍还您。",
        "ready": "方案好了，请您来选", "sum": "75", "chosen": "正在为您兑现",
        "done": "已经兑现", "solved": "解决了", "thanks": "谢谢您告诉我们。",
    },
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
def test_double_back_is_offered_chosen_paid_and_confirmed(open_page: Open, language: str):
    said = WORDS[language]
    lin = open_page(language, DESK)
    sign_in(lin, "lin")
    speak(lin, {"en": "en", "zh": "zh-hans"}[language])
    lin.goto("/cases/new")
    lin.fill("textarea[name=text]", said["told"])
    lin.click("form[method=post] button.button-primary")
    lin.wait_for_url(re.compile(r"/cases/[A-Z]+-\d+"))
    lin.locator("#judge input[name=severity][value='3']").check(force=True)
    lin.locator("#judge input[name=is_safe][value=yes]").check(force=True)
    send(lin.locator("#judge button.button"))

    # The colleague: facts in, a sum out, one button.
    send(lin.locator("#promises a[href$='/remedy']"))
    lin.fill("#f-price_minor", "37.50")
    lin.fill("#f-promised_minor", "75")
    lin.select_option("#f-currency", "EUR")
    lin.select_option("#f-lost", "money")
    send(lin.locator(".remedy-columns > form button"))
    expect(lin.locator(".remedy-total")).to_contain_text(said["sum"])
    lin.fill("#f-words", said["sorry"])
    lin.check("input[name=apologises]")
    lin.fill("#f-cause", f"Bill {language} 2026-02")
    lin.locator(".remedy-proposal form .button-primary").click()
    track = lin.locator(".remedy-standing a[href^='/t/']").get_attribute("href")

    # The customer, on a telephone: one way, how the sum came about, and a yes.
    phone = open_page(language, PHONE)
    phone.goto(str(track))
    expect(phone.get_by_role("heading", name=said["ready"])).to_be_visible()
    expect(phone.locator(".sums-total")).to_contain_text(said["sum"])
    phone.locator(".word button[form=choose]").click()
    expect(phone.get_by_role("heading", name=said["chosen"])).to_be_visible()

    # It is paid, with its number; the customer has the last word.
    lin.reload()
    lin.fill(".remedy-proof input[name=proof]", "SEPA 4711")
    lin.locator(".remedy-proof button").click()
    expect(lin.locator(".remedy-going")).to_contain_text("SEPA 4711")
    phone.reload()
    expect(phone.get_by_role("heading", name=said["done"])).to_be_visible()
    phone.get_by_role("button", name=said["solved"]).click()
    expect(phone.get_by_text(said["thanks"])).to_be_visible()
