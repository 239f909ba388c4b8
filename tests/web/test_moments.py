"""Instants, durations and rings in words, zh and en; the table of design for promises."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from amends.models import Promise
from amends.rules import clocks
from amends.web import moments, rings

NOW = datetime(2026, 11, 19, 6, 20, tzinfo=UTC)  # Thursday 14:20 in Shanghai
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _shanghai():
    with timezone.override(ZoneInfo("Asia/Shanghai")):
        yield


def both(say):
    """What is said in English and in Chinese."""
    said = []
    for language in ("en", "zh-hans"):
        with translation.override(language):
            said.append(say())
    return tuple(said)


@pytest.mark.parametrize(
    ("away", "en", "zh"),
    [
        (3 * HOUR + 40 * MINUTE, "today 18:00", "今天 18:00"),
        (DAY - 5 * HOUR + 10 * MINUTE, "tomorrow 09:30", "明天 09:30"),
        (-19 * HOUR, "yesterday 19:20", "昨天 19:20"),
        (3 * DAY, "Sun 14:20", "周日 14:20"),
        (-8 * DAY, "11 Nov", "11月11日"),
        (60 * DAY, "18 Jan 2027", "2027年1月18日"),
    ],
)
def test_when(away, en, zh):
    assert both(lambda: moments.when(NOW + away, NOW)) == (en, zh)


@pytest.mark.parametrize(
    ("away", "en", "zh"),
    [
        (3 * HOUR + 40 * MINUTE, "by 18:00 today", "今天 18:00 前"),
        (DAY, "by 14:20 tomorrow", "明天 14:20 前"),
        (3 * DAY, "by 14:20 on Sun", "周日 14:20 前"),
        (10 * DAY, "by 14:20 on 29 Nov", "11月29日 14:20 前"),
    ],
)
def test_by_stands_in_a_sentence(away, en, zh):
    assert both(lambda: moments.by(NOW + away, NOW)) == (en, zh)


@pytest.mark.parametrize(
    ("span", "en", "zh"),
    [
        (30 * MINUTE / 60, "under 1 min", "不到 1 分钟"),
        (14 * MINUTE, "14 min", "14 分"),
        (3 * HOUR, "3 h", "3 小时"),
        (4 * HOUR + 5 * MINUTE, "4 h 05 min", "4 小时 05 分"),
        (DAY, "1 day", "1 天"),
        (50 * HOUR, "2 days", "2 天"),
        (729 * DAY, "729 days", "729 天"),
        (730 * DAY, "2 years", "2 年"),
    ],
)
def test_length(span, en, zh):
    assert both(lambda: moments.length(span)) == (en, zh)


def test_minutes_in_a_chinese_sentence_are_written_out():
    assert both(lambda: moments.length(4 * MINUTE, in_sentence=True)) == ("4 min", "4 分钟")


def promise(made, due, **outcome):
    return Promise(made_at=NOW + made, due_at=NOW + due, **{name: NOW + span for name, span in outcome.items()})


@pytest.mark.parametrize(
    ("given", "state", "en", "zh"),
    [
        (promise(-HOUR, 3 * HOUR + 40 * MINUTE), "running", "3 h 40 min", "还有 3 小时 40 分"),
        (promise(-HOUR, 14 * MINUTE), "soon", "14 min", "还有 14 分"),
        (promise(-HOUR, 2 * DAY - 2 * HOUR), "running", "Sat 12:20", "周六 12:20"),
        (promise(-DAY, -72 * MINUTE), "broken", "1 h 12 min late", "晚了 1 小时 12 分"),
        (promise(-DAY, -DAY / 2, missed_at=-DAY / 2), "broken", "12 h late", "晚了 12 小时"),
        (
            promise(-DAY, -5 * HOUR, missed_at=-5 * HOUR, settled_at=-5 * HOUR + 70 * MINUTE),
            "late", "1 h 10 min late", "晚 1 小时 10 分",
        ),
        (promise(-DAY, HOUR, kept_at=32 * MINUTE), "kept", "Kept 14:52", "14:52 已兑现"),
        (promise(-DAY, HOUR, withdrawn_at=-HOUR), "withdrawn", "No longer needed", "不再需要"),
    ],
)  # fmt: skip
def test_each_state_of_a_promise_has_its_ring_and_words(given, state, en, zh):
    standing = rings.standing(given, NOW)

    assert standing.state == state
    assert both(lambda: rings.standing(given, NOW).words) == (en, zh)


def test_a_miss_says_that_we_were_sorry_and_a_pause_says_until_when():
    late = timedelta(hours=1, minutes=10)

    assert both(lambda: rings.missed_words(late, is_apologised=True)) == (
        "1 h 10 min late, apologised",
        "晚 1 小时 10 分，已道歉",
    )
    assert both(lambda: rings.paused_words(NOW + 22 * HOUR - 20 * MINUTE, NOW)) == (
        "Until tomorrow 12:00",
        "明天 12:00 再走",
    )


@pytest.mark.parametrize(
    ("state", "en", "zh"),
    [
        ("running", "promise running", "承诺进行中"),
        ("soon", "due soon", "快到期"),
        ("broken", "broken", "没兑现"),
        ("late", "kept late", "晚了才做到"),
        ("paused", "paused", "暂停"),
        ("kept", "kept", "已兑现"),
        ("to-come", "not started", "未开始"),
    ],
)
def test_each_ring_says_its_state_aloud(state, en, zh):
    assert both(lambda: str(rings.SPOKEN[state])) == (en, zh)
    assert f'data-ring="{state}"' in rings.draw(state)


@given(
    allowed=st.timedeltas(MINUTE, 30 * DAY),
    late=st.timedeltas(timedelta(seconds=1), 30 * DAY),
    later=st.timedeltas(timedelta(0), 30 * DAY),
)
def test_no_miss_is_ever_drawn_as_kept(allowed, late, later):
    """Not when it is open, not when it was done after all, and however much later one looks."""
    due = NOW - late - later
    still_open = Promise(made_at=due - allowed, due_at=due, missed_at=due)
    done_late = Promise(made_at=due - allowed, due_at=due, missed_at=due, settled_at=due + late)

    assert rings.standing(still_open, NOW).state == "broken"
    assert rings.standing(done_late, NOW).state == "late"


@given(left=st.timedeltas(timedelta(seconds=1), 3 * DAY))
def test_a_badge_counts_within_the_day_and_names_the_instant_beyond(left):
    said = moments.left(NOW + left, NOW)

    assert (":" in said) == (left >= DAY)
    assert (" h" in said) == (HOUR <= left < DAY)


def test_a_miss_never_turns_green():
    late = promise(-DAY, -HOUR, missed_at=-HOUR, settled_at=-HOUR / 2)

    assert rings.standing(late, NOW).state == "late"


@pytest.mark.parametrize(("share", "state"), [(0.21, "running"), (0.2, "soon"), (0.0, "soon"), (-0.01, "broken")])
def test_soon_begins_when_four_fifths_of_the_clock_are_used(share, state):
    made, due = NOW - (1 - share) * 10 * HOUR, NOW + share * 10 * HOUR

    assert rings.running_state(made, due, NOW)[0] == state


def test_the_script_that_counts_on_agrees_when_soon_begins():
    script = (Path(rings.__file__).parent / "static" / "countdown.js").read_text(encoding="utf-8")

    assert re.findall(r"made, 1\) <= ([\d.]+)", script) == [str(clocks.SOON)]


def test_the_arc_is_the_time_left_and_the_ring_says_its_state():
    ring = rings.draw("running", 0.625)

    assert 'stroke-dasharray="62.5 100"' in ring
    assert 'aria-label="promise running"' in ring
    assert "style" not in ring
    assert 'aria-hidden="true"' in rings.draw("kept", spoken_by_ring=False)
