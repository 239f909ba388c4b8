"""Sign in as people do: with an app, with a passkey, after too many guesses, and out of another device."""

import base64
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from amends.rules.second_factors import digits_at, step_of
from tests.cli.programs import Server, served
from tests.journeys.axe import violations
from tests.journeys.conftest import DESK

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Give a demo under a name: browsers make no passkeys for a number."""
    folder: Path = tmp_path_factory.mktemp("signing-in")
    with served(folder, "demo", AMENDS_PUBLIC_URL="http://localhost:{port}") as server:
        yield server


@pytest.fixture
def device(house: Server, browser: Browser) -> Iterator["list[BrowserContext]"]:
    """Give a list that fresh devices are put in, so that they are closed."""
    devices: list[BrowserContext] = []
    yield devices
    for one in devices:
        one.close()


@pytest.fixture
def fresh(house: Server, browser: Browser, device: "list[BrowserContext]"):
    def opened() -> Page:
        device.append(browser.new_context(base_url=f"http://localhost:{house.port}", locale="en-GB", **DESK))
        device[-1].set_default_timeout(60_000)
        home = f"http://localhost:{house.port}"
        device[-1].add_cookies([{"name": "amends_language", "value": "en", "url": home}])
        return device[-1].new_page()

    return opened


def give_password(page: Page, who: str, password: str = "put-it-right") -> None:
    page.goto("/sign-in")
    page.fill("#email", f"{who}@clearbay.example")
    page.fill("#password", password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def in_the_house(page: Page) -> None:
    page.wait_for_url(re.compile("/(queue|today)"))


def digits(spelled: str, *, later: int = 0) -> str:
    secret = base64.b32decode(spelled.replace(" ", ""))
    return digits_at(secret, step_of(datetime.now(UTC) + timedelta(seconds=30 * later)))


def test_an_app_is_set_up_and_asked_for_at_the_next_sign_in(fresh):
    page = fresh()
    give_password(page, "grace")
    in_the_house(page)
    page.goto("/settings/security")
    page.get_by_role("link", name="Set up").click()
    page.get_by_text("I cannot scan it").click()
    spelled = page.locator(".secret").inner_text()
    assert page.locator("svg.qr").bounding_box()["width"] > 120
    page.get_by_label("The six digits").fill(digits(spelled))
    page.get_by_role("button", name="Set it up").click()
    expect(page.locator(".codes li")).to_have_count(10)
    code = page.locator(".codes code").first.inner_text()

    later = fresh()
    give_password(later, "grace")
    later.wait_for_url("**/sign-in/second")
    assert violations(later) == []
    later.get_by_label("Code").fill("000000")
    later.get_by_role("button", name="Sign in").click()
    expect(later.get_by_role("alert")).to_contain_text("not right")
    # The digits shown now were used to set it up; those of the next half minute are accepted a little early.
    later.get_by_label("Code").fill(digits(spelled, later=1))
    later.get_by_role("button", name="Sign in").click()
    in_the_house(later)

    without = fresh()
    give_password(without, "grace")
    without.get_by_label("Code").fill(code.upper())
    without.get_by_role("button", name="Sign in").click()
    in_the_house(without)


def test_a_passkey_is_added_and_opens_without_the_password(fresh):
    page = fresh()
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    give_password(page, "lin")
    in_the_house(page)
    page.goto("/settings/security")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.locator(".codes li")).to_have_count(10)
    page.goto("/settings/security")
    expect(page.get_by_text("A password alone does not open your account")).to_be_visible()

    page.context.clear_cookies(name="amends_session")
    page.goto("/sign-in?next=/queue%3Fview=mine")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/queue?view=mine")

    page.context.clear_cookies(name="amends_session")
    give_password(page, "lin")
    page.wait_for_url("**/sign-in/second")
    page.get_by_role("button", name="Use a passkey").click()
    in_the_house(page)
    page.goto("/settings/security")
    expect(page.get_by_text("passkey ·").first).to_be_visible()


def test_a_device_that_answers_nothing_says_so_and_the_password_still_opens(fresh):
    page = fresh()
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE | {"isUserVerified": False}})
    page.goto("/sign-in")

    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_role("status")).to_contain_text("The device gave no passkey.")
    give_password(page, "wei")
    in_the_house(page)


def test_signing_out_there_ends_the_pages_there(fresh):
    here, there = fresh(), fresh()
    for page in (here, there):
        give_password(page, "jie")
        in_the_house(page)
    here.goto("/settings/security")
    expect(here.locator("#sessions")).to_have_text("Signed in on 2 devices")

    here.get_by_role("button", name="Sign out there").click()
    expect(here.locator("#sessions")).to_have_text("Signed in on 1 device")
    there.goto("/queue")

    expect(there.get_by_role("heading", level=1)).to_have_text(re.compile("[Ss]ign in"))
