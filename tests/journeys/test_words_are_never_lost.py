"""Colleagues write, and whatever happens to the page, the network or the session, their words are there again."""

import re
from itertools import count

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import DESK, PHONE, send, sign_in
from tests.journeys.test_a_second_failure import tell

_numbers = count(13700139001)


def speak(page: Page, language: str = "en") -> None:
    """Read the pages in this language, whatever the colleague reads elsewhere."""
    page.goto("/sign-in")
    chosen = {"en": "en", "zh": "zh-hans"}[language]
    page.context.add_cookies([{"name": "amends_language", "value": chosen, "url": page.url}])


def at_work(open_page, who: str = "lin", language: str = "en", device=DESK) -> tuple[Page, str]:
    """Return a colleague's page at the composer of a case of their own, with nothing written yet."""
    page = open_page(language, device)
    speak(page, language)
    sign_in(page, who)
    return page, tell(page, "The lamp over the bed hums.", str(next(_numbers)))


def write(page: Page, text: str) -> None:
    page.locator("#text").click()
    page.keyboard.type(text)


def hold_back(page: Page, script: str) -> list[Route]:
    """Let a script of the page not come; return where it stands then."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(script, hold)
    return held


def let_come(page: Page, held: list[Route]) -> None:
    """Let the script come that was held back."""
    while not held:
        page.wait_for_timeout(50)
    held.pop().continue_()


def kept(page: Page) -> None:
    expect(page.locator(".composer-state")).to_contain_text(re.compile(r"Draft kept|草稿已存"))


@pytest.mark.parametrize(("language", "device"), [("en", DESK), ("zh", PHONE)])
def test_a_draft_survives_reload_and_another_device(open_page, language, device):
    page, case = at_work(open_page, language=language, device=device)
    write(page, "We left you waiting.")
    kept(page)
    page.reload()
    expect(page.locator("#text")).to_have_value("We left you waiting.")

    other = open_page("en", DESK)
    speak(other)
    sign_in(other, "lin")
    other.goto(case)

    expect(other.locator("#text")).to_have_value("We left you waiting.")
    other.locator("#text").fill("")
    expect(other.locator(".composer-state")).to_have_text("")


def test_what_is_typed_before_the_scripts_have_come_stays(open_page):
    page, case = at_work(open_page)
    held = hold_back(page, "**/keeping*.js")
    page.goto(case, wait_until="commit")
    page.locator("#text").fill("Typed on a slow train.")
    let_come(page, held)

    kept(page)
    expect(page.locator("#text")).to_have_value("Typed on a slow train.")
    page.locator("#text").fill("")
    expect(page.locator(".composer-state")).to_have_text("")


def test_who_has_begun_to_type_is_not_led_away_when_the_scripts_come(open_page):
    page = open_page("en", DESK)
    speak(page)
    sign_in(page, "lin")
    page.goto("/cases/new")
    held = hold_back(page, "**/forms*.js")
    words = page.locator("main textarea[name=text]")
    words.fill("The lamp hums.")
    page.fill("[name=phone]", "12")
    page.locator("main form button.button-primary").click()
    expect(page.locator("[name=phone][aria-invalid=true]")).to_be_visible()
    words.fill("The lamp over the bed hums.")
    let_come(page, held)
    page.wait_for_load_state()

    expect(words).to_be_focused()


def test_a_draft_survives_a_lost_network(open_page):
    page, _case = at_work(open_page)
    page.context.set_offline(True)
    write(page, "Written without a network.")
    expect(page.locator(".composer-state")).to_contain_text("No network. Kept on this device")

    page.context.set_offline(False)

    kept(page)
    page.locator("#text").fill("")
    expect(page.locator(".composer-state")).to_have_text("")


def test_a_draft_survives_the_end_of_the_session(open_page):
    page, case = at_work(open_page)
    page.context.clear_cookies(name="amends_session")
    write(page, "Written after the session was over.")
    expect(page.locator(".composer-state")).to_contain_text("Please sign in again. Your draft is kept")

    sign_in(page, "lin")
    page.goto(case)

    expect(page.locator("#text")).to_have_value("Written after the session was over.")
    kept(page)
    page.locator("#text").fill("")
    expect(page.locator(".composer-state")).to_have_text("")


def test_a_reply_is_undone_and_then_sent(open_page):
    page, case = at_work(open_page, "wei")
    page.goto("/settings/me")
    page.select_option("[name=undo_seconds]", "30")  # a machine may take more than ten to bring the page
    send(page.locator("form:has([name=undo_seconds]) .button-primary"))
    page.goto(case)
    write(page, "We left you waiting. That was wrong.")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    waiting = page.locator(".entry-waiting")
    expect(waiting).to_contain_text(re.compile(r"Goes out in \d+ s"))

    page.keyboard.press("Escape")
    page.locator("h1").click()
    with page.expect_navigation():
        page.keyboard.press("z")
    expect(page.locator("#text")).to_have_value("We left you waiting. That was wrong.")
    expect(waiting).to_have_count(0)

    page.locator("#text").focus()
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    expect(waiting).to_have_count(1)
    expect(waiting).to_have_count(0, timeout=180_000)
    expect(page.locator(".entry-out").last).to_contain_text("We left you waiting. That was wrong.")


def test_two_windows_notice_each_other(open_page):
    first, case = at_work(open_page)
    second = open_page("en", DESK)
    speak(second)
    sign_in(second, "lin")
    second.goto(case)
    write(first, "Written here.")
    kept(first)

    write(second, "Written there.")

    notice = second.locator("[data-replaced]")
    expect(notice).to_contain_text("You also wrote in another window. Written here.")
    notice.get_by_role("button", name="Put it below").click()
    expect(second.locator("#text")).to_have_value("Written there.\n\nWritten here.")
    second.locator("#text").fill("")
    expect(second.locator(".composer-state")).to_have_text("")


def test_a_colleague_who_answered_first_stops_mine_and_my_words_stay(open_page):
    mine, case = at_work(open_page)
    write(mine, "My answer.")
    theirs = open_page("en", DESK)
    speak(theirs)
    sign_in(theirs, "ning")
    theirs.goto(case)
    write(theirs, "Her answer.")
    theirs.keyboard.press("Control+Enter")
    expect(theirs.locator(".entry-waiting, .entry-out", has_text="Her answer.")).to_be_visible()

    mine.keyboard.press("Control+Enter")

    expect(mine.get_by_role("alert")).to_contain_text("Your words are kept and not sent.")
    expect(mine.locator("#text")).to_have_value("My answer.")
    mine.get_by_role("button", name="Keep as a note").click()
    expect(mine.locator(".entry-note").last).to_contain_text("My answer.")


def test_a_canned_reply_comes_with_the_facts_of_the_case(open_page):
    page, _case = at_work(open_page)
    write(page, "/")
    first = page.locator(".picker [role=option]").first
    expect(first).to_be_visible()
    page.keyboard.press("Enter")

    expect(page.locator(".composer-marks .mark-fact").first).to_be_attached()
    assert "/" not in page.locator("#text").input_value()
    page.locator("#text").fill("We refund {amount}.")
    expect(page.locator("[data-advice]")).to_contain_text("Still open: {amount}")
    page.locator("#text").fill("")


def test_a_colleague_is_named_and_told(open_page):
    page, _case = at_work(open_page)
    page.locator(".composer-tabs label:has([value=note])").click()
    write(page, "May we? @Zhou")
    page.locator("#text").press("Backspace")
    expect(page.locator(".picker [role=option]").first).to_contain_text("Zhou Ning")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Enter")

    expect(page.locator(".entry-note .mention").last).to_contain_text("Zhou Ning")
