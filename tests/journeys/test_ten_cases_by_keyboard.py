"""A specialist clears ten cases without the mouse: answers several at once, puts some off, resolves the others."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, Open, sign_in, speak

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TOLD = {"en": "The lift stands still again, floor %d", "zh": "电梯又停了，第 %d 层"}
ALL = {"en": "All, newest", "zh": "全部，新的"}
REPLY = {
    "en": "The technician comes today at 16:00. I phone you at 17:00.",
    "zh": "师傅今天 16:00 到，我 17:00 给您打电话。",
}
FINAL = {"en": "The lift runs again; we changed the door motor.", "zh": "电梯修好了，换了门机。"}
SPEAKS = {"en": "en", "zh": "zh-hans"}


@dataclass
class Hands:
    """Ten fingers on the keys: what is pressed, and what of it is words."""

    page: Page
    keys: int = 0
    letters: int = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            # Words are in sight before the page's scripts are there; nobody presses a key in that instant.
            self.page.wait_for_load_state("domcontentloaded")
            self.page.keyboard.press(key)
            self.keys += 1

    def write(self, words: str) -> None:
        self.page.keyboard.type(words)
        self.letters += len(words)

    def select(self, count: int, *, after: int = 0) -> None:
        self.press(*"j" * after, *["j", "x"] * count)
        expect(self.page.locator("[data-bulk-count]")).to_contain_text(str(count))

    def go(self, name: str) -> None:
        """Go to a page by its name."""
        self.press("Control+k")
        expect(self.page.locator("[role=option]").first).to_be_visible()
        self.write(name)
        expect(self.page.locator("[role=option]").first).to_contain_text(name)
        self.press("Enter")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_ten_cases_are_cleared_by_keyboard_alone(open_page: Open, language: str):
    teller = open_page(language, DESK)
    sign_in(teller, "lin")
    for number in range(10):
        teller.goto("/cases/new")
        teller.locator("main textarea[name=text]").fill(TOLD[language] % number)
        teller.locator("main form button").last.click()
        teller.wait_for_url("**/cases/CB-*")

    page = open_page(language, DESK)
    page.goto("/sign-in")
    speak(page, SPEAKS[language])
    page.goto("/sign-in")
    hands = Hands(page)
    expect(page.locator("#email")).to_be_focused()  # a browser gives the focus after it has loaded the page
    hands.write("lin@clearbay.example")
    hands.press("Tab")
    expect(page.locator("#password")).to_be_focused()
    hands.write("put-it-right")
    hands.press("Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)

    hands.go(ALL[language])
    page.wait_for_url("**/queue?view=all")
    hands.select(4)
    hands.press("r")
    expect(page.locator("textarea:focus")).to_be_visible()
    hands.write(REPLY[language])
    hands.press("Control+Enter")
    expect(page.locator("[data-toast]")).to_contain_text("4")

    hands.select(3, after=4)
    hands.press("s", "Enter")
    expect(page.locator("[data-toast]")).to_contain_text("3")

    for number in range(3):
        if number:
            hands.go(ALL[language])
            page.wait_for_url("**/queue?view=all")
        hands.press(*"j" * (8 + number), "Enter")
        page.wait_for_url("**/cases/CB-*")
        hands.press("e")
        expect(page.locator("#text")).to_be_focused()
        hands.write(FINAL[language])
        hands.press("Tab", "Space", "Tab", "Space")  # how bad it is, and that everybody is safe
        hands.press("Control+Enter")
        expect(page.locator(".entry-waiting, .entry-out").last).to_contain_text(FINAL[language])

    print(f"{language}: ten cases with {hands.keys} keys and {hands.letters} letters")
    assert hands.keys < 100
