"""More comes in at one place than should: whoever leads it is told, sees why and which cases, and looks into it."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.cli.programs import amends, served
from tests.cli.surging import KIND, PLACE, write_history, write_surge
from tests.journeys.axe import violations
from tests.journeys.conftest import DESK, LOCALES, send, sign_in, speak

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WORDS = {
    "en": {
        "told": "More comes in than usual at a place you lead",
        "finding": "Nobody came to the appointment: 9 came in, ", "usual": "would be usual", "all": "All 9",
        "look": "I look into it", "looks": "looks into it", "undo": "Undo", "false": "Not a signal, because…",
        "call": "Call it a false alarm", "why": "Why it is a false alarm", "reason": "A fair: visits were doubled.",
    },
    "zh": {
        "told": "你负责的地点，来的个案比往常多",
        "finding": "约好了没有上门：来了 9 件，", "usual": "往常在", "all": "全部 9 件",
        "look": "我来查", "looks": "在查", "undo": "撤销", "false": "不是信号，因为……",
        "call": "判为误报", "why": "为什么是误报", "reason": "办展会，上门量翻了一倍。",
    },
}  # fmt: skip
WATCH = "Too late, or nobody came"  # what the demo itself wants to be told of, and is
SMALL = {"width": 360, "height": 740}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_surge_is_seen_the_day_it_comes(tmp_path: Path, browser: Browser, language: str):
    said, data = WORDS[language], tmp_path / "data"
    with served(data, "demo") as server:
        home = {"base_url": f"http://127.0.0.1:{server.port}", "locale": LOCALES[language], "reduced_motion": "reduce"}
        context = browser.new_context(**home, **DESK)
        context.set_default_timeout(60_000)
        ning = context.new_page()
        sign_in(ning, "ning")
        speak(ning, {"en": "en", "zh": "zh-hans"}[language])

        # What came in before is brought along as a list. It is history, and nothing stands out of it.
        write_history(tmp_path / "history.csv")
        assert amends("import", str(tmp_path / "history.csv"), data=data).returncode == 0
        assert KIND not in amends("warn", "--now", data=data).stdout
        ning.goto("/warnings")
        expect(ning.locator(".warning-row", has_text=WATCH)).to_have_count(1)
        expect(ning.locator(".warning-row", has_text=PLACE)).to_have_count(0)
        assert violations(ning) == []

        # Within minutes nine people at one place tell the same; the next look sees it.
        write_surge(tmp_path / "surge.csv")
        assert amends("import", str(tmp_path / "surge.csv"), data=data).returncode == 0
        assert "9 came in" in amends("warn", "--now", data=data).stdout

        # The bell says so and leads to the evidence.
        ning.goto("/notifications")
        notice = ning.locator(".notice", has_text=said["told"]).filter(has_text=said["finding"])
        expect(notice).to_have_count(1)
        send(notice.locator(".notice-case"))
        expect(ning.locator(".statement")).to_contain_text(said["finding"])
        expect(ning.locator(".statement-help")).to_contain_text(said["usual"])
        expect(ning.get_by_role("heading", level=1)).to_contain_text(PLACE)
        expect(ning.get_by_role("img", name=said["finding"])).to_be_visible()
        assert violations(ning) == []
        ning.set_viewport_size(SMALL)
        assert violations(ning) == []
        ning.set_viewport_size(DESK["viewport"])

        # The cases behind it are one click away, all of them and no other.
        page = ning.url
        send(ning.get_by_role("link", name=said["all"], exact=True))
        expect(ning.locator("main [data-row-link]")).to_have_count(9)

        # She looks into it; it can be taken back.
        ning.goto(page)
        send(ning.get_by_role("button", name=said["look"]))
        expect(ning.locator(".warning-why")).to_contain_text(said["looks"])
        send(ning.locator(".toast").get_by_role("button", name=said["undo"]))
        expect(ning.get_by_role("button", name=said["look"])).to_be_visible()

        # Or it is none, with the reason; and the next look keeps to that.
        ning.locator("summary", has_text=said["false"]).click()
        ning.get_by_label(said["why"]).fill(said["reason"])
        send(ning.get_by_role("button", name=said["call"]))
        assert KIND not in amends("warn", "--now", data=data).stdout
        ning.goto("/warnings")
        expect(ning.locator(".warning-row", has_text=PLACE)).to_have_count(1)
        expect(ning.locator(".warning-row.is-over", has_text=PLACE)).to_contain_text(said["reason"])
        context.close()
