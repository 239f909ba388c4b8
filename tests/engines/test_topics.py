"""Topics: what many say in like words comes out whole, and what one person repeats does not count as many."""

import csv
import gzip
import math
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from amends.engines.topics.finding import Told, find_topics
from amends.engines.topics.naming import group_of
from amends.engines.topics.novelty import Voice, first_new, new_at, voices
from amends.engines.topics.phrases import phrases_of
from amends.engines.topics.weighing import weighed
from tests.machine import skip_loudly

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "zh_gov_messages_h1.csv.gz"
NEWEST = 120
OFTEN = (
    "房间里的空调吵得睡不着", "早餐的咖啡是凉的", "The lift was out of order again", "快递晚了三天才到",
    "Nobody answered the telephone at the desk", "发票抬头写错了", "The towels were not changed", "退款一直没有到账",
)  # fmt: skip
APP = (
    "App shows completed but the technician never came",
    "The app says completed, yet nobody came to us",
    "Technician marked it completed in the app. He never came",
    "In your app the visit is completed. No technician came",
    "It says completed in the app, the technician did not come",
    "App: completed. Reality: no technician came to the house",
)
SMOKE = (
    "月亮湾小区楼下的烧烤摊油烟太大，业主没法开窗",
    "月亮湾小区烧烤摊油烟扰民，业主投诉多次",
    "我是月亮湾小区业主，烧烤摊的油烟每晚都飘进来",
    "月亮湾小区门口烧烤摊油烟熏人，没人管",
    "请管管月亮湾小区的烧烤摊，油烟扰民到半夜",
)


def everyday(days: int = NEWEST) -> list[Told]:
    """Return what comes in on ordinary days, each text of its own."""
    return [Told(f"{OFTEN[day % len(OFTEN)]}，单号 {day * 37 % 1000}", day, f"p{day}") for day in range(days)]


def burst(texts: tuple[str, ...], day: int = NEWEST - 3, author: str = "") -> list[Told]:
    """Return texts told from a day on, each by somebody else."""
    return [Told(text, day + at % 3, author or f"{texts[0][:3]}{at}") for at, text in enumerate(texts)]


def test_what_many_begin_to_say_is_new_in_both_languages_and_whole():
    told = everyday() + burst(APP) + burst(SMOKE)

    new = [topic for topic in find_topics(told) if topic.new]

    assert sorted(sorted(topic.cases) for topic in new) == [list(range(120, 126)), list(range(126, 131))]
    smoke = next(topic for topic in new if len(topic.cases) == 5)
    assert (smoke.places, smoke.group, smoke.voices) == (("月亮湾小区",), "业主", 5)
    assert smoke.new is not None
    assert (smoke.new.cases, smoke.new.voices, smoke.new.expected) == (5, 5, 0.0)
    app = next(topic for topic in new if len(topic.cases) == 6)
    assert {"completed", "app"} <= set(" ".join(app.words).split())
    assert told[app.representative].text in APP


def test_one_person_who_says_it_six_times_is_one_voice_and_no_new_topic():
    (topic,) = [one for one in find_topics(everyday() + burst(APP, author="the same")) if 120 in one.cases]

    assert (len(topic.cases), topic.voices, topic.new) == (6, 1, None)


def test_one_text_sent_by_six_people_is_one_voice():
    assert voices([Voice(day, f"p{day}", "same") for day in range(6)]) == 1
    assert voices([Voice(0, "", text) for text in "abcab"]) == 3


def test_what_was_said_every_week_is_a_topic_and_nothing_new():
    weekly = [
        Told(f"{APP[day % 6]} {day}", day, f"w{day}") for day in range(0, NEWEST, 5)
    ]  # one or two a week: 1.4 expected

    (topic,) = [one for one in find_topics(everyday() + weekly + burst(APP)) if NEWEST + len(weekly) in one.cases]

    assert len(topic.cases) >= 25
    assert topic.new is None


@pytest.mark.parametrize(
    ("before", "is_new"), [(9, True), (10, False)], ids=["0.9 expected", "1 expected is not less than one"]
)
def test_the_border_is_less_than_one_expected(before, is_new):
    earlier = [Voice(at, f"e{at}", f"e{at}") for at in range(before)]
    week = [Voice(76, f"n{at}", f"n{at}") for at in range(5)]

    new = new_at(earlier + week, first=0, on=76)

    assert (new is not None) == is_new
    assert new is None or new.expected == pytest.approx(before * 7 / 70)


def test_without_four_weeks_before_it_nothing_is_called_new():
    week = [Voice(20, f"n{at}", f"n{at}") for at in range(9)]

    assert first_new(week, first=0, since=0) is None
    assert first_new([Voice(one.day + 14, one.author, one.said) for one in week], first=0, since=0) is not None


def test_a_piece_weighs_by_how_rare_it_is():
    rows = weighed(["kettle leaks", "kettle cold", *["parcel late"] * 2])

    assert rows[0].data.max() > 0
    assert rows[0].multiply(rows[0]).sum() == pytest.approx(1)
    # leaks is said once and connects nothing; what is left of the first is the kettle.
    assert rows[0].nnz == 1
    assert (rows[2] @ rows[3].T).toarray()[0, 0] == pytest.approx(1)


def test_a_topic_is_called_by_whole_words_that_others_do_not_use():
    called = phrases_of(SMOKE, lambda piece: 0.1 if piece in {"没人", "业主"} else math.log(100))

    assert called[0] == "月亮湾小区"
    assert all(one not in other for one in called for other in called if one != other)
    assert group_of(["guests waited", "the guests left", "residents"]) == "guests"


def test_nothing_and_one_text_have_no_topic():
    assert find_topics([]) == []
    assert find_topics([Told("", 0), Told("!", 1), *everyday(1)]) == []


# Issues that reading the file establishes, each by a name that only its messages have, the largest first.
ISSUES = {
    "a loan platform that collapsed": (r"58车", 0.9),
    "a high-voltage line along a street": (r"月亮岛.{0,40}(高压|110)", 0.9),
    "restaurants under flats": ("辉煌国际城", 0.9),
    "chimneys in a fire passage": ("青青家园", 0.8),
    "a shopping centre that pays nothing back": ("中茂城", 0.6),
    "a block of flats without a road": ("十里天池", 0.9),
    "a village asking for its plan": ("茶场村", 0.9),
}


@pytest.mark.slow
def test_the_large_issues_of_a_city_come_out_whole_and_the_largest_first():
    if not REAL.exists():
        skip_loudly(f"topics on real messages: {REAL} is not there")
    with gzip.open(REAL, "rt", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    days = [date.fromisoformat(row["留言时间"][:10]).toordinal() for row in rows]
    told = [
        Told(f"{row['留言主题']}\n{row['留言详情']}", day, row["留言用户"]) for row, day in zip(rows, days, strict=True)
    ]

    topics = find_topics(told)

    assert "58车" in told[topics[0].representative].text
    figures = {issue: _f1(name, told, topics) for issue, (name, _least) in ISSUES.items()}
    assert {issue: f1 for issue, f1 in figures.items() if f1 < ISSUES[issue][1]} == {}
    assert sum(figures.values()) / len(figures) >= 0.85


def _f1(name, told, topics):
    """Return 2 · shared / (said + found) of the topic that has most of the messages with this name near the top."""
    said = {at for at, one in enumerate(told) if re.search(name, one.text[:800], re.DOTALL)}
    best = Counter({at: len(said & set(topic.cases)) for at, topic in enumerate(topics)}).most_common(1)[0][0]
    return 2 * len(said & set(topics[best].cases)) / (len(said) + len(topics[best].cases))
