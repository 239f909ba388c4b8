"""The canned replies that come with the product keep the rules they are checked by."""

import pytest

from amends.rules.canned import filled, open_facts, starters
from amends.rules.wording.advice import advise
from amends.rules.wording.apology import check_apology, is_apology
from amends.rules.wording.known import Fact, Known

STEPS = {"receive", "apologise", "acknowledge", "restate", "progress"} | {
    "explain",
    "offer",
    "deliver",
    "close",
    "follow_up",
}
FACTS = {
    "zh": {
        "customer": "王女士",
        "owner": "林悦",
        "reference": "CB-41275",
        "promise": "今天 18:00",
        "new_time": "周五 10:00",
        "site": "海港店",
        "organisation": "澄湾",
        "failure": "约好了没有上门",
        "happened": "约好周五上门，等到晚上没有人来",
        "wanted": "周六再派人来",
        "impact": "白等了一个下午",
        "fix": "另派了师傅",
        "next": "去问排班的同事",
        "done": "问过排班，也找到了师傅",
        "cause": "排班表漏了这一单",
        "source": "备注",
        "prevented": "每天早上 8:00 核对一遍排班",
        "options": "一、退上门费；二、免费保养一年",
        "remedy": "免费保养",
        "how": "师傅每季度上门一次",
        "learned": "排班每天早上都有人核对",
    },
    "en": {
        "customer": "Ms Wang",
        "owner": "Lin",
        "reference": "CB-41275",
        "promise": "18:00 today",
        "new_time": "10:00 on Friday",
        "site": "the harbour",
        "organisation": "Clearbay",
        "failure": "Technician did not come",
        "happened": "you waited all Friday for a technician and nobody came",
        "wanted": "a visit on Saturday",
        "impact": "an afternoon",
        "fix": "sent another technician",
        "next": "ask those who plan the visits",
        "done": "we asked the planners and found a technician",
        "cause": "the visit was left off the plan",
        "source": "our note",
        "prevented": "two people check the plan at 8:00 each morning",
        "options": "one, the fee back; two, a year of service for free",
        "remedy": "a year of service",
        "how": "a technician comes each quarter",
        "learned": "somebody checks the plan each morning",
    },
}
KNOWN = {
    "zh": Known(("约好周五上门，等到晚上也没人来",), "周六再派人来", (Fact("note", "排班表漏了这一单"),)),
    "en": Known(
        ("I waited all Friday for your technician, nobody came",),
        "A visit on Saturday",
        (Fact("note", "the visit was left off the plan"),),
    ),
}
CASES = [pytest.param(one, language, id=f"{one.key}-{language}") for one in starters() for language in FACTS]


def text_of(starter, language):
    return filled(starter.text_zh if language == "zh" else starter.text_en, FACTS[language])


def test_every_step_has_its_reply():
    assert STEPS - {one.key for one in starters()} == set()


def test_no_key_stands_twice():
    assert len({one.key for one in starters()}) == len(starters())


@pytest.mark.parametrize(("starter", "language"), CASES)
def test_a_shipped_reply_passes_its_own_checks(starter, language):
    text = text_of(starter, language)

    advice = [one for report in advise(text, KNOWN[language]) for one in report.findings]

    assert open_facts(text) == ()
    assert advice == []


@pytest.mark.parametrize(("starter", "language"), CASES)
def test_a_shipped_apology_is_whole(starter, language):
    text = text_of(starter, language)

    assert check_apology(text).done == ("act", "impact", "responsibility", "fix", "date") or not is_apology(text)
