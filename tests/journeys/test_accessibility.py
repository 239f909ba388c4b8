"""axe-core finds no barrier on any page: light and dark, both languages, on a desk and on a small phone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.cli.programs import Server
from tests.house.test_access import read_table
from tests.journeys.axe import violations
from tests.journeys.conftest import DESK, LOCALES, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FILES = {
    "/brand/{}.css", "/brand/{}.png", "/cases/{}/colleagues", "/cases/{}/evidence.pdf", "/cases/{}/here",
    "/cases/{}/replies", "/files/{}", "/healthz", "/live", "/notifications/unread", "/palette",
    "/quick/app.webmanifest", "/quick/data", "/quick/entries", "/quick/gestures", "/quick/guest", "/quick/worker.js",
    "/settings/branding/shades", "/settings/history.csv", "/t/{}/{}/calendar.ics", "/t/{}/{}/files/{}",
}  # fmt: skip
# Pages that show themselves only on the way through a journey, which looks there: `test_first_run`, `test_signing_in`,
# `test_a_surge_at_one_site`, `test_a_new_topic`.
ON_THE_WAY = {"/start", "/sign-in/second", "/warnings/{}", "/warnings/topics/{}"}
LED_ELSEWHERE = {"/sign-in/provider", "/sign-in/provider/back"}  # the demo has no provider of sign-ins
PAGES = sorted({page for method, page in read_table() if method == "GET"} - FILES - ON_THE_WAY - LED_ELSEWHERE)
FOR_STRANGERS = {"/", "/sign-in", "/sign-in/reset/{}", "/t", "/t/{}/{}", "/t/{}/{}/told", "/s/{}", "/s/{}/poster"}
SMALL = {"width": 360, "height": 740}
# The page of the parts shows each many times over; labels that differ would say nothing there.
REPEATED = {"/design": "landmark-unique "}
BY_LOOK = ["color-contrast", "link-in-text-block"]
TURN = "(theme) => { document.documentElement.dataset.theme = theme }"


@pytest.fixture(scope="module")
def devices(demo: Server, browser: Browser) -> Iterator[dict[tuple[str, bool], Page]]:
    """Give a page of the administrator and one of a stranger in each language."""
    found, home = {}, f"http://127.0.0.1:{demo.port}"
    for language, locale in LOCALES.items():
        for is_inside in (True, False):
            context = browser.new_context(base_url=home, locale=locale, reduced_motion="reduce", **DESK)
            context.set_default_timeout(60_000)
            page = found[language, is_inside] = context.new_page()
            if is_inside:
                sign_in(page, "admin")
            chosen = {"en": "en", "zh": "zh-hans"}[language]
            context.add_cookies([{"name": "amends_language", "value": chosen, "url": home}])
    yield found
    for page in found.values():
        page.context.close()


def first(page: Page, path: str, link: str) -> str:
    """Return where the first such link of a page leads."""
    page.goto(path)
    return page.locator(link).first.get_attribute("href") or ""


@pytest.fixture(scope="module")
def behind(devices: dict[tuple[str, bool], Page]) -> dict[str, str]:
    """Give what stands behind the addresses with a gap."""
    page = devices["en", True]
    # A case of somebody known: others that share the demo also tell without a name.
    customer = first(page, "/customers", "main table a[href^='/customers/']")
    case = first(page, customer, "main a[href^='/cases/']")
    page.goto("/settings/replies")
    page.locator("main .list form button").first.click()  # a canned reply of one's own
    page.locator("main a[href^='/settings/replies/']").first.wait_for()
    names = (
        "people",
        "posts",
        "sites",
        "failures",
        "replies",
        "hours",
        "policies",
        "playbooks",
        "routing",
    )
    lists = {f"/settings/{name}/{{}}": f"/settings/{name}" for name in names}
    found = {path: first(page, at, f"main a[href^='{at}/']") for path, at in lists.items()}
    page.goto(found["/settings/people/{}"])
    page.click("form[action$='/reset-link'] button")
    link = page.locator("[value*='/sign-in/reset/']").first.input_value()
    promise, track = (first(page, case, link) for link in ("main a[href*='/promises/']", "a[href*='/t/']"))
    return found | {
        "/cases/{}": case,
        "/cases/{}/promises/{}": promise,
        "/t/{}/{}/promises/{}": f"{track}/promises/{promise.rpartition('/')[2]}",
        "/customers/{}": customer,
        "/t/{}/{}": track,
        "/s/{}": "/s/1",
        "/settings/authority/{}": first(page, "/settings/authority", "#people ~ table a[href^='/settings/authority/']"),
        "/settings/authority/roles/{}": "/settings/authority/roles/front_line",
        "/rights/{}": "/rights/eu261",
        "/warnings/watches/{}": first(page, "/warnings/watches", "main .watch-row a"),
        "/sign-in/reset/{}": "/sign-in/reset/" + link.rpartition("/")[2],
    }


def address_of(path: str, behind: dict[str, str]) -> str:
    pattern = max((known for known in behind if path.startswith(known)), key=len, default="")
    return behind.get(pattern, "") + path.removeprefix(pattern)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", LOCALES)
def test_no_page_has_a_barrier(devices, behind, path: str, language: str):
    page = devices[language, path not in FOR_STRANGERS]
    page.set_viewport_size(DESK["viewport"])
    address = address_of(path, behind)

    answer = page.goto(address)

    assert answer
    assert answer.ok
    assert page.url.split("?")[0].endswith(address.split("?")[0]), f"it led to {page.url}"
    wrong = {"light": violations(page)}
    page.evaluate(TURN, "dark")
    wrong["dark"] = violations(page, rules=BY_LOOK)
    page.set_viewport_size(SMALL)
    wrong["dark, small"] = violations(page)
    page.evaluate(TURN, "light")
    wrong["small"] = violations(page, rules=BY_LOOK)
    allowed = REPEATED.get(path, "nothing ")
    said = [f"{look}: {one}" for look, lines in wrong.items() for one in lines if not one.startswith(allowed)]
    assert not said, "\n".join(said)
