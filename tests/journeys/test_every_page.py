"""What holds on every page: it fits a small phone, and everything one can touch has a name."""

import pytest

from tests.journeys.conftest import DESK, PHONE, Open, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/t",
        "/s/1",
        "/s/1/poster",
        "/sign-in",
        "/queue",
        "/queue?view=all",
        "/cases/new",
        "/customers",
        "/search?q=a",
        "/design",
        "/quick",
    ],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_is_wider_than_a_small_phone(open_page: Open, path: str, language: str):
    small = open_page(language, {**PHONE, "viewport": {"width": 360, "height": 740}})
    if path not in {"/", "/t", "/s/1", "/s/1/poster", "/sign-in"}:
        sign_in(small, "lin")

    small.goto(path)

    assert small.evaluate("document.documentElement.scrollWidth") <= 360


NAMELESS = """
() => {
  const touchable = "a, button, summary, input:not([type=hidden]), select, textarea, img, svg[role=img]";
  const words = (e) => (["TEXTAREA", "SELECT"].includes(e.tagName) ? "" : e.textContent.trim());
  const named = (e) =>
    e.ariaLabel || e.getAttribute("aria-labelledby") || e.alt || e.title || e.labels?.length || words(e);
  return [...document.querySelectorAll(touchable)]
    .filter((e) => e.checkVisibility() && !e.closest("[aria-hidden=true]") && !named(e))
    .map((e) => e.outerHTML.slice(0, 120));
}
"""
TWICE = """
() => {
  const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
  return ids.filter((id, at) => ids.indexOf(id) !== at);
}
"""


@pytest.mark.parametrize(
    "path", ["/", "/t", "/s/1", "/sign-in", "/queue", "/cases/new", "/customers", "/search?q=a", "/design", "case"]
)
def test_everything_one_can_touch_has_a_name(open_page: Open, path: str):
    desk = open_page("en", DESK)
    if path not in {"/", "/t", "/s/1", "/s/1/poster", "/sign-in"}:
        sign_in(desk, "lin")
    if path == "case":
        path = desk.locator("[data-row-link]").first.get_attribute("href") or ""

    desk.goto(path)

    assert desk.evaluate(NAMELESS) == []
    assert desk.evaluate(TWICE) == []
    assert desk.locator("h1").count() == 1
    assert desk.evaluate("document.documentElement.lang") in {"en", "zh-Hans"}
