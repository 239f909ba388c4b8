"""At night a guest writes of glass in the food and a child that bleeds: who is on call knows it at once and answers."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.axe import violations
from tests.journeys.conftest import DESK, PHONE, Open, send, sign_in, speak
from tests.journeys.test_accessibility import BY_LOOK, TURN
from tests.journeys.test_told_to_solved import SENT

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WORDS = {
    "en": {
        "told": "There was glass in the soup. My daughter's lip is cut and bleeds.", "send_now": "Send now",
        "have_it": "We have it", "on_call": "A case came in while you are on call",
        "safe": "Is everybody safe?", "food": "food safety", "because": "glass in the soup", "flag": "Food safety",
        "danger": "Somebody may be in danger", "so": "Wei says it is so", "minor": "a minor",
        "reply": "Glass in your daughter's soup is our fault. I am sorry. Is she still bleeding?",
    },
    "zh": {
        "told": "汤里有玻璃，我女儿的嘴唇划破了，一直在流血。", "send_now": "现在就发送",
        "have_it": "收到了", "on_call": "你值班时来了一件",
        "safe": "人都安全吗？", "food": "食品安全", "because": "汤里有玻璃", "flag": "食品安全",
        "danger": "可能有人有危险", "so": "林悦确认属实", "minor": "未成年人",
        "reply": "您女儿喝的汤里有玻璃，是我们的错，对不起。还在流血吗？请先打 120。",
    },
}  # fmt: skip
ON_CALL = {"en": ("wei", "Wei Chen"), "zh": ("lin", "林悦 Lin Yue")}
TYPED = "%Y-%m-%dT%H:%M"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_danger_told_at_night_reaches_who_is_on_call_with_the_words_that_decided(open_page: Open, language: str):
    said, (who, name) = WORDS[language], ON_CALL[language]
    site = closed_with_somebody_on_call(open_page("en", DESK), f"Night kitchen {language}", name)

    guest = open_page(language, PHONE)
    guest.goto(f"/?site={site}")
    guest.fill("#words", said["told"])
    guest.get_by_role("button", name=said["send_now"], exact=True).click()
    expect(guest.get_by_role("heading", name=said["have_it"])).to_be_visible()
    reference = guest.url.split("/t/")[1].split("/")[0]

    # It is theirs from the first moment, as nobody else is there, and what was read appears without a reload.
    desk = open_page(language, DESK)
    sign_in(desk, who)
    speak(desk, {"en": "en", "zh": "zh-hans"}[language])
    desk.goto("/notifications")
    expect(desk.get_by_text(said["on_call"]).first).to_be_visible()
    desk.goto(f"/cases/{reference}")
    reading = desk.locator("#reading")
    expect(reading).to_contain_text(said["food"])
    expect(reading.locator("q", has_text=said["because"])).to_be_visible()
    expect(desk.locator(".case-top .flag", has_text=said["flag"])).to_be_visible()
    desk.goto("/notifications")
    expect(desk.locator("main").get_by_text(said["danger"]).first).to_be_visible()

    # The first question is whether everybody is safe; then one key says that it is so.
    desk.goto(f"/cases/{reference}")
    first = desk.locator("#banners .banner").first
    expect(first).to_contain_text(said["safe"])
    assert violations(desk) == []
    desk.evaluate(TURN, "dark")
    assert violations(desk, rules=BY_LOOK) == []
    send(first.locator("[value=no]"))
    expect(desk.locator("#ask-safety")).to_have_count(0)
    expect(desk.locator("#facts .figures", has_text="5 / 5")).to_be_visible()
    with desk.expect_navigation():
        desk.keyboard.press("y")
    expect(reading).to_have_count(0)
    expect(desk.locator("#timeline")).to_contain_text(said["so"])
    expect(desk.locator("#timeline")).to_contain_text(said["minor"])

    desk.fill(".composer textarea", said["reply"])
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".entry-out", has_text=said["reply"])).to_be_visible(timeout=SENT)


def closed_with_somebody_on_call(admin: Page, place: str, name: str) -> str:
    """Add a place that is closed at whatever hour this runs, with a colleague on call; return its number."""
    now = datetime.now(UTC)
    sign_in(admin, "admin")
    speak(admin, "en")
    admin.goto("/settings/sites")
    admin.locator(".adder summary").click()
    admin.fill("#f-name", place)
    admin.select_option("#f-parent", label="Bakery 面包坊")
    send(admin.locator(".adder button.button-primary"))
    site = admin.get_by_role("link", name=place).get_attribute("href").rsplit("/", 1)[1]

    admin.goto(f"/settings/hours/{site}")
    for day in range(7):
        admin.fill(f"#f-day{day}", "09:00-12:00" if day == 4 else "")  # make-up workdays keep Friday's hours
    off = [(now + timedelta(days=days)).date().isoformat() for days in range(-1, 4)]
    admin.fill("#f-holidays", "\n".join(off))
    send(admin.locator("main form.section .buttons [value=save]"))

    admin.goto("/settings/routing")
    admin.select_option("#f-staff", label=name)
    admin.select_option("#f-site", value=site)
    admin.fill("#f-starts_at", (now - timedelta(days=2)).strftime(TYPED))
    admin.fill("#f-ends_at", (now + timedelta(days=2)).strftime(TYPED))
    send(admin.locator("form[data-once] .buttons button"))
    return site
