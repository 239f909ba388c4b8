"""Keyboard, zoom and motion: every control is reached once and in sight, nothing runs sideways, nothing has to move."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, Open, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MAIN = ["/", "/t", "/sign-in", "track", "/today", "/queue?view=all", "case", "/cases/new", "/customers", "/quick"]
# While stops are counted nothing may come in and redraw what they stand in.
NO_NEWS = "window.EventSource = class extends EventTarget { close() {} };"
STRANGERS = {"/", "/t", "/sign-in", "track"}
MOST_STOPS = 250

# What the keyboard has to reach: whatever can be touched and is shown; of one group of radios the browser stops at one.
REACHABLE = """
() => {
  const touchable = "a[href], button, summary, input:not([type=hidden]), select, textarea, [tabindex='0']";
  window.stops = [...document.querySelectorAll(touchable)].filter((e) =>
    e.checkVisibility({ visibilityProperty: true }) && !e.disabled && e.tabIndex >= 0
    && !(e.type === "radio" && ![...document.getElementsByName(e.name)].some((r) => r === e && (r.checked
      || !document.querySelector(`[name="${r.name}"]:checked`)))));
  const radios = new Set();
  window.stops = window.stops.filter((e) => {
    if (e.type !== "radio") return true;
    const key = `${e.name} ${e.form?.id}`;
    return !radios.has(key) && radios.add(key);
  });
  document.body.tabIndex = -1; // begin at the top, also where a field has the focus at once
  document.body.focus();
  document.body.removeAttribute("tabindex");
  scrollTo(0, 0);
  return window.stops.length;
}
"""
# Where the focus is: its place among the stops, whether it shows, and whether the window shows it.
FOCUS = """
() => {
  const e = document.activeElement;
  if (e === document.body || e === document.documentElement) return null;
  const drawn = (one, pseudo) => {
    const style = getComputedStyle(one, pseudo);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== "none";
  };
  const around = [e, e.closest("label"), e.closest("form"), e.closest(".tell-words, .add-box, .side-search")];
  const shows = around.some((one) => one && drawn(one)) || drawn(e, "::after") || drawn(e, "::before")
    || [...(e.closest("label")?.children || [])].some((one) => drawn(one));
  const box = (e.closest("label") || e).getBoundingClientRect();
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return { at: window.stops.indexOf(e), shows, inside, what: e.outerHTML.slice(0, 110) };
}
"""


def opened(open_page: Open, path: str, device: dict[str, Any], language: str = "en", **more: Any) -> Page:
    """Open a page: of a stranger where it needs no account; "case" is the first one, "track" that of a new one."""
    page = open_page(language, device, **more)
    page.add_init_script(NO_NEWS)
    if path not in STRANGERS or path == "track":
        sign_in(page, "admin")
    if path == "case":
        page.goto("/queue?view=all")
        path = page.locator("[data-row-link]").first.get_attribute("href") or ""
    if path == "track":  # of a case whose promise runs, whatever others that share the demo did with theirs
        page.goto("/cases/new")
        page.locator("main textarea[name=text]").fill("The lift stands still.")
        page.locator("main form button").last.click()
        page.wait_for_url("**/cases/CB-*")
        path = page.locator("a[href*='/t/']").first.get_attribute("href") or ""
    page.goto(path)
    return page


@pytest.mark.parametrize("path", ["/", "/sign-in", "track", "/queue?view=all", "case", "/quick"])
def test_the_keyboard_reaches_everything_once_in_order_and_in_sight(open_page: Open, path: str):
    page = opened(open_page, path, DESK)
    wanted = page.evaluate(REACHABLE)

    found = []
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus is None:
            break
        found.append(focus)

    order = [focus["at"] for focus in found if focus["at"] >= 0]
    assert [focus["what"] for focus in found if not focus["shows"]] == []
    assert [focus["what"] for focus in found if not focus["inside"]] == []
    assert order == sorted(set(order)), "a stop twice, or out of the order of the page"
    missed = page.evaluate("(seen) => stops.filter((e, at) => !seen.includes(at)).map((e) => e.outerHTML)", order)
    assert missed == [], f"{len(order)} of {wanted}"


def test_escape_closes_a_menu_and_gives_the_focus_back(open_page: Open):
    page = opened(open_page, "/queue?view=all", DESK)

    for menu in ("summary.side-person", ".top-actions summary"):
        summary = page.locator(menu).first
        summary.focus()
        page.keyboard.press("Enter")
        expect(summary.locator("xpath=..")).to_have_attribute("open", "")
        page.keyboard.press("Tab")
        page.keyboard.press("Escape")
        expect(summary.locator("xpath=..")).not_to_have_attribute("open", "")
        expect(summary).to_be_focused()


def test_a_dialog_gives_the_focus_back_to_where_it_was(open_page: Open):
    page = opened(open_page, "/queue?view=all", DESK)
    row = page.locator("[data-row-link]").nth(1)
    row.focus()

    for key in ("Control+k", "?"):
        page.keyboard.press(key)
        expect(page.locator("dialog[open]")).to_be_visible()
        expect(row).not_to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator("dialog[open]")).to_have_count(0)
        expect(row).to_be_focused()


# 1280 pixels at 400 % are 320 wide; a desk of 1440 by 900 at 200 % is 720 by 450.
@pytest.mark.parametrize("size", [(320, 640), (720, 450)])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_zoomed_in_nothing_runs_sideways(open_page: Open, size: tuple[int, int], language: str):
    device = {"viewport": {"width": size[0], "height": size[1]}}
    page = opened(open_page, "case", device, language)
    addresses = {"case": page.url, "track": page.locator("a[href*='/t/']").first.get_attribute("href") or ""}

    wide = {}
    for path in MAIN:
        page.goto(addresses.get(path, path))
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > size[0]:
            wide[path] = width

    assert wide == {}


MOVING = """
() => [...document.querySelectorAll("*")].flatMap((e) => ["", "::before", "::after"].map((part) => {
  const style = getComputedStyle(e, part || null);
  const longest = (times) => Math.max(...times.split(",").map(parseFloat));
  const moves = longest(style.transitionDuration) > 0.01
    || style.animationName !== "none" && longest(style.animationDuration) > 0.01;
  return moves ? `${e.tagName}.${e.className}${part}` : null;
}).filter(Boolean))
"""


@pytest.mark.parametrize("path", ["/", "track", "/queue?view=all", "case", "/quick"])
def test_who_wants_no_motion_sees_none(open_page: Open, path: str):
    page = opened(open_page, path, DESK)

    assert page.evaluate(MOVING) == []


@pytest.mark.parametrize(
    ("path", "regions"),
    [
        ("/", ["[data-kept][role=status]", "[data-offline][role=alert]"]),
        ("track", ["[data-spoken][aria-live], [data-spoken][role=status]", "[data-offline][role=alert]"]),
        ("/queue?view=all", ["#live-news[aria-live=polite]", ".bulk [role=status], [data-bulk-count][role=status]"]),
        ("case", ["#live-news[aria-live=polite]", "[data-state][role=status]", "[data-advice][role=status]"]),
        ("/quick", ["[role=status], [aria-live]"]),
    ],
)  # fmt: skip
def test_what_changes_is_in_a_region_that_is_read_aloud(open_page: Open, path: str, regions: list[str]):
    page = opened(open_page, path, DESK)

    assert [region for region in regions if not page.locator(region).count()] == []
