"""Several customers begin to say what nobody has a name for: it stands on a board with its cases, and gets a name."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.cli.programs import amends, served
from tests.cli.telling import ELSEWHERE as HOTEL
from tests.cli.telling import PLACE, write_topics
from tests.engines.test_topics import APP
from tests.journeys.axe import violations
from tests.journeys.conftest import DESK, LOCALES, send, sign_in, speak

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WORDS = {
    "en": {
        "own": "2 new topics", "all": "4 new topics", "six": "6 cases", "week": "cases within a week",
        "look": "I look into it", "looks": "looks into it", "undo": "Undo", "make": "Make it a failure type",
        "follows": "6 cases get this type.", "sorted": "6 cases have this type now",
        "add": "Add the failure type", "named": "now the failure type Closed in the app", "left": "3 new topics",
        "not": "Not a topic, because…", "why": "Why it is no topic", "say": "Say it is none",
        "reason": "A neighbour's stall, not ours.",
    },
    "zh": {
        "own": "2 个新话题", "all": "4 个新话题", "six": "6 件个案", "week": "一周内",
        "look": "我来查", "looks": "在查", "undo": "撤销", "make": "设为失误类型",
        "follows": "6 件个案会归入这个类型。", "sorted": "6 件个案已归入这个类型",
        "add": "添加", "named": "已设为失误类型", "left": "3 个新话题",
        "not": "不是话题，因为……", "why": "为什么不是话题", "say": "判为不是话题",
        "reason": "邻居的摊位，不归我们管。",
    },
}  # fmt: skip
SMALL = {"width": 360, "height": 740}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_many_begin_to_say_gets_a_name(tmp_path: Path, browser: Browser, language: str):
    said, data = WORDS[language], tmp_path / "data"
    with served(data, "demo") as server:
        home = {"base_url": f"http://127.0.0.1:{server.port}", "locale": LOCALES[language], "reduced_motion": "reduce"}
        context = browser.new_context(**home, **DESK)
        context.set_default_timeout(60_000)
        robin = context.new_page()
        sign_in(robin, "admin")
        speak(robin, {"en": "en", "zh": "zh-hans"}[language])

        # What the demo itself begins with: guests of one hotel, in two languages.
        assert amends("warn", "--now", data=data).returncode == 0
        robin.goto("/warnings/topics")
        expect(robin.get_by_role("heading", name=said["own"])).to_be_visible()
        expect(robin.locator(".warning-row", has_text="door card app")).to_contain_text(HOTEL)
        expect(robin.locator(".warning-row", has_text="房卡已过期")).to_contain_text(HOTEL)
        assert violations(robin) == []

        # Eleven people tell two things at two places; the next look sees both.
        write_topics(tmp_path / "told.csv")
        assert amends("import", str(tmp_path / "told.csv"), data=data).returncode == 0
        assert amends("warn", "--now", data=data).returncode == 0
        robin.goto("/warnings/topics")
        expect(robin.get_by_role("heading", name=said["all"])).to_be_visible()
        row = robin.locator(".warning-row", has_text=PLACE)
        expect(row).to_contain_text(said["six"])
        assert violations(robin) == []

        # One click away: why it is one, and its cases.
        send(row.locator("a"))
        page = robin.url
        expect(robin.locator(".statement-help")).to_contain_text(said["week"])
        for text in APP:
            expect(robin.locator(".behind a", has_text=text).first).to_be_visible()
        assert violations(robin) == []
        robin.set_viewport_size(SMALL)
        assert violations(robin) == []
        assert robin.evaluate("document.documentElement.scrollWidth") <= SMALL["width"]
        robin.set_viewport_size(DESK["viewport"])

        # Somebody looks into it, and takes that back.
        send(robin.get_by_role("button", name=said["look"]))
        expect(robin.locator(".warning-why")).to_contain_text(said["looks"])
        send(robin.locator(".toast").get_by_role("button", name=said["undo"]))
        expect(robin.get_by_role("button", name=said["look"])).to_be_visible()

        # It gets a name, its cases get it too, and the next look keeps to that.
        robin.goto(page)
        expect(robin.locator(".warning-work")).to_contain_text(said["follows"])
        robin.locator("summary", has_text=said["make"]).click()
        robin.get_by_label("English").fill("Closed in the app")
        robin.get_by_label("中文").fill("应用里已关闭")
        send(robin.get_by_role("button", name=said["add"], exact=True))
        expect(robin.locator(".toast", has_text=said["sorted"])).to_be_visible()
        assert '"topics_found": 0' in amends("warn", "--now", "--json", data=data).stdout
        robin.goto("/warnings/topics")
        expect(robin.get_by_role("heading", name=said["left"])).to_be_visible()
        expect(robin.locator(".is-over")).to_contain_text(said["named"])

        # The other is none, with the reason.
        send(robin.locator(".warning-row", has_text="月亮湾").locator("a"))
        robin.locator("summary", has_text=said["not"]).click()
        robin.get_by_label(said["why"]).fill(said["reason"])
        send(robin.get_by_role("button", name=said["say"]))
        robin.goto("/warnings/topics")
        expect(robin.get_by_role("heading", name=said["own"])).to_be_visible()
        expect(robin.locator(".is-over", has_text=said["reason"])).to_have_count(1)
        context.close()
