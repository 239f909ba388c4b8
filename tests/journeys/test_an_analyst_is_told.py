"""An analyst says what she wants to be told of, sees what it would have told, and is told when it comes."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.cli.programs import amends, served
from tests.cli.surging import PLACE, write_history, write_surge
from tests.journeys.axe import violations
from tests.journeys.conftest import DESK, LOCALES, send, sign_in, speak

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WORDS = {
    "en": {
        "begin": "Begin a watch", "name": "Name", "words": "Words in the text", "place": "At this place",
        "usual": "When it is more than usual", "cases": "From so many cases on", "days": "within so many days",
        "try": "Try it on the last 90 days", "nothing": "It would have told nothing in the last 90 days",
        "keep": "Begin the watch", "lately": "cases in 8 weeks", "told": "A watch saw what it waits for",
        "finding": "came in; you asked for 6 within 2 days",
        "watch": "Waiting for the technician", "rest": "Let it rest", "rests": "rests", "undo": "Undo",
    },
    "zh": {
        "begin": "新建关注项", "name": "名称", "words": "原话里的词", "place": "这个地点及其下级",
        "usual": "比往常多的时候", "cases": "满几件", "days": "几天之内",
        "try": "用最近 90 天试一试", "nothing": "最近 90 天里不会提醒",
        "keep": "开始关注", "lately": "8 周", "told": "一个关注项有动静了",
        "finding": "约定 2 天内满 6 件就提醒",
        "watch": "等师傅", "rest": "暂停", "rests": "暂停中", "undo": "撤销",
    },
}  # fmt: skip
SMALL = {"width": 360, "height": 740}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_analyst_sets_a_watch_and_is_told(tmp_path: Path, browser: Browser, language: str):
    said, data = WORDS[language], tmp_path / "data"
    with served(data, "demo") as server:
        home = {"base_url": f"http://127.0.0.1:{server.port}", "locale": LOCALES[language], "reduced_motion": "reduce"}
        context = browser.new_context(**home, **DESK)
        context.set_default_timeout(60_000)
        grace = context.new_page()
        sign_in(grace, "grace")
        speak(grace, {"en": "en", "zh": "zh-hans"}[language])
        write_history(tmp_path / "history.csv")
        assert amends("import", str(tmp_path / "history.csv"), data=data).returncode == 0

        # She says what she wants to be told of, and tries it on what came in before.
        grace.goto("/warnings/watches")
        send(grace.get_by_role("link", name=said["begin"]))
        grace.get_by_label(said["name"], exact=True).fill(said["watch"])
        grace.get_by_label(said["place"]).select_option(label=f"\u2003{PLACE}")
        grace.get_by_label(said["words"]).fill("白等, waited all afternoon")
        grace.get_by_label(said["usual"]).uncheck()
        grace.get_by_label(said["cases"]).fill("6")
        grace.get_by_label(said["days"]).fill("2")
        send(grace.get_by_role("button", name=said["try"]))
        expect(grace.locator("#tried")).to_contain_text(said["nothing"])
        assert violations(grace) == []
        grace.set_viewport_size(SMALL)
        assert violations(grace) == []
        assert grace.evaluate("document.documentElement.scrollWidth") <= SMALL["width"]
        grace.set_viewport_size(DESK["viewport"])
        send(grace.get_by_role("button", name=said["keep"]))
        row = grace.locator(".watch-row", has_text=said["watch"])
        expect(row).to_contain_text(said["lately"])
        assert violations(grace) == []

        # Nine people tell it; the next look tells her, once.
        write_surge(tmp_path / "surge.csv")
        assert amends("import", str(tmp_path / "surge.csv"), data=data).returncode == 0
        for _look in range(2):
            assert said["watch"] in amends("warn", "--now", data=data).stdout
        grace.goto("/notifications")
        notice = grace.locator(".notice", has_text=said["watch"])
        expect(notice).to_have_count(1)
        expect(notice).to_contain_text(said["told"])
        send(notice.locator(".notice-case"))
        expect(grace.locator(".statement")).to_contain_text(said["finding"])
        many = int(re.findall(r"\d+", grace.locator(".statement").inner_text())[0])
        assert many >= 9
        expect(grace.locator(".behind a[href^='/cases/']")).to_have_count(many)
        assert violations(grace) == []

        # It rests, and goes on when she takes that back.
        send(grace.locator(".reasons").get_by_role("link", name=said["watch"]))
        send(grace.get_by_role("button", name=said["rest"]))
        expect(row).to_contain_text(said["rests"])
        send(grace.locator(".toast").get_by_role("button", name=said["undo"]))
        grace.goto("/warnings/watches")
        expect(row).not_to_contain_text(said["rests"])
        context.close()
