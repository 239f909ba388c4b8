"""Two colleagues have the same case open: each sees the other and what the other does, and nothing typed is lost."""

import os
import signal

import pytest
from playwright.sync_api import Page, expect

from tests.cli.programs import Server
from tests.journeys.conftest import DESK, PHONE, Open, sign_in, speak
from tests.journeys.test_told_to_solved import SENT

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def tell(open_page: Open, text: str) -> None:
    customer = open_page("en", PHONE)
    customer.goto("/")
    customer.fill("#words", text)
    customer.evaluate("document.getElementById('words').form.submit()")
    customer.wait_for_url("**/told**")


@pytest.fixture
def two(open_page: Open) -> tuple[Page, Page, str]:
    """Lin and Ning with one new case open in front of both."""
    tell(open_page, "The lamp over my seat hums. I asked twice.")
    lin, ning = open_page("en", DESK), open_page("en", DESK)
    sign_in(lin, "lin")
    sign_in(ning, "ning")
    for page in (lin, ning):
        speak(page, "en")
    lin.goto("/queue?view=all")
    case = lin.locator("[data-row-link]").first.get_attribute("href") or ""
    for page in (lin, ning):
        page.goto(case)
        page.wait_for_selector("body[data-following]")
    return lin, ning, case


def send(page: Page, kind: str, text: str) -> None:
    page.check(f"[name=kind][value={kind}]")
    page.fill("#text", text)
    page.click("button.send")
    page.wait_for_url("**/cases/*")


def test_they_see_each_other_and_what_the_other_does(two: tuple[Page, Page, str]):
    lin, ning, _case = two
    lin.locator("#here", has_text="is looking").wait_for()
    ning.locator("#here", has_text="is looking").wait_for()

    ning.fill("#text", "I am just about to")
    lin.locator("#replying", has_text="is replying").wait_for()

    send(lin, "note", "Leave this to me, Ning.")
    ning.locator("#timeline", has_text="Leave this to me, Ning.").wait_for()
    assert ning.input_value("#text") == "I am just about to"
    assert "wrote a note" in (ning.text_content("#live-news") or "")

    ning.goto("/queue")
    lin.wait_for_function("document.getElementById('here').hidden")


def test_the_bell_of_who_is_asked_rings_by_itself(two: tuple[Page, Page, str]):
    lin, ning, case = two
    ning.goto("/notifications")
    ning.wait_for_selector("body[data-following]")
    reference = case.rpartition("/")[2]
    assert ning.locator(".notice", has_text=reference).count() == 0

    lin.keyboard.press("a")
    lin.select_option("#to", lin.locator("#to option", has_text="Zhou Ning").get_attribute("value"))
    lin.get_by_role("button", name="Ask to take over").click()

    ning.locator(".notice", has_text=reference).locator("text=asks you to take over").wait_for()
    ning.locator(".bell-count:not([hidden])").wait_for()


def test_a_form_that_somebody_fills_in_waits_for_them(two: tuple[Page, Page, str]):
    lin, ning, _case = two
    with lin.expect_navigation():
        send(lin, "out", "We shall look at it tomorrow.")
    for page in (lin, ning):
        page.click("#case-promises summary")
        page.select_option("#date-next", "own")
        page.fill("#date-own", "2030-01-02T10:00")

    for page in (lin, ning):
        expect(page.locator("#timeline")).to_contain_text("We shall look at it tomorrow.", timeout=SENT)
        expect(page.locator(".entry-waiting")).to_have_count(0, timeout=SENT)
        expect(page.locator("#case-promises")).to_have_attribute("data-stale", "yes")
        expect(page.locator("#date-own")).to_have_value("2030-01-02T10:00")


def test_the_queue_shows_a_new_case_by_itself(open_page: Open):
    lin = open_page("en", DESK)
    sign_in(lin, "lin")
    lin.goto("/queue?view=all")
    lin.wait_for_selector("body[data-following]")

    tell(open_page, "A parcel of feathers arrived open.")

    lin.locator("#rows", has_text="A parcel of feathers").wait_for()


def test_nothing_moves_under_a_dialog_which_gives_the_focus_back_to_its_row(open_page: Open):
    lin = open_page("en", DESK)
    sign_in(lin, "lin")
    speak(lin, "en")
    lin.goto("/queue?view=all")
    lin.wait_for_selector("body[data-following]")
    row = lin.locator(f"[data-row-link][href='{lin.locator('[data-row-link]').first.get_attribute('href')}']")
    row.focus()
    lin.keyboard.press("Control+k")
    expect(lin.get_by_role("combobox", name="Find a case")).to_be_focused()

    tell(open_page, "A parcel of pebbles arrived open.")
    expect(lin.locator("#rows")).to_have_attribute("data-stale", "yes")
    lin.keyboard.press("Escape")

    expect(lin.locator("#rows")).to_contain_text("A parcel of pebbles")
    expect(row).to_be_focused()


def test_the_stream_ends_with_signing_out_elsewhere_in_the_same_browser(two: tuple[Page, Page, str]):
    lin, _ning, case = two
    other_tab = lin.context.new_page()
    other_tab.goto("/queue")
    other_tab.evaluate("document.querySelector('form[action=\"/sign-out\"]').submit()")
    other_tab.wait_for_url("**/sign-in*")

    lin.bring_to_front()
    lin.locator("#signed-out").wait_for()

    assert case in (lin.get_attribute("#signed-out", "href") or "").replace("%2F", "/")


def test_a_page_that_comes_back_after_the_session_says_so(two: tuple[Page, Page, str]):
    lin, _ning, case = two
    lin.context.clear_cookies(name="amends_session")

    lin.evaluate("""() => {
        dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
        dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
    }""")
    lin.locator("#signed-out").wait_for()

    assert case in (lin.get_attribute("#signed-out", "href") or "").replace("%2F", "/")


def test_pages_follow_again_after_the_server_restarted(two: tuple[Page, Page, str], demo: Server):
    lin, ning, _case = two
    web = demo.children()[0]
    os.kill(web, signal.SIGKILL)
    ning.wait_for_selector("body:not([data-following])")

    send(lin, "note", "Written while nobody listened.")

    ning.locator("#timeline", has_text="Written while nobody listened.").wait_for()
    ning.wait_for_selector("body[data-following]")
