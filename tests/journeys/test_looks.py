"""Light, dark, high contrast: one switch that turns the page at once and holds from the next page's first byte."""

from typing import Any

import pytest

from tests.journeys.conftest import DESK, PHONE, Open, send, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]

GROUND = "getComputedStyle(document.querySelector('{}')).backgroundColor"
LIGHT, DARK, WARM_DARK = "rgb(255, 255, 255)", "rgb(23, 26, 25)", "rgb(23, 21, 18)"
WORK, BODY = GROUND.format("main.work"), GROUND.format("body")


def test_a_colleague_turns_the_look_in_the_menu_and_finds_it_again(open_page: Open):
    desk = open_page("en", DESK)
    sign_in(desk, "grace")
    assert desk.evaluate(WORK) == LIGHT

    desk.click(".side-person")
    with desk.expect_response("**/look"):
        desk.click("[data-look] [value=dark]")
    assert desk.evaluate(WORK) == DARK
    with desk.expect_response("**/look"):
        desk.click("[data-look] [name=contrast]")

    again = open_page("en", DESK)
    sign_in(again, "grace")
    assert again.evaluate("({ ...document.documentElement.dataset })") == {
        "side": "staff",
        "theme": "dark",
        "contrast": "more",
    }
    assert again.evaluate(WORK) == "rgb(0, 0, 0)"


def test_a_visitor_turns_the_look_without_a_script(open_page: Open):
    desk = open_page("zh", DESK, java_script_enabled=False)
    desk.goto("/t")

    desk.click("summary[aria-label=外观]")
    send(desk.locator("[data-look] [value=dark]"))

    assert desk.url.endswith("/t")
    assert desk.locator("html").get_attribute("data-theme") == "dark"


def test_a_page_follows_the_system_until_somebody_chooses(open_page: Open):
    desk = open_page("en", DESK, color_scheme="dark")

    desk.goto("/")

    assert desk.evaluate(BODY) == WARM_DARK


def test_rings_survive_forced_colours(open_page: Open):
    desk = open_page("en", DESK, forced_colors="active")
    sign_in(desk, "grace")

    desk.goto("/design")

    drawn = "[...document.querySelectorAll('#badges .ring')].map((ring) => getComputedStyle(ring).color)"
    assert len(set(desk.evaluate(drawn))) == 1
    assert desk.evaluate("getComputedStyle(document.querySelector('.badge')).borderTopStyle") == "solid"


OUTSIDE = """
() => [...document.querySelectorAll(".side a, .side summary, .side .menu-panel, .side .menu-panel :is(a, button)")]
  .filter((e) => e.checkVisibility())
  .map((e) => [e, e.getBoundingClientRect()])
  .filter(([e, box]) => box.left < 0 || box.right > innerWidth
    || (box.bottom > innerHeight && !e.matches(".menu-panel *")))
  .map(([e]) => e.className)
"""
CUT = "() => { const m = document.querySelector('.side .menu-panel'); return m.scrollWidth - m.clientWidth; }"


@pytest.mark.parametrize("device", [DESK, {**PHONE, "viewport": {"width": 360, "height": 740}}])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_side_bar_and_its_menu_lie_inside_the_window(open_page: Open, device: dict[str, Any], language: str):
    page = open_page(language, device)
    sign_in(page, "ning")

    page.click(".side-person")

    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate(CUT) == 0
    ticked = page.locator(".menu-item[aria-pressed=true]").first
    ticked.scroll_into_view_if_needed()  # the menu is longer than a telephone is high, and lies inside its window
    tick = ticked.bounding_box()
    middle = "([x, y]) => document.elementFromPoint(x, y)?.matches('.menu-item[aria-pressed=true]')"
    assert tick
    assert page.evaluate(middle, [tick["x"] + tick["width"] - 6, tick["y"] + tick["height"] / 2])
