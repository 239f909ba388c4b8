"""A second click on a writing button of the colleagues’ pages is no second act, and a stale page costs no words."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import DESK, PHONE, Open, send, sign_in, speak

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGES = (
    "case", "case/merge", "case/split", "case/restrict", "customer", "customer/join?q=138", "/queue?view=all", "/today",
    "/cases/new", "/notifications", "/settings/me", "/settings/people", "/settings/sites", "/settings/posts",
    "/settings/failures", "/settings/replies", "/settings/organisation", "/settings/branding", "/settings/tokens",
)  # fmt: skip
SET_ALL_UP = """form => {
    form.noValidate = true;
    for (let at = form; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    for (const field of form.querySelectorAll("textarea, input:not([type])")) if (!field.value) field.value = "words";
}"""


@pytest.fixture
def lin(open_page: Open) -> Page:
    page = open_page("en", DESK)
    sign_in(page, "admin")
    speak(page, "en")
    return page


def addresses(page: Page) -> Iterator[str]:
    # A case of somebody known: others that share the demo also tell without a name.
    page.goto("/customers")
    customer = page.locator("main table a[href^='/customers/']").first.get_attribute("href") or ""
    page.goto(customer)
    case = page.locator("main a[href^='/cases/']").first.get_attribute("href") or ""
    for path in PAGES:
        yield path.replace("case", case, 1) if path.startswith("case") else path.replace("customer", customer, 1)


def test_no_form_of_a_colleague_is_sent_twice_by_a_double_click(lin: Page):
    sent: list[str] = []

    def swallow(route: Route) -> None:
        if route.request.method != "POST" or route.request.resource_type != "document":
            return route.fallback()
        sent.append(route.request.url)
        return route.fulfill(status=204)  # nothing happens: the page stays, as while a server is slow

    twice, pressed = [], 0
    for address in list(addresses(lin)):
        lin.goto(address)
        lin.route("**/*", swallow)
        for form in lin.locator("main form[method=post]:not([data-again])").all():
            buttons = form.locator("button:not([type=button], [type=reset])")
            if not buttons.count() or (form.is_hidden() and not form.locator("xpath=ancestor::details").count()):
                continue
            sent.clear()
            form.evaluate(SET_ALL_UP)
            with lin.expect_request(lambda request: request.method == "POST"):
                buttons.last.evaluate("button => button.click()")
            buttons.last.evaluate("button => button.click()")
            lin.evaluate("() => new Promise(done => setTimeout(done, 60))")
            pressed += 1
            if len(sent) != 1:
                twice.append(f"{address}: {sent}")
        lin.unroute("**/*", swallow)

    print(f"pressed twice: {pressed} forms on {len(PAGES)} pages")
    assert pressed > 25
    assert not twice


def test_a_reply_from_a_page_whose_proof_has_run_out_keeps_its_words(lin: Page):
    case = next(addresses(lin))
    lin.goto(case)
    lin.fill("#text", "We come at four.")
    lin.context.clear_cookies(name="amends_csrf")
    lin.context.clear_cookies(name="csrftoken")

    lin.keyboard.press("Control+Enter")

    expect(lin.get_by_text("This page was open for too long")).to_be_visible()
    lin.goto(case)
    expect(lin.locator("#text")).to_have_value("We come at four.")
    lin.fill("#text", "")


def test_a_new_case_typed_while_the_session_ran_out_is_still_there_after_signing_in(lin: Page):
    lin.goto("/cases/new")
    words = lin.locator("main textarea[name=text]")
    words.fill("She waited two hours in the rain.")
    lin.context.clear_cookies(name="amends_session")

    lin.locator("main form button").last.click()

    lin.wait_for_url("**/sign-in*")
    sign_in(lin, "admin")
    lin.goto("/cases/new")
    expect(words).to_have_value("She waited two hours in the rain.")
    lin.locator("main form button").last.click()
    lin.wait_for_url("**/cases/CB-*")
    lin.goto("/cases/new")
    expect(words).to_have_value("")


def end_session_and_send(page: Page, reason: str) -> None:
    page.goto("/cases/new")
    page.locator("main textarea[name=text]").fill("The lift stands still again.")
    page.locator("main form button").last.click()
    page.wait_for_url("**/cases/CB-*")
    page.wait_for_load_state("load")
    page.locator("details.menu:has(#reason) > summary").click()
    page.select_option("#to", index=1)
    page.fill("#reason", reason)
    page.context.clear_cookies(name="amends_session")
    page.locator("form[action$='/hand-over']:has(#reason) button").click()
    page.wait_for_url("**/sign-in*")


def sign_in_here(page: Page, who: str) -> None:
    page.fill("#email", f"{who}@clearbay.example")
    page.fill("#password", "put-it-right")
    page.locator("form[action='/sign-in'] button").click()
    page.wait_for_url("**/cases/CB-*")
    page.wait_for_load_state("load")


def test_words_sent_after_the_session_ended_stand_in_their_form_again(lin: Page):
    end_session_and_send(lin, "She speaks Shanghainese only.")

    sign_in_here(lin, "admin")

    expect(lin.locator("#reason")).to_be_visible()
    expect(lin.locator("#reason")).to_have_value("She speaks Shanghainese only.")
    assert lin.locator("#to").input_value()
    lin.reload()
    expect(lin.locator("#reason")).not_to_have_value("She speaks Shanghainese only.")


def test_nobody_else_is_shown_them(lin: Page):
    end_session_and_send(lin, "She speaks Shanghainese only.")

    sign_in_here(lin, "ning")

    expect(lin.locator("#reason")).not_to_have_value("She speaks Shanghainese only.")


def test_a_customers_page_open_for_days_still_takes_their_words(open_page: Open):
    phone = open_page("en", PHONE)
    phone.goto("/")
    phone.fill("#words", "The lift stands still.")
    phone.get_by_role("button", name="Send now").click()
    send(phone.get_by_role("link", name="See where it stands"))
    phone.fill("#words", "It stands still since Monday.")
    phone.context.clear_cookies()

    phone.get_by_role("button", name="Send", exact=True).click()

    expect(phone.locator(".said-own", has_text="It stands still since Monday.")).to_be_visible()
