"""Whole stories in a real browser, against the real thing: `amends demo` as a process of its own."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Locator, Page, Route, expect, sync_playwright

from tests.cli.programs import Server, served

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "device_scale_factor": 2}
DESK = {"viewport": {"width": 1440, "height": 900}}
LOCALES = {"en": "en-GB", "zh": "zh-CN"}

Open = Callable[..., Page]

# AMENDS_TEST_DELAY=800: every script comes so many milliseconds after its page. What passes only where the scripts have
# run before somebody types or presses a key then fails.
DELAY = int(os.environ.get("AMENDS_TEST_DELAY", "0"))

expect.set_options(timeout=60_000)  # a machine may have much else to do


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Give a running demo with its stories."""
    folder: Path = tmp_path_factory.mktemp("demo")
    with served(folder, "demo") as server:
        yield server


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """Give the browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(demo: Server, browser: Browser) -> Iterator[Open]:
    """Give a way to open a fresh device on the demo; what its pages complain about fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(language: str, device: dict[str, Any], **more: Any) -> Page:
        context = browser.new_context(
            base_url=f"http://127.0.0.1:{demo.port}",
            locale=LOCALES[language],
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
            **device,
            **more,
        )
        context.set_default_timeout(60_000)
        contexts.append(context)
        page = context.new_page()
        if DELAY:
            network = context.new_cdp_session(page)
            network.send("Network.enable")
            network.send("Network.setCacheDisabled", {"cacheDisabled": True})
            page.route("**/*.js", come_late)
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    # Refused on purpose, without a network, and what was under way to a server that was killed.
    expected = (
        *("status of 4", "ERR_INTERNET_DISCONNECTED"),
        *("ERR_INCOMPLETE_CHUNKED_ENCODING", "ERR_CONTENT_LENGTH_MISMATCH", "ERR_EMPTY_RESPONSE", "ERR_CONNECTION_"),
    )
    ours = [text for text in complaints if not any(words in text for words in expected)]
    assert not ours, ours


def come_late(route: Route) -> None:
    """Let a script come as late as asked for."""
    try:
        route.request.frame.page.wait_for_timeout(DELAY)
        route.continue_()
    except Error:  # the page has gone on meanwhile
        return


def sign_in(page: Page, who: str) -> None:
    """Sign in as one of the demo's people."""
    page.goto("/sign-in?next=/queue")
    page.fill("#email", f"{who}@clearbay.example")
    page.fill("#password", "put-it-right")
    page.click("main button")
    page.wait_for_url(lambda url: "/sign-in" not in url)


def send(button: Locator) -> None:
    """Press a button that brings a page, and wait for it; its toast then changes the address once more."""
    with button.page.expect_navigation():
        button.click()


def speak(page: Page, language: str) -> None:
    """Have this device speak a language whatever its person chose elsewhere: en or zh-hans."""
    page.context.add_cookies([{"name": "amends_language", "value": language, "url": page.url}])
