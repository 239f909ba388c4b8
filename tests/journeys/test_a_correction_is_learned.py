"""A suggestion is wrong in this house: people correct it, and the next morning it is right and says why."""

import json
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.cli.programs import PATIENCE_SECONDS, ROOT, amends, environment, served
from tests.journeys.conftest import DESK, LOCALES, PHONE, send, sign_in, speak

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WORDS = {
    "en": {
        "first": "The espresso machine I bought leaks.", "wrong": "Water leak", "right": "Product does not work",
        "another": "Another kind", "keep": "Keep", "next": "Next", "send": "Send", "have_it": "We have it",
        "where": "See where it stands", "later": "Our espresso machine leaks at the handle.",
        "why": "espresso machine",
        "machines": ("Our espresso machine", "My coffee machine", "The new espresso machine", "The coffee maker"),
        "pipes": ("Our tap in the bathroom", "My ceiling above the bed", "The pipe under it", "The new pipe outside"),
        "does": ("leaks", "leaks again", "leaks all over", "leaks since this morning"),
        "ends": ("in the kitchen", "after two days", "for the third time", "at night", "and nobody came"),
    },
    "zh": {
        "first": "刚买的咖啡机漏水。", "wrong": "漏水", "right": "商品有故障",
        "another": "选别的类型", "keep": "保存", "next": "下一步", "send": "发送", "have_it": "收到了",
        "where": "看进度", "later": "我家的咖啡机，手柄那里漏水。",
        "why": "咖啡机",
        "machines": ("我家的咖啡机", "新买的咖啡机", "意式咖啡机", "咖啡机的手柄"),
        "pipes": ("我家的水龙头", "新换的水管", "床上方的天花板", "洗手池的管子"),
        "does": ("漏水", "又漏水了", "一直漏水", "今早开始漏水"),
        "ends": ("，厨房都湿了", "，才用两天", "，第三次了", "，半夜发现的", "，没人来看"),
    },
}  # fmt: skip
# What colleagues say of many more cases, each by the service that the pages use.
SAY = """
import json, sys
from amends.cli import installation
installation.start_django()
from django.utils import timezone
from amends.models import FailureType, Staff
from amends.services.staff import actor_of
from amends.services.suggesting import say_kind
from tests.builders import build_case
by = actor_of(Staff.objects.get(email="admin@clearbay.example"))
for key, texts in json.load(sys.stdin).items():
    kind = FailureType.objects.get(key=key)
    for text in texts:
        say_kind(case=build_case(text, now=timezone.now()), failure_type=kind, by=by, now=timezone.now())
"""


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_people_corrected_is_suggested_right_the_next_morning(tmp_path: Path, browser: Browser, language: str):
    said, data = WORDS[language], tmp_path / "data"
    with served(data, "demo") as server:
        home = {"base_url": f"http://127.0.0.1:{server.port}", "locale": LOCALES[language], "reduced_motion": "reduce"}
        desk, phone = (browser.new_context(**home, **device) for device in (DESK, PHONE))
        for context in (desk, phone):
            context.set_default_timeout(60_000)
        robin, customer = desk.new_page(), phone.new_page()
        sign_in(robin, "admin")
        speak(robin, {"en": "en", "zh": "zh-hans"}[language])

        # By the words that are shipped it is water; here it is a machine that does not work. Somebody says so.
        robin.goto(f"/cases/{tell(customer, said, said['first'])}")
        expect(robin.locator("#suggested strong")).to_have_text(said["wrong"])
        robin.locator("#suggested").get_by_role("link", name=said["another"]).click()
        robin.locator("#judge [name=failure_type]").select_option(label=said["right"])
        send(robin.locator("#judge").get_by_role("button", name=said["keep"], exact=True))
        expect(robin.locator("#kind-said")).to_have_text(said["right"])

        # So do others of many more, and it is learnt in the night.
        correct(data, said)
        learnt = amends("triage", "learn", "--json", data=data)
        assert learnt.returncode == 0, learnt.stderr
        assert (json.loads(learnt.stdout)["learnt"], json.loads(learnt.stdout)["used"]) == (True, True)

        # The next one who tells the like is understood, and why stands beside it.
        robin.goto(f"/cases/{tell(customer, said, said['later'])}")
        expect(robin.locator("#suggested strong")).to_have_text(said["right"])
        expect(robin.locator("#suggested q")).to_contain_text(said["why"])
        desk.close()
        phone.close()


def tell(page: Page, said: dict, words: str) -> str:
    """Tell us on a phone; return the reference of the case."""
    page.goto("/")
    page.fill("#words", words)
    for _step in range(2):
        page.get_by_role("button", name=said["next"], exact=True).click()
    page.get_by_role("button", name=said["send"], exact=True).click()
    expect(page.get_by_role("heading", name=said["have_it"])).to_be_visible()
    page.get_by_role("link", name=said["where"]).click()
    page.wait_for_url("**/t/**")
    return page.url.split("/t/")[1].split("/")[0]


def correct(data: Path, said: dict) -> None:
    """Have colleagues say of machines that leak that they do not work, and of pipes that they leak."""
    gap = "" if said["wrong"] == "漏水" else " "
    told = {
        kind: [gap.join(words) for words in product(said[things], said["does"], said["ends"])]
        for kind, things in (("faulty_product", "machines"), ("water_leak", "pipes"))
    }
    done = subprocess.run(
        [sys.executable, "-c", SAY],
        env={**environment(data), "PYTHONPATH": str(ROOT)},
        input=json.dumps(told),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )
    assert done.returncode == 0, done.stderr
