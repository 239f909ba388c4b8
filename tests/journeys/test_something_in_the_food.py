"""Something was in the toast: danger goes first, the batch comes off sale, and whoever is asked pays first."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, Open, send, sign_in, speak
from tests.journeys.test_a_second_failure import tell

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WORDS = {
    "en": {
        "told": "There was an insect in the toast.", "kind": "Foreign body in food, or spoiled", "flag": "Food safety",
        "read": "food safety",
        "playbook": "Playbook: Food safety", "stop": "Take the batch off sale and keep a sample",
        "shown": "Batch 1107 is off sale, sample sealed at 9.", "health": "Ask how they feel",
        "empty": "Write what shows that it is done.", "done": "Done", "leave": "Leave it out", "first": "5.0",
        "watch": "What to watch for", "keep": "Keep", "steps": "All steps",
    },
    "zh": {
        "told": "吐司里有虫子。", "kind": "食品有异物或变质", "flag": "食品安全", "read": "食品安全",
        "playbook": "补救预案 · 食品安全", "stop": "停售同批，留样封存",
        "shown": "1107 批次已下架，9 点封存留样。", "health": "问身体，陪同就医",
        "empty": "写下凭什么说做过了。", "done": "做完了", "leave": "跳过", "first": "5.0",
        "watch": "标记", "keep": "保存", "steps": "全部步骤",
    },
}  # fmt: skip
NUMBERS = {"en": "13700137001", "zh": "13700137002"}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_food_is_handled_before_everything_step_by_step(open_page: Open, language: str):
    said = WORDS[language]
    jie = open_page(language, DESK)
    sign_in(jie, "jie")
    speak(jie, {"en": "en", "zh": "zh-hans"}[language])
    tell(jie, said["told"], NUMBERS[language])

    # What was read puts the case before everything else, and Jie says that it is so.
    reading = jie.locator("#reading")
    expect(reading.locator("strong")).to_have_text(said["read"])
    send(reading.locator("[data-key=y]"))
    expect(reading).to_have_count(0)
    expect(jie.locator(".case-top .flag", has_text=said["flag"])).to_be_visible()
    expect(jie.locator("#facts")).to_contain_text(said["first"])

    jie.locator("#judge select#failure_type").select_option(label=said["kind"])
    jie.locator("#judge .scale label", has_text="4").first.click()
    jie.locator("#judge .scale-words label").first.click()
    send(jie.locator("#judge button"))
    expect(jie.locator("#course h2")).to_contain_text(said["playbook"])

    # The first step can be ticked only with what shows it, and is never left out.
    card = jie.locator("#next-step")
    expect(card.locator("h3")).to_contain_text(said["stop"])
    expect(card.get_by_role("button", name=said["leave"])).to_have_count(0)
    card.get_by_role("button", name=said["done"]).click()
    expect(card.locator(".field-error")).to_contain_text(said["empty"])
    card.locator("textarea").fill(said["shown"])
    card.get_by_role("button", name=said["done"]).click()
    expect(jie.locator("#next-step h3")).to_contain_text(said["health"])
    expect(jie.locator(".entry-note", has_text=said["shown"])).to_be_visible()

    # What comes later waits for what comes before, and says so.
    jie.locator("#course > details > summary").click()
    paying = jie.locator("#course li[data-step=pay_first]")
    expect(paying.locator("small")).to_contain_text(said["health"])

    # In the queue it bears its flag and stands at the top of priority.
    jie.goto("/queue?view=all")
    row = jie.locator("tr", has_text=said["told"].rstrip(".。")).first
    expect(row.locator(".flag", has_text=said["flag"])).to_be_visible()
    expect(row.locator(".priority")).to_have_text(said["first"])
