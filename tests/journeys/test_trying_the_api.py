"""The page that describes the API, in a browser, under our strict policy and without any other host."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, Open, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_colleague_reads_and_tries_the_api(open_page: Open):
    page = open_page("en", DESK)
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname or ""))
    sign_in(page, "admin")

    page.goto("/api/v1/docs")
    operation = page.locator("#operations-cases-list_cases")
    operation.locator(".opblock-summary").click()
    operation.get_by_role("button", name="Try it out").click()
    operation.get_by_role("button", name="Execute").click()

    expect(operation.locator(".live-responses-table tbody .response-col_status").first).to_contain_text("200")
    expect(operation.locator(".live-responses-table")).to_contain_text("next_promise_at")
    assert hosts == {"127.0.0.1"}
