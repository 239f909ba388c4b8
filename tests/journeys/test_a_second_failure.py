"""A coffee machine fails again: a person of standing, an apology and compensation, and never a machine alone."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE, Open, send, sign_in, speak

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WORDS = {
    "en": {
        "first": "The coffee machine leaks.", "again": "Repaired, and it leaks again.", "earlier": "Earlier failures",
        "once": "1 in 12 months", "solved": "Yes, solved", "not_yet": "Not yet", "twice": "Double deviation",
        "why": "The second failure of this customer within 180 days.",
        "playbook": "Playbook: Second failure", "senior": "A senior colleague takes it over",
        "sorry_step": "Apologise for both failures",
        "sorry": "Ms Wang, we failed you twice. That is our fault. I am sorry.",
        "both": "both an apology and compensation must be written",
        "offers": "Offers compensation", "asked": "asks you to take this over",
        "accept": "Accept", "final_tab": "Final response",
        "final": "Both machines are refunded, and the seal is changed.",
    },
    "zh": {
        "first": "咖啡机漏水。", "again": "修好了又漏。", "earlier": "过去的失误",
        "once": "12 个月 1 次", "solved": "解决了", "not_yet": "还没有", "twice": "双重偏差",
        "why": "180 天内第二次亏待这位顾客。",
        "playbook": "补救预案 · 二次失误", "senior": "主管接手",
        "sorry_step": "为两次失误分别道歉", "sorry": "王女士，我们错了两次，是我们的错，对不起。",
        "both": "道歉和补偿都要写到",
        "offers": "提出补偿", "asked": "请你接手",
        "accept": "接手", "final_tab": "最终答复", "final": "两台都退款，密封圈也换好了。",
    },
}  # fmt: skip
NUMBERS = {"en": "13600136001", "zh": "13600136002"}


def tell(page: Page, words: str, number: str) -> str:
    """Write down what a customer said at the counter; return where the case is."""
    page.goto("/cases/new")
    page.fill("[name=text]", words)
    page.fill("[name=phone]", number)
    page.fill("[name=name]", "Min Wang")
    page.click("main form button.button-primary")
    page.wait_for_url("**/cases/*-*")
    return page.url.split("?")[0]


def finish(page: Page, said: dict[str, str], *purposes: str) -> None:
    """Write the final response, judged, with what it holds."""
    page.locator(".composer-tabs label", has_text=said["final_tab"]).click()
    page.fill(".composer textarea", said["final"])
    page.locator(".only-final label", has_text="2").first.click()
    page.locator(".only-final .scale-words label").first.click()
    for purpose in purposes:
        page.locator(".purposes label", has_text=purpose).click()
    page.click(".composer .send")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_second_failure_of_a_customer_is_put_right_by_a_person_with_apology_and_compensation(
    open_page: Open, language: str
):
    said, spoken = WORDS[language], {"en": "en", "zh": "zh-hans"}[language]
    lin = open_page(language, DESK)
    sign_in(lin, "lin")
    speak(lin, spoken)
    first = tell(lin, said["first"], NUMBERS[language])

    second = tell(lin, said["again"], NUMBERS[language])

    # The case stands beside what failed before, and leads there and to the customer's card.
    facts = lin.locator("#case-facts")
    expect(facts.get_by_role("heading", name=said["earlier"])).to_contain_text(said["once"])
    expect(facts.locator(".earlier a").first).to_have_attribute("href", "/cases/" + first.rpartition("/")[2])
    lin.locator("#case-facts h2 a").first.click()
    for words in (said["first"], said["again"]):
        expect(lin.locator("[data-row-link]", has_text=words.rstrip(".。"))).to_be_visible()

    # Judged, it is what it is: a double deviation, with its own playbook, and a supervisor is asked.
    lin.goto(second)
    lin.locator("#judge .scale label", has_text="3").first.click()
    lin.locator("#judge .scale-words label").first.click()
    lin.locator("#judge button").click()
    expect(lin.locator("#banners", has_text=said["why"])).to_be_visible()
    expect(lin.locator("#course h2")).to_contain_text(said["playbook"])
    expect(lin.locator("#next-step h3")).to_contain_text(said["senior"])
    ning = open_page(language, DESK)
    sign_in(ning, "ning")
    speak(ning, spoken)
    ning.goto(second)
    expect(ning.locator("#banners", has_text=said["asked"])).to_be_visible(
        timeout=120_000
    )  # the worker asks, the page follows
    send(ning.locator("#banners").get_by_role("button", name=said["accept"], exact=True))

    # The one next best step is the apology; its button brings words and says what they are there for.
    expect(ning.locator("#next-step h3")).to_contain_text(said["sorry_step"])
    ning.locator("#next-step [data-start]").click()
    expect(ning.locator(".purposes [value=apology]")).to_be_checked()
    expect(ning.locator(".composer textarea")).not_to_have_value("")
    ning.fill(".composer textarea", said["sorry"])
    ning.click(".composer .send")
    expect(ning.locator(".entry-out", has_text=said["sorry"])).to_be_visible(timeout=120_000)

    # An apology alone is not enough; with compensation it goes out, and nothing typed was lost.
    ning.goto(second)
    finish(ning, said)
    expect(ning.locator("#composer-error")).to_contain_text(said["both"])
    expect(ning.locator(".composer textarea")).to_have_value(said["final"])
    ning.locator(".purposes label", has_text=said["offers"]).click()
    ning.click(".composer .send")
    expect(ning.locator(".entry-out", has_text=said["final"])).to_be_visible(timeout=120_000)

    # Solved, and then it was not.
    track = ning.locator("a[href*='/t/']").first.get_attribute("href") or ""
    phone = open_page(language, PHONE)
    phone.goto(track)
    send(phone.get_by_role("button", name=said["solved"]))
    phone.goto(track)
    send(phone.get_by_role("button", name=said["not_yet"]))
    ning.goto(second)
    expect(ning.locator("#banners", has_text=said["twice"])).to_be_visible()
    expect(ning.locator(".case-top .flag")).to_have_count(2)
    ning.goto("/queue?view=twice")
    expect(ning.locator("[data-row-link]", has_text=said["again"].rstrip(".。")).first).to_be_visible()
