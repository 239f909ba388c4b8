"""A case arrives and its kind is suggested: one key takes it, and one sorts what Amends is not sure of."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.axe import violations
from tests.journeys.conftest import DESK, Open, send, sign_in, speak
from tests.journeys.test_a_second_failure import tell

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WORDS = {
    "en": {
        "plain": "The tap in the bathroom leaks.", "kind": "Water leak", "because": "leaks",
        "torn": "The pipe leaks and the clerk was rude to me.", "first": "Rude",
    },
    "zh": {
        "plain": "卫生间的水龙头一直漏水。", "kind": "漏水", "because": "漏水",
        "torn": "水管漏水，前台态度特别差。", "first": "态度恶劣",
    },
}  # fmt: skip
NUMBERS = {"en": "13700138001", "zh": "13700138002"}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_one_key_takes_the_suggested_kind_and_one_sorts_what_is_not_sure(open_page: Open, language: str):
    said = WORDS[language]
    ning = open_page(language, DESK)
    sign_in(ning, "ning")
    speak(ning, {"en": "en", "zh": "zh-hans"}[language])
    tell(ning, said["plain"], NUMBERS[language])

    # The page is open before the worker has read the words, and shows what it read without a reload.
    expect(ning.locator("#suggested strong")).to_have_text(said["kind"])
    expect(ning.locator("#suggested q")).to_contain_text(said["because"])
    with ning.expect_navigation():
        ning.keyboard.press("w")
    expect(ning.locator("#suggested")).to_have_count(0)
    expect(ning.locator("#facts dl")).to_contain_text(said["kind"])

    tell(ning, said["torn"], NUMBERS[language])
    reference = ning.locator(".case-top .ref").inner_text()
    expect(ning.locator("#suggested button", has_text=said["first"])).to_be_visible()
    leave_the_others(ning, reference)
    assert violations(ning) == []
    with ning.expect_navigation():
        ning.keyboard.press("1")
    expect(ning.locator(".unsorted-case .ref", has_text=reference)).to_have_count(0)
    ning.goto(f"/cases/{reference}")
    expect(ning.locator("#suggested")).to_have_count(0)


def leave_the_others(page: Page, reference: str) -> None:
    """Others may wait as well: leave them for now until this one is shown."""
    for _round in range(3):
        page.goto("/unsorted")
        while page.locator(".unsorted-case").count():
            if page.locator(".unsorted-case .ref").inner_text() == reference:
                return
            send(page.locator("[data-key=s]"))
    pytest.fail(f"{reference} does not wait to be sorted")
